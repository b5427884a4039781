"""Counts who asks for which feed: a moment for each request, all else by a thread of its own."""

import atexit
import logging
import os
import time
from datetime import date, datetime, tzinfo
from pathlib import Path
from threading import Event, Lock, Thread
from weakref import WeakSet

from feedsvc.polls.files import TallyFiles
from feedsvc.polls.salt import Salts
from feedsvc.polls.tally import Tally
from feedsvc.serve.observing.poll_digest import digest
from feedsvc.serve.observing.poll_rows import Rows, Text

log = logging.getLogger(__name__)

# Twice that is the most that a process which is killed loses.
_SECONDS = 5.0
# How many clients of documents are told apart in that time.
_MOST_CLIENTS = 10_000
# While the disk hangs, what comes after that is not counted.
_MOST_HANDED_IN = 4
# What cannot be written for longer is given up.
_MOST_DAYS = 3


class PollMeter:
    """Counts requests for documents, into files in *folder*; a day is one of *zone*.

    *proxies* is how many of ours requests pass. Every few *seconds* a file is written, if there is
    something to write. A forked process counts for itself.

    ``rows_of_loop`` is for the one thread that calls :meth:`hand_in` now and then, which is faster
    without lock and call; there are others after that.
    """

    def __init__(
        self, folder: Path, *, zone: tzinfo, proxies: int, seconds: float = _SECONDS
    ) -> None:
        self._files = TallyFiles(folder)
        self._salts = Salts(folder)
        self._zone = zone
        self.proxies = proxies
        self._seconds = seconds
        self._is_complaining = False
        self._begin()
        _living.add(self)

    def _begin(self) -> None:
        self._rows = Rows(_MOST_CLIENTS)
        self.rows_of_loop = Rows(_MOST_CLIENTS)
        self._handed_in: list[Rows] = []
        self._counting, self._flushing = Lock(), Lock()
        self._ending = Event()
        self._thread: Thread | None = None
        # What could not be left to the publisher yet, by day.
        self._tallies: dict[date, Tally] = {}

    def count(
        self, path: str, status: int, sent: int, remote: str, forwarded: Text, agent: Text
    ) -> None:
        """Count the answer to a GET for the document at *path* below ``/feeds/``; from any thread.

        *sent* are the bytes of its body, *remote* the address that it came from; *forwarded* and
        *agent* are what X-Forwarded-For and User-Agent say. Nothing of them is looked at here.
        """
        with self._counting:
            row = self._rows[path, status, remote, forwarded if self.proxies else None, agent]
            row[0] += 1
            row[1] += sent
            if self._thread is None:
                self._start()

    def hand_in(self) -> None:
        """Let others have what this thread counted in ``rows_of_loop``."""
        if not self.rows_of_loop:
            return
        rows, self.rows_of_loop = self.rows_of_loop, Rows(_MOST_CLIENTS)
        with self._counting:
            if len(self._handed_in) < _MOST_HANDED_IN:
                self._handed_in.append(rows)
            if self._thread is None:
                self._start()

    def flush(self, now: float) -> None:
        """Leave what was counted to the publisher; *now* is in seconds since 1970."""
        today = datetime.fromtimestamp(now, self._zone).date()
        with self._flushing:
            with self._counting:
                counted, self._handed_in = [*self._handed_in, self._rows], []
                self._rows = Rows(_MOST_CLIENTS)
            try:
                if any(counted):
                    self._add(today, counted, int(now))
                self._leave(today)
            except OSError as error:
                self._complain(error.strerror or str(error))
            else:
                self._is_complaining = False

    def _add(self, today: date, counted: list[Rows], now: int) -> None:
        salt = self._salts.of(today)
        tally = self._tallies.setdefault(today, Tally(today))
        for rows in counted:
            digest(tally, rows, salt=salt, proxies=self.proxies, now=now)

    def _leave(self, today: date) -> None:
        """Write what there is into files, unless too many of today wait already."""
        while len(self._tallies) > _MOST_DAYS:
            del self._tallies[min(self._tallies)]
        for day, tally in list(self._tallies.items()):
            if tally and (day != today or self._files.has_room):
                self._files.put(tally)
                del self._tallies[day]

    def _complain(self, reason: str) -> None:
        if not self._is_complaining:
            log.warning("polls cannot be counted in %s: %s", self._files.folder, reason)
        self._is_complaining = True

    def _start(self) -> None:
        self._thread = Thread(
            target=self._flush_until, args=(self._ending,), name="polls", daemon=True
        )
        self._thread.start()
        atexit.register(self.close)

    def _flush_until(self, ending: Event) -> None:
        while not ending.wait(self._seconds):
            try:
                self.flush(time.time())
            except Exception:
                # Else nobody would empty what goes on to fill.
                log.exception("polls cannot be counted")

    def close(self) -> None:
        """Leave all that was counted to the publisher; called by itself at exit."""
        self.hand_in()
        if self._thread is None:
            return
        atexit.unregister(self.close)
        self._ending.set()
        self._thread.join()
        self.flush(time.time())
        with self._counting:
            self._ending = Event()
            self._thread = None


_living: WeakSet[PollMeter] = WeakSet()


def _begin_again() -> None:
    # Threads and locks stay behind, and so must the counts of whoever forked us: it leaves them.
    for each in _living:
        each._begin()


os.register_at_fork(after_in_child=_begin_again)
