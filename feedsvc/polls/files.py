"""The tallies that wait to be added up: a file each, written whole, below one folder."""

import logging
import os
import secrets
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from time import time

from feedsvc.polls.tally import Tally, from_json, to_json

log = logging.getLogger(__name__)

# More than that wait only if nobody adds them up; whoever counts then keeps what it has.
_MOST = 256
_NAME = "tally-"
# To write a file takes a moment; what is unfinished for longer stays so.
_ABANDONED_SECONDS = 60


def folder_in(state: Path) -> Path:
    """Return the folder of tallies and salts in the state folder of a site."""
    return state / "polls"


class TallyFiles:
    """Tallies of all processes of a site, in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def has_room(self) -> bool:
        """Whether so few files wait that there may be another one."""
        return len(self._paths()) < _MOST

    def put(self, tally: Tally) -> None:
        """Leave *tally* to whoever adds them up; raises OSError if that fails."""
        self.folder.mkdir(parents=True, exist_ok=True)
        name = f"{_NAME}{os.getpid()}-{secrets.token_hex(8)}"
        unfinished = self.folder / f".{name}"
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(to_json(tally))
            unfinished.replace(self.folder / name)
        except OSError:
            unfinished.unlink(missing_ok=True)
            raise

    def names(self) -> Sequence[str]:
        """Return the names of the tallies that wait."""
        return [path.name for path in self._paths()]

    def read(self, names: Iterable[str]) -> Mapping[str, Tally]:
        """Return the tallies in the files of these names; a damaged one is removed.

        Raises OSError if one cannot be read.
        """
        found = {}
        for name in names:
            path = self.folder / name
            try:
                found[name] = from_json(path.read_bytes())
            except FileNotFoundError:
                continue
            except ValueError:
                log.warning("polls in %s are not counted: the file is damaged", path)
                path.unlink(missing_ok=True)
        return found

    def remove(self, names: Iterable[str]) -> None:
        """Remove these files; raises OSError if one stays."""
        for name in names:
            (self.folder / name).unlink(missing_ok=True)

    def tidy(self) -> None:
        """Remove what killed processes left unfinished."""
        for path in self.folder.glob(".*"):
            with suppress(FileNotFoundError):
                if time() - path.stat().st_mtime > _ABANDONED_SECONDS:
                    path.unlink()

    def _paths(self) -> list[Path]:
        return sorted(self.folder.glob(f"{_NAME}*"))
