"""Processes that do independent work; an item that takes too long ends its process, and only that.

Whatever one item does to the process that works on it (endless work, a crash of a library that is
not Python's own, the end of its memory) costs that item, not the run: see
docs/adr/0007-worker-processes.md.
"""

import signal
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeVar

from feedsvc.errors import WorkerError

T = TypeVar("T")
R = TypeVar("R")

# Items that travel together: enough that no process waits for the next, few enough that all end
# at about the same time.
_BATCH = 16
_AHEAD = 2
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

    def map(
        self, function: Callable[[T], R], items: Sequence[T], *, seconds: float
    ) -> Iterator[R | Lost[T]]:
        """Yield what *function* makes of each of *items*, in no certain order.

        *function* travels by its name. An item may use *seconds* of processor time; one that
        needs more is Lost, and so is one whose process dies twice of anything else. Raises what
        *function* raises, and WorkerError if no process can be started.
        """
        waiting = deque(items[start : start + _BATCH] for start in range(0, len(items), _BATCH))
        suspects: list[T] = []
        self._start(min(self._count, len(waiting)))
        try:
            while waiting or any(worker.batches for worker in self._workers):
                for worker in self._workers:
                    while waiting and len(worker.batches) < _AHEAD:
                        worker.give(function, waiting.popleft(), seconds)
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
        self, worker: "_Worker", waiting: deque[Sequence[T]], suspects: list[T]
    ) -> Iterator[Lost[T]]:
        """Put another process in the place of one that died, and its items back into the line.

        Each item of the batch that it died of gets a process to itself: one of them is to blame.
        """
        status = worker.end()
        if not worker.is_ready:
            raise _unable(f"it ended at once with status {status}")
        batch, *others = worker.batches
        waiting.extendleft(others)
        if len(batch) > 1:
            waiting.extendleft([item] for item in batch)
        elif status == -signal.SIGPROF:
            yield Lost(batch[0], "takes too long")
        elif batch[0] in suspects:
            yield Lost(batch[0], f"ends the process that works on it (status {status})")
        else:
            # It may have been killed by somebody.
            suspects.append(batch[0])
            waiting.appendleft(batch)
        self._workers[self._workers.index(worker)] = _Worker()


class _Worker:
    """One process, and the batches that it has not answered yet."""

    def __init__(self) -> None:
        self.batches: deque[Sequence[Any]] = deque()
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

    def give(self, function: Callable[[T], Any], batch: Sequence[T], seconds: float) -> None:
        """Have *function* called with each item of *batch*; none may use more than *seconds*."""
        self.batches.append(batch)
        # A process that is dead will be found out by whoever takes its answers.
        with suppress(OSError):
            self.channel.send((function, batch, seconds))

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
