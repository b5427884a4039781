"""The counters of all processes: a file for each that lives, and one for those that have ended.

A living process holds a lock on its file, which the kernel drops when it dies; the next one that
looks adds such a file to ``ended`` and removes it. So nothing is lost, sums never go down and files
never pile up.
"""

import fcntl
import hashlib
import os
import secrets
import struct
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from mmap import mmap
from operator import add
from pathlib import Path
from typing import BinaryIO

from feedsvc.model import Outcome
from feedsvc.serve.observing.kinds import Kind
from feedsvc.settings import Settings

# Upper bounds in seconds; a document from memory takes microseconds, a first page some tenths.
BOUNDS = (
    *(0.000_05, 0.000_1, 0.000_25, 0.000_5),
    *(0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05),
    *(0.1, 0.25, 0.5, 1.0, 2.5, 5.0),
)
_STATUSES = (
    *(200, 202, 204, 206, 301, 302, 303, 304, 307, 308, 400, 401, 403, 404, 405, 406, 408, 410),
    *(411, 412, 413, 414, 415, 416, 417, 421, 422, 426, 428, 429, 431, 500, 501, 502, 503, 504),
)
STATUS_LABELS = (*map(str, _STATUSES), "1xx", "2xx", "3xx", "4xx", "5xx", "other")
OUTCOMES = (Outcome.SUCCEEDED, Outcome.FAILED, Outcome.CANCELLED)


