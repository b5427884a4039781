"""Counts what this process answers, at next to no cost, where it outlives the process."""

import logging
import os
from bisect import bisect_left
from mmap import mmap
from pathlib import Path
from threading import Lock
from weakref import WeakSet

from feedsvc.model import Outcome
from feedsvc.serve.observing import tallies
from feedsvc.serve.observing.kinds import Kind
from feedsvc.serve.observing.tallies import BOUNDS, PLACES, SAVED, SECONDS, SENT, WIDTH

log = logging.getLogger(__name__)

_FASTEST = BOUNDS[0]
_NOWHERE = memoryview(b"").cast("d")


class Meters:
    """The counters of this process, in a file in *folder* that is made when the first one counts.

    They are memory that this file maps: nothing has to be flushed, and a process that is killed
    loses nothing. Where there can be no file they are memory alone, and a line in the log says so.
    A forked process begins a file of its own. Any thread may count.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = Lock()
        self._whole: memoryview[int] | None = None
        self._seconds = _NOWHERE
        _living.add(self)

    def count(
        self, kind: Kind, status: int, *, sent: int = 0, saved: int = 0, seconds: float
    ) -> None:
        """Count one answer: its status of three digits, and how long it took.

        *sent* are the bytes of its body, *saved* those of the document that it spared the client.
        """
        start = kind * WIDTH
        place = start + PLACES[status]
        if seconds > _FASTEST:
            place += bisect_left(BOUNDS, seconds)
        with self._lock:
            whole = self._whole
            if whole is None:
                whole = self._open()
            whole[place] += 1
            self._seconds[start + SECONDS] += seconds
            if sent:
                whole[start + SENT] += sent
            if saved:
                whole[start + SAVED] += saved

    def count_run(self, outcome: Outcome) -> None:
        """Count a run that has ended."""
        with self._lock:
            whole = self._whole or self._open()
            whole[tallies.RUNS + tallies.OUTCOMES.index(outcome)] += 1

    def begin(self) -> None:
        """Make the file now, for whoever must not wait for that when the first answer counts."""
        with self._lock:
            if self._whole is None:
                self._open()

    def _open(self) -> "memoryview[int]":
        """Begin to count; needs the lock."""
        try:
            tallies.tidy(self._folder)
            memory = tallies.new_file(self._folder)
        except OSError as error:
            log.warning(
                "requests to this process will be missing in the metrics: "
                "no file can be made in %s: %s",
                *(self._folder, error.strerror or error),
            )
            memory = mmap(-1, tallies.SIZE)
        numbers = memoryview(memory)[tallies.START :]
        self._seconds = numbers.cast("d")
        self._whole = numbers.cast("Q")
        return self._whole

    def close(self) -> None:
        """Leave the counters to whoever adds them to those of other processes that ended."""
        with self._lock:
            self._forget()

    def _forget(self) -> None:
        # The file is closed with the last view of it.
        self._whole = None
        self._seconds = _NOWHERE

    def _begin_again(self) -> None:
        """Leave the file to the process that forked us; its thread may hold the lock for ever."""
        self._lock = Lock()
        self._forget()


_living: WeakSet[Meters] = WeakSet()


def _begin_again() -> None:
    for meters in _living:
        meters._begin_again()


os.register_at_fork(after_in_child=_begin_again)
