"""The web processes of one server: started, replaced when they die or on demand, and stopped."""

import logging
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain
from queue import Empty, SimpleQueue

from feedsvc.errors import BusyError, WorkerError

log = logging.getLogger(__name__)

# How long answers that are being sent may go on after a stop.
STOP_SECONDS = 10

_LOOK_SECONDS = 0.5
# A process that takes longer than this to begin is given up.
_READY_SECONDS = 30.0
# What a process may take to end, beyond what it grants its clients.
_GRACE_SECONDS = 5.0
# So many starts in a row that never came to serving are no accident.
_MOST_FAILURES = 3
_BACKLOG = 2048


@dataclass(slots=True, eq=False)
class _Worker:
    """A web process; it closes the other end of *ready* once it serves, after a byte, or dies."""

    process: subprocess.Popen[bytes]
    ready: int
    since: float = field(default_factory=time.monotonic)
    serves: bool = False

    def look(self, seconds: float = 0.0) -> None:
        """Notice whether it serves, waiting for that no longer than so many seconds."""
        if not self.serves and select.select([self.ready], [], [], seconds)[0]:
            self.serves = os.read(self.ready, 1) != b""

    @property
    def is_late(self) -> bool:
        """Whether it should serve by now and does not."""
        return not self.serves and time.monotonic() - self.since > _READY_SECONDS


class Crew:
    """Keeps one web process on each of *listeners*; admins may have as many *private* ones."""

    def __init__(
        self, listeners: Sequence[socket.socket], private: Sequence[socket.socket] = ()
    ) -> None:
        # What each process accepts from.
        self._doors = list(zip(listeners, private, strict=True) if private else zip(listeners))
        self._workers: list[_Worker] = []
        # They were replaced and finish what they are answering; each until a certain moment.
        self._leaving: dict[_Worker, float] = {}
        self._signals: SimpleQueue[int] = SimpleQueue()
        self._failures = 0

    def start(self) -> None:
        """Start the processes; from now on signals are for ``serve`` to answer.

        Raises OSError if there can be no more processes.
        """
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda told, _frame: self._signals.put(told))
        for doors in self._doors:
            self._workers.append(self._started(doors))

    def await_first(self, seconds: float) -> None:
        """Wait until a process serves, but no longer than *seconds*."""
        select.select([worker.ready for worker in self._workers], [], [], seconds)

    def serve(self) -> None:
        """Serve until SIGTERM or SIGINT; SIGHUP replaces the processes one after the other.

        Raises WorkerError if they cannot be started.
        """
        while True:
            try:
                told = self._signals.get(timeout=_LOOK_SECONDS)
            except Empty:
                self._look_after()
                continue
            if told != signal.SIGHUP:
                return
            self._replace_all()

    def stop(self) -> None:
        """End the processes, after the answers that are being sent."""
        for listener in chain.from_iterable(self._doors):
            listener.close()  # who comes now is told at once that nobody listens
        for worker in self._workers:
            self._dismiss(worker)
        while self._leaving:
            self._bury_leaving()
            time.sleep(0.01)

    def _look_after(self) -> None:
        self._bury_leaving()
        for index, worker in enumerate(self._workers):
            worker.look()
            if worker.is_late:
                worker.process.kill()
                worker.process.wait()
            status = worker.process.poll()
            if status is not None:
                self._replace_dead(index, status)

    def _replace_dead(self, index: int, status: int) -> None:
        dead = self._workers[index]
        self._failures = 0 if dead.serves else self._failures + 1
        if self._failures >= _MOST_FAILURES:
            raise WorkerError(
                f"web processes end with status {status} before they serve",
                hint="the lines above say why",
            )
        log.error("web process ended with status %d; starting another", status)
        try:
            self._workers[index] = self._started(self._doors[index])
        except OSError as error:
            log.error("no web process can be started now: %s", error)
        else:
            os.close(dead.ready)

    def _replace_all(self) -> None:
        """Replace one process after the other, unless the new ones do not serve."""
        for index, former in enumerate(self._workers):
            try:
                worker = self._started(self._doors[index])
            except OSError as error:
                log.error("the web processes stay, for no other can be started: %s", error)
                return
            if not self._comes_to_serve(worker):
                log.error("a new web process does not serve; those there are stay")
                worker.process.kill()
                self._dismiss(worker)
                return
            self._workers[index] = worker
            self._dismiss(former)
        self._failures = 0
        log.info("all web processes are replaced")

    def _comes_to_serve(self, worker: _Worker) -> bool:
        """Wait until the process serves, fails or is late, or somebody tells us something."""
        while not worker.serves and not worker.is_late and self._signals.empty():
            worker.look(_LOOK_SECONDS)
            if worker.process.poll() is not None:
                break
        return worker.serves

    def _started(self, doors: tuple[socket.socket, ...]) -> _Worker:
        ready, tells = os.pipe()
        descriptors = (tells, *(each.fileno() for each in doors))
        try:
            process = subprocess.Popen(  # noqa: S603 (no shell, no outside input)
                [sys.executable, "-m", "feedsvc.web_process", *map(str, descriptors)],
                pass_fds=descriptors,
                process_group=0,  # Ctrl-C in a terminal is for us to answer
            )
        except OSError:
            os.close(ready)
            raise
        finally:
            os.close(tells)
        return _Worker(process, ready)

    def _dismiss(self, worker: _Worker) -> None:
        worker.process.terminate()
        self._leaving[worker] = time.monotonic() + STOP_SECONDS + _GRACE_SECONDS

    def _bury_leaving(self) -> None:
        for worker, until in tuple(self._leaving.items()):
            if time.monotonic() > until:
                worker.process.kill()
                worker.process.wait()
            if worker.process.poll() is not None:
                del self._leaving[worker]
                with suppress(OSError):
                    os.close(worker.ready)


def listeners(
    host: str,
    port: int,
    count: int,
    *,
    hint: str = "choose another with --port or --host, or stop what listens there",
) -> list[socket.socket]:
    """Return *count* sockets that listen on one port; the kernel divides clients among them.

    They outlive the processes that accept from them, so replacing one of these loses no client.
    Raises BusyError if nobody can listen there.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with _bound(family, kind, protocol, address, shared=False):
            pass  # those that share a port would also share that of another server of ours
        opened = [_bound(family, kind, protocol, address, shared=True) for _ in range(count)]
        for listener in opened:
            listener.listen(_BACKLOG)
    except OSError as error:
        raise BusyError(
            f"cannot listen on {host} port {port}: {error.strerror}",
            hint=hint,
        ) from error
    return opened


def _bound(
    family: int, kind: int, protocol: int, address: tuple[object, ...], *, shared: bool
) -> socket.socket:
    opened = socket.socket(family, kind, protocol)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shared:
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        opened.bind(address)
    except OSError:
        opened.close()
        raise
    return opened