def _place(status: int) -> int:
    if status in _STATUSES:
        return _STATUSES.index(status)
    return len(_STATUSES) + (status // 100 - 1 if 100 <= status < 600 else 5)


# Where a kind's numbers are, from the first of them. For each status and each time that an answer
# took there is a counter of answers; PLACES is where those of a status of three digits begin.
SECONDS, SENT, SAVED, _ANSWERS = range(4)
_TIMES = len(BOUNDS) + 1
PLACES = tuple(_ANSWERS + _TIMES * _place(status) for status in range(1000))
WIDTH = _ANSWERS + _TIMES * len(STATUS_LABELS)
RUNS = WIDTH * len(Kind)

_NUMBERS = struct.Struct("=" + f"d{WIDTH - 1}Q" * len(Kind) + f"{len(OUTCOMES)}Q")
# A file of a feedsvc that counts other things in other places says so here.
_LAYOUT = hashlib.sha256(repr((STATUS_LABELS, BOUNDS, list(Kind), OUTCOMES)).encode()).digest()[:8]
START = len(_LAYOUT)
SIZE = START + _NUMBERS.size

_ENDED = "ended"
_LOCK = "lock"
_TRIES = 5


def folder_of(settings: Settings) -> Path:
    """Return the folder of the counters of this site."""
    return settings.output.state_directory / "metrics"


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """What was answered to requests of one kind.

    ``statuses`` are the numbers of answers by their label, only those that occurred; ``buckets``
    tell how many took up to each of the BOUNDS but longer than the one before, and how many longer
    than all.
    """

    statuses: Mapping[str, int]
    buckets: tuple[int, ...]
    seconds: float
    sent: int
    saved: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """What all processes of a site counted since its first."""

    served: Mapping[Kind, Served]
    runs: Mapping[Outcome, int]


_Numbers = tuple[float, ...]
_NONE: _Numbers = _NUMBERS.unpack(bytes(_NUMBERS.size))


def totals(folder: Path) -> Totals:
    """Return the sum of all counters in *folder*; those of processes that ended are put together.

    Raises OSError if they cannot be read.
    """
    numbers = _sum(folder, wait=True)
    return Totals(
        served={kind: _served(numbers[WIDTH * kind :][:WIDTH]) for kind in Kind},
        runs={outcome: int(n) for outcome, n in zip(OUTCOMES, numbers[RUNS:], strict=True)},
    )


def tidy(folder: Path) -> None:
    """Put the counters of processes that ended together, unless somebody else does just that."""
    with suppress(BlockingIOError):
        _sum(folder, wait=False)


def new_file(folder: Path) -> mmap:
    """Return the memory of a file of counters, all zero, which says by a lock that we live.

    Raises OSError if there can be none.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for _ in range(_TRIES):
        path = folder / f"{os.getpid()}-{secrets.token_hex(4)}"
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
        try:
            if _is_ours(descriptor):
                # A page that the disk has no room for would be a signal, and our end.
                os.posix_fallocate(descriptor, 0, SIZE)
                os.pwrite(descriptor, _LAYOUT, 0)
                # The map has a descriptor of its own, and with it the lock.
                return mmap(descriptor, SIZE)
        except OSError:
            path.unlink(missing_ok=True)
            raise
        finally:
            os.close(descriptor)
    raise BlockingIOError(f"new files in {folder} are taken away")


def _is_ours(descriptor: int) -> bool:
    """Lock a new file; one that somebody took for that of an ended process is not ours."""
    return _locks(descriptor) and os.fstat(descriptor).st_nlink > 0


def _locks(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _sum(folder: Path, *, wait: bool) -> _Numbers:
    if not folder.is_dir():
        return _NONE
    with ExitStack() as files:
        with suppress(PermissionError):  # somebody who may only look changes nothing
            lock = files.enter_context((folder / _LOCK).open("ab"))
            fcntl.flock(lock, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        kept, known = _kept(folder)
        # Files stay open until the end: while we lock one, no new process takes it for its own.
        found = [files.enter_context(path.open("rb")) for path in folder.glob("[0-9]*-*")]
        counted = [file for file in found if Path(file.name).name not in known]
        ended = [file for file in found if _locks(file.fileno())]
        kept = _added(kept, [file for file in counted if file in ended])
        numbers = _added(kept, [file for file in counted if file not in ended])
        with suppress(OSError):  # no room, no right: they stay until there is
            if ended:
                _keep(folder, kept, [Path(file.name) for file in ended])
        return numbers


def _added(numbers: _Numbers, files: Iterable[BinaryIO]) -> _Numbers:
    for file in files:
        numbers = tuple(map(add, numbers, _numbers(file.read())))
    return numbers


def _numbers(data: bytes) -> _Numbers:
    """Return the numbers in a file, all zero if it is new or of another layout."""
    fits = len(data) >= SIZE and data.startswith(_LAYOUT)
    return _NUMBERS.unpack_from(data, START) if fits else _NONE


def _kept(folder: Path) -> tuple[_Numbers, frozenset[str]]:
    """Return the numbers of processes that ended, and the files that they were taken from last."""
    try:
        data = (folder / _ENDED).read_bytes()
    except FileNotFoundError:
        return _NONE, frozenset()
    return _numbers(data), frozenset(data[SIZE:].decode("ascii", "replace").split())


def _keep(folder: Path, numbers: _Numbers, taken: Sequence[Path]) -> None:
    """Keep *numbers*, then remove the files that they were *taken* from.

    Whoever is killed between the two leaves files that are known to be counted.
    """
    names = " ".join(path.name for path in taken)
    unfinished = folder / f".{_ENDED}"
    unfinished.write_bytes(_LAYOUT + _NUMBERS.pack(*numbers) + names.encode())
    unfinished.replace(folder / _ENDED)
    for path in taken:
        path.unlink()


def _served(numbers: _Numbers) -> Served:
    answers = [tuple(map(int, numbers[at : at + _TIMES])) for at in range(_ANSWERS, WIDTH, _TIMES)]
    return Served(
        statuses={
            label: sum(times)
            for label, times in zip(STATUS_LABELS, answers, strict=True)
            if any(times)
        },
        buckets=tuple(map(sum, zip(*answers, strict=True))),
        seconds=numbers[SECONDS],
        sent=int(numbers[SENT]),
        saved=int(numbers[SAVED]),
    )
