"""Who failed to show a valid token or password, and how long they have to wait.

All processes count in one file under a lock. Past a limit nothing is counted any more, so the file
never holds more than the limits allow, whoever tries.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from ipaddress import IPv6Address, ip_address
from math import ceil
from pathlib import Path

from pydantic import TypeAdapter

from feedsvc.access.files import PrivateFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """How many failures of one client, and of all, there may be within so many seconds."""

    of_one: int
    of_all: int
    seconds: int


class Kind(StrEnum):
    """What somebody failed to show."""

    TOKEN = "token"  # noqa: S105, it is a word
    PASSWORD = "password"  # noqa: S105


# Nobody guesses a token; the limit keeps strangers from filling the log. Who guesses passwords gets
# less than 5,000 a day from everywhere.
LIMITS = {
    Kind.TOKEN: Limit(of_one=30, of_all=300, seconds=5 * 60),
    Kind.PASSWORD: Limit(of_one=10, of_all=50, seconds=15 * 60),
}

# When, and of whom; oldest first.
_Counted = list[tuple[float, str]]
_FILE = TypeAdapter(dict[str, _Counted])


class Failures:
    """The failures of the last minutes, in one file."""

    def __init__(self, path: Path) -> None:
        self._file = PrivateFile(path, _FILE, what="failures", repair="delete it")

    def count(self, kind: Kind, address: str, *, now: datetime) -> int:
        """Count a failure; return 0, or the seconds to wait because there were too many.

        For a password, count before it is checked and :meth:`forgive` if it was right: so many
        tries at once are no more than many in turn.
        Raises StorageError if nothing can be counted.
        """
        client, limit, at = client_of(address), LIMITS[kind], now.timestamp()
        with self._file.alone():
            counted = self._load()
            recent = _recent(counted.get(kind, []), at, limit)
            if wait := _wait(recent, client, at, limit):
                return wait
            self._file.save(counted | {kind: [*recent, (at, client)]})
        return 0

    def forgive(self, kind: Kind, address: str) -> None:
        """Take the last failure of this client back: it was none."""
        client = client_of(address)
        with self._file.alone():
            counted = self._load()
            of_kind = counted.get(kind, [])
            for place in range(len(of_kind) - 1, -1, -1):
                if of_kind[place][1] == client:
                    kept = of_kind[:place] + of_kind[place + 1 :]
                    self._file.save(counted | {kind: kept})
                    return

    def forget(self, kind: Kind) -> None:
        """Forget all failures, as when an admin on the machine has set a new password."""
        with self._file.alone():
            self._file.save(self._load() | {kind: []})

    def _load(self) -> dict[str, _Counted]:
        return self._file.load() or {}


def client_of(address: str) -> str:
    """Return what counts as one client: an address of IPv4, or a network /64 of IPv6.

    Every line of IPv6 has at least that many addresses. What is no address is one client.
    """
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return f"{IPv6Address(int(found) >> 64 << 64)}/64"
    return str(found)


def _recent(counted: _Counted, at: float, limit: Limit) -> _Counted:
    """Return the failures that still count; of a clock that was set back none does for long."""
    return [each for each in counted if abs(at - each[0]) < limit.seconds]


def _wait(recent: Sequence[tuple[float, str]], client: str, at: float, limit: Limit) -> int:
    """Return how many seconds until one more failure is allowed, 0 if it is now."""
    of_all = [when for when, _ in recent]
    of_one = [when for when, who in recent if who == client]
    waits = (
        sorted(times)[len(times) - most] + limit.seconds - at
        for times, most in ((of_one, limit.of_one), (of_all, limit.of_all))
        if len(times) >= most
    )
    return min(limit.seconds, ceil(max(waits, default=0)))
