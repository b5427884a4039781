"""The web processes of one server: started, replaced when they die or on demand, and stopped."""

import logging
import os
import select
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass
from queue import Empty, SimpleQueue

from feedsvc.errors import WorkerError

log = logging.getLogger(__name__)

# How long answers that are being sent may go on after a stop.
STOP_SECONDS = 10

_LOOK_SECONDS = 0.5
# A process that takes longer than this to begin is not taken into service.
_READY_SECONDS = 30.0
# What a process may take to end, beyond what it grants its clients.
_GRACE_SECONDS = 5.0
# So many starts in a row that never came to serving are no accident.
_MOST_FAILURES = 3


@dataclass(slots=True)
class _Worker:
    process: subprocess.Popen[bytes]
    ready: int


class Crew:
    """Keeps one web process on each of *listeners*."""

    def __init__(self, listeners: list[socket.socket]) -> None:
        self._listeners = listeners
        self._workers: list[_Worker] = []
        self._signals: SimpleQueue[int] = SimpleQueue()
        self._failures = 0

    def start(self) -> None:
        """Start the processes; from now on signals are for ``serve`` to answer."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda told, _frame: self._signals.put(told))
        self._workers = [self._start(listener) for listener in self._listeners]

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
                self._replace_dead()
                continue
            if told != signal.SIGHUP:
                return
            self._replace_all()

    def stop(self) -> None:
        """End the processes, after the answers that are being sent."""
        for listener in self._listeners:
            listener.close()  # who comes now is told at once that nobody listens
        for worker in self._workers:
            worker.process.terminate()
        for worker in self._workers:
            self._await_end(worker)

    def _replace_dead(self) -> None:
        for index, worker in enumerate(self._workers):
            status = worker.process.poll()
            if status is None:
                continue
            self._failures = 0 if self._is_ready(worker, 0) else self._failures + 1
            if self._failures >= _MOST_FAILURES:
                raise WorkerError(
                    f"web processes end with status {status} before they serve",
                    hint="the lines above say why",
                )
            log.error("web process ended with status %d; starting another", status)
            os.close(worker.ready)
            self._workers[index] = self._start(self._listeners[index])

    def _replace_all(self) -> None:
        for index, former in enumerate(self._workers):
            worker = self._start(self._listeners[index])
            if not self._is_ready(worker, _READY_SECONDS):
                log.error("the new web process does not serve; the others stay")
                worker.process.kill()
                self._await_end(worker)
                return
            self._workers[index] = worker
            former.process.terminate()
            self._await_end(former)
        log.info("all web processes are replaced")

    def _start(self, listener: socket.socket) -> _Worker:
        ready, tells = os.pipe()
        descriptors = (listener.fileno(), tells)
        process = subprocess.Popen(  # noqa: S603 (no shell, no outside input)
            [sys.executable, "-m", "feedsvc.web_process", *map(str, descriptors)],
            pass_fds=descriptors,
            process_group=0,  # Ctrl-C in a terminal is for us to answer
        )
        os.close(tells)
        return _Worker(process, ready)

    def _is_ready(self, worker: _Worker, seconds: float) -> bool:
        readable, _, _ = select.select([worker.ready], [], [], seconds)
        return bool(readable) and os.read(worker.ready, 1) != b""

    def _await_end(self, worker: _Worker) -> None:
        try:
            worker.process.wait(STOP_SECONDS + _GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            worker.process.kill()
            worker.process.wait()
        os.close(worker.ready)


def listeners(host: str, port: int, count: int) -> list[socket.socket]:
    """Return *count* sockets that listen on one port; the kernel divides clients among them.

    They outlive the processes that accept from them, so replacing one of these loses no client.
    """
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    opened = []
    for _ in range(count):
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listener.bind(address)
        listener.listen(2048)
        opened.append(listener)
    return opened
