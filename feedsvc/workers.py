"""Processes that do independent work; an item that takes too long ends its process, and only that.

Whatever one item does to the process that works on it (endless work, a crash of a library that is
not Python's own, the end of its memory) costs that item, not the run: see
docs/adr/0007-worker-processes.md.
"""

import pickle
import signal
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeVar

from feedsvc.errors import WorkerError

T = TypeVar("T")
R = TypeVar("R")

# Items that travel together: enough that no process waits for the next, few enough that all end
# at about the same time.
_BATCH = 16
_AHEAD = 2
# In bytes: a tenth of what a socket holds, so that two of them do.
_FITS = 20_000
_MOST_FAILED_STARTS = 3
_READY = "ready"
# Not -m: a module that runs as a program is there twice, under two names.
_PROGRAM = "from feedsvc.workers import answer; answer({})"


@dataclass(frozen=True, slots=True)
class _Raised:
    """What a function raised instead of returning."""

    error: Exception


@dataclass(frozen=True, slots=True)
class Lost(Generic[T]):
    """An item that ended the process which worked on it, and how it did."""

    item: T
    reason: str


class Workers:
    """A number of processes, started when first needed."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._workers: list[_Worker] = []
        self._failed_starts = 0

    def map(
        self, function: Callable[[T], R], items: Sequence[T], *, seconds: float
    ) -> Generator[R | Lost[T]]:
        """Yield what *function* makes of each of *items*, in no certain order.

        *function* travels by its name. An item may use *seconds* of processor time; one that
        needs more is Lost, and so is one whose process dies twice of anything else. Raises what
        *function* raises, and WorkerError if no process can be started.
        """
        waiting = deque(
            _Batch(function, items[start : start + _BATCH], seconds)
            for start in range(0, len(items), _BATCH)
        )
        suspects: list[T] = []
        self._start(min(self._count, len(waiting)))
        try:
            while waiting or any(worker.batches for worker in self._workers):
                for worker in self._workers:
                    while waiting and worker.has_room_for(waiting[0]):
                        worker.give(waiting.popleft())
                for worker in self._answering():
                    try:
                        yield from worker.take()
                    except EOFError:
                        yield from self._bury(worker, waiting, suspects)
        except BaseException:
            # What they still send belongs to nobody.
            self.close()
            raise

    def close(self) -> None:
        """End the processes; they are started again when needed."""
        while self._workers:
            self._workers.pop().end()

    def _start(self, count: int) -> None:
        while len(self._workers) < count:
            self._workers.append(_Worker())

    def _answering(self) -> "list[_Worker]":
        """Wait until a process has something to tell and return all that have."""
        by_channel = {worker.channel: worker for worker in self._workers if worker.batches}
        ready = wait(list(by_channel))
        return [by_channel[channel] for channel in ready if isinstance(channel, Connection)]

    def _bury(
        self, worker: "_Worker", waiting: "deque[_Batch]", suspects: list[T]
    ) -> Iterator[Lost[T]]:
        """Put another process in the place of one that died, and its items back into the line.

        Each item of the batch that it died of gets a process to itself: one of them is to blame.
        """
        status = worker.end()
        self._workers[self._workers.index(worker)] = _Worker()
        if not worker.is_ready:
            self._failed_starts += 1
            if self._failed_starts == _MOST_FAILED_STARTS:
                raise _unable(f"it ended at once with status {status}")
            waiting.extendleft(worker.batches)
            return
        self._failed_starts = 0
        batch, *others = worker.batches
        waiting.extendleft(others)
        item = batch.items[0]
        if len(batch.items) > 1:
            waiting.extendleft(_Batch(batch.function, [one], batch.seconds) for one in batch.items)
        elif status == -signal.SIGPROF:
            yield Lost(item, "takes too long")
        elif item in suspects:
            yield Lost(item, f"ends the process that works on it (status {status})")
        else:
            # It may have been killed by somebody.
            suspects.append(item)
            waiting.appendleft(batch)


class _Batch:
    """Items that travel together, and the message that they travel in."""

    def __init__(
        self, function: Callable[[Any], object], items: Sequence[Any], seconds: float
    ) -> None:
        self.function, self.items, self.seconds = function, items, seconds

    @cached_property
    def message(self) -> bytes:
        """The bytes that travel; made late, for all batches at once are more than the items."""
        what = (self.function, self.items, self.seconds)
        return pickle.dumps(what, pickle.HIGHEST_PROTOCOL)


class _Worker:
    """One process, and the batches that it has not answered yet."""

    def __init__(self) -> None:
        self.batches: deque[_Batch] = deque()
        self.is_ready = False
        ours, theirs = socket.socketpair()
        with ours, theirs:
            try:
                self._process = subprocess.Popen(  # noqa: S603 (no shell, no outside input)
                    [sys.executable, "-c", _PROGRAM.format(theirs.fileno())],
                    stdin=subprocess.DEVNULL,
                    pass_fds=(theirs.fileno(),),
                    process_group=0,  # Ctrl-C in a terminal is for its parent to answer
                )
            except OSError as error:
                raise _unable(error.strerror or "") from error
            self.channel = Connection(ours.detach())

    def has_room_for(self, batch: _Batch) -> bool:
        """Tell whether *batch* can be given now.

        A process that is busy gets small ones only, which fit into the socket: were both sides to
        wait until the other one reads, both would wait for ever.
        """
        if not self.batches:
            return True
        return len(self.batches) < _AHEAD and len(batch.message) <= _FITS

    def give(self, batch: _Batch) -> None:
        """Have the items of *batch* worked on."""
        self.batches.append(batch)
        # A process that is dead will be found out by whoever takes its answers.
        with suppress(OSError):
            self.channel.send_bytes(batch.message)

    def take(self) -> list[Any]:
        """Return the answers to the next batch; raise EOFError once the process is dead."""
        try:
            answer = self.channel.recv()
            if not self.is_ready:
                self.is_ready = answer == _READY
                answer = self.channel.recv()
        except ConnectionError as error:
            raise EOFError from error
        if isinstance(answer, _Raised):
            raise answer.error
        self.batches.popleft()
        answers: list[Any] = answer
        return answers

    def end(self) -> int:
        """Return the status of the process once it has ended; its channel closes."""
        self.channel.close()
        return self._process.wait()


def _unable(reason: str) -> WorkerError:
    return WorkerError(
        f"a worker process cannot be started: {reason}",
        hint="free memory and process slots, and let this Python run feedsvc",
    )


def answer(descriptor: int) -> None:
    """Be a worker process: answer what comes over the socket until its other end is closed."""
    with suppress(EOFError, ConnectionError):
        _answer_all(Connection(descriptor))


def _answer_all(channel: Connection) -> None:
    channel.send(_READY)
    while True:
        channel.send(_answered(*channel.recv()))


def _answered(
    function: Callable[[Any], object], batch: Sequence[object], seconds: float
) -> list[object] | _Raised:
    answers = []
    for item in batch:
        # The clock of processor time: a machine that is busy elsewhere rejects nothing. Its signal
        # ends the process even inside a library that never comes back to Python.
        signal.setitimer(signal.ITIMER_PROF, seconds)
        try:
            answers.append(function(item))
        except Exception as error:
            return _Raised(error)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
    return answers
