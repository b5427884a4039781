"""Keys by which a request that is sent again is known to be the same one."""

import hashlib
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from feedsvc.errors import KeyReusedError
from feedsvc.model import Run
from feedsvc.publish.notes import written

_KEPT_HOURS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key, *who* sent it, and what was *asked* with it, in whatever words."""

    name: str
    who: str
    asked: str


@dataclass(frozen=True, slots=True)
class _Known:
    """What came with a key, when, and the run that was the answer."""

    asked: str
    at: datetime
    answer: Run


_KNOWN = TypeAdapter(_Known)


class Keys:
    """The keys of the last day below one folder, in one folder for each hour.

    So it takes no look at all of them to forget the oldest. Whoever calls lets nobody else.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def find(self, key: Key, *, now: datetime) -> Run | None:
        """Return what was answered when *key* came before, None if it did not.

        A key belongs to whoever sends it. Raises KeyReusedError if it came with something else.
        """
        for hours in range(_KEPT_HOURS + 1):
            known = _load(self._root / _hour(now - timedelta(hours=hours)) / _name(key))
            if known is None or now - known.at >= timedelta(hours=_KEPT_HOURS):
                continue
            if known.asked != key.asked:
                raise KeyReusedError(
                    f"the key {key.name} was used for another request within the last day",
                    hint="send each request with a key of its own, and repeat it as it was",
                )
            return known.answer
        return None

    def keep(self, key: Key, answer: Run, *, now: datetime) -> None:
        """Remember that *answer* is what *key* got; forget keys of more than a day."""
        oldest = _hour(now - timedelta(hours=_KEPT_HOURS))
        if self._root.is_dir():
            for folder in self._root.iterdir():
                if folder.name < oldest:
                    shutil.rmtree(folder, ignore_errors=True)
        place = self._root / _hour(now) / _name(key)
        place.parent.mkdir(parents=True, exist_ok=True)
        written(place, _KNOWN.dump_json(_Known(asked=key.asked, at=now, answer=answer)))


def _hour(at: datetime) -> str:
    return f"{at:%Y%m%dT%H}"


def _name(key: Key) -> str:
    said = f"{key.who}\0{key.name}".encode(errors="surrogatepass")
    return f"{hashlib.sha256(said).hexdigest()}.json"


def _load(path: Path) -> _Known | None:
    try:
        return _KNOWN.validate_json(path.read_bytes())
    except (FileNotFoundError, ValidationError):
        return None
