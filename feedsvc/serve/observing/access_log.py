"""The access log: a line for each request, written some times a second, never in its way."""

import atexit
import logging
import os
import select
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Lock, Thread
from weakref import WeakSet

from feedsvc.serve.observing.access_lines import FORMATS, Exchange

log = logging.getLogger(__name__)

_SECONDS = 0.2
# What may wait to be written: much more than a process can answer in that time.
_MOST_BYTES = 8 * 1024 * 1024
_STANDARD_OUTPUT = 1
# What a pipe takes as a whole, whoever else writes into it.
_WHOLE = select.PIPE_BUF
# How long a process that ends waits for a reader of its output that does not read.
_GRACE_SECONDS = 2.0


class AccessLog:
    """Notes requests in *format*, ``combined`` or ``json``; ``off`` notes nothing.

    Several processes may share the *file*, which begins anew once it has been moved away; None is
    standard output. What cannot be written is lost, and the log says how much. Any thread may
    note; a forked process goes on for itself.
    """

    def __init__(self, format: str, file: Path | None = None) -> None:
        self._format = FORMATS.get(format)
        self._file = file
        self._missing = 0
        self._torn = False
        self._begin()
        _living.add(self)

    def _begin(self) -> None:
        self._lines: list[bytes] = []
        self._size = self._lost = 0
        self._noting, self._writing = Lock(), Lock()
        self._ending = Event()
        self._thread: Thread | None = None

    @property
    def is_on(self) -> bool:
        """Whether anything is noted; whoever knows that it is not need not gather it."""
        return self._format is not None

    def note(self, exchange: Exchange) -> None:
        """Note a request that has been answered."""
        if self._format is None:
            return
        # Here and not by the thread that writes: many lines at once would stop all requests.
        line = self._format(exchange).encode("ascii")
        with self._noting:
            if self._size + len(line) > _MOST_BYTES:
                self._lost += 1
                return
            self._lines.append(line)
            self._size += len(line)
            if self._thread is None:
                self._start()

    def _start(self) -> None:
        self._thread = Thread(
            target=self._write_until, args=(self._ending,), name="access-log", daemon=True
        )
        self._thread.start()
        atexit.register(self.close)

    def close(self) -> None:
        """Write what waits, unless whoever reads it does not; called by itself at exit."""
        if self._thread is None:
            return
        atexit.unregister(self.close)
        self._ending.set()
        self._thread.join(_GRACE_SECONDS)
        with self._noting:
            self._ending = Event()
            self._thread = None

    def _write_until(self, ending: Event) -> None:
        while not ending.wait(_SECONDS):
            self._flush()
        self._flush()

    def _flush(self) -> None:
        with self._writing:
            with self._noting:
                lines, lost = self._lines, self._lost
                self._lines, self._size, self._lost = [], 0, 0
            if lines or lost:
                self._write(lines, lost)

    def _write(self, lines: list[bytes], lost: int) -> None:
        reason = "they come faster than they can be written"
        written = 0
        try:
            # Opened each time: logrotate may have moved the file, the disk may be another one.
            with _opened(self._file) as descriptor:
                for batch in _batches(lines, _WHOLE if self._file is None else _MOST_BYTES):
                    self._put(descriptor, b"".join(batch))
                    written += len(batch)
        except OSError as error:
            reason = error.strerror or str(error)
        self._tell(len(lines) - written + lost, reason)

    def _put(self, descriptor: int, data: bytes) -> None:
        """Append whole lines; a disk that is full may have kept a part of the last ones."""
        rest = b"\n" * self._torn + data
        while rest:
            written = os.write(descriptor, rest)
            self._torn = rest[written - 1 : written] != b"\n"
            rest = rest[written:]

    def _tell(self, missing: int, reason: str) -> None:
        place = self._file or "standard output"
        if missing and not self._missing:
            log.warning("requests are missing in the access log, %s: %s", place, reason)
        elif self._missing and not missing:
            log.warning("access log goes on; %d requests are missing in it", self._missing)
        self._missing = self._missing + missing if missing else 0


@contextmanager
def _opened(file: Path | None) -> Iterator[int]:
    if file is None:
        yield _STANDARD_OUTPUT
        return
    # Whoever else appends finds each write whole, before or after his own.
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o640)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _batches(lines: list[bytes], most: int) -> Iterator[list[bytes]]:
    """Yield the lines in batches of *most* bytes; a longer line is one of its own."""
    batch: list[bytes] = []
    size = 0
    for line in lines:
        if batch and size + len(line) > most:
            yield batch
            batch, size = [], 0
        batch.append(line)
        size += len(line)
    if batch:
        yield batch


_living: WeakSet[AccessLog] = WeakSet()


def _begin_again() -> None:
    # Threads and locks stay behind, and so must the lines of whoever forked us: it writes them.
    for each in _living:
        each._begin()


os.register_at_fork(after_in_child=_begin_again)
