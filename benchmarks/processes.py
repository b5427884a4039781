"""Runs programs, bounded in time, and ends what it started."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import NamedTuple

from benchmarks import sessions

_SAMPLE_SECONDS = 0.05
# Looking takes longer the more memory there is; it must not take a core from the program.
_SAMPLE_SHARE = 0.1
_GRACE_SECONDS = 15.0
# Idle: less than a tenth of a core for this long, twice in a row.
_QUIET_SECONDS, _QUIET_SHARE = 0.3, 0.1
_TAIL_CHARACTERS = 800

# No settings of whoever runs the benchmarks; an address that does not change with the port.
_ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith("FEEDSVC_")},
    "FEEDSVC_SITE__BASE_URL": "https://www.example.org",
}


class ProgramError(Exception):
    """A program failed, took too long or wrote what cannot be compared."""


class Usage(NamedTuple):
    """What one run of a program took: seconds, seconds of CPU, bytes.

    CPU and memory are those of all its processes together, memory at its peak.
    """

    wall: float
    cpu: float
    memory: float


class Running:
    """A program that runs in a folder of its own, with all the processes that it started."""

    def __init__(self, process: subprocess.Popen[bytes], log: Path) -> None:
        self.process = process
        self._log = log

    def ensure(self) -> None:
        """Raise ProgramError, with the end of its output, if it has ended."""
        if self.process.poll() is not None:
            raise self.failure()

    def failure(self) -> ProgramError:
        """Return how it ended, and the end of its output."""
        tail = self._log.read_text("utf-8", "replace")[-_TAIL_CHARACTERS:].strip()
        return ProgramError(f"ended with {self.process.returncode}: {tail}")

    def wait_until_idle(self, timeout: float) -> None:
        """Return once it has next to nothing to do.

        Raises ProgramError if it has not come to rest after *timeout*, or ended.
        """
        deadline = time.monotonic() + timeout
        quiet = 0
        while quiet < 2:
            before = sessions.cpu(self.process.pid)
            time.sleep(_QUIET_SECONDS)
            used = sessions.cpu(self.process.pid) - before
            quiet = quiet + 1 if abs(used) < _QUIET_SECONDS * _QUIET_SHARE else 0
            self.ensure()
            if time.monotonic() > deadline:
                raise ProgramError(f"was not idle after {timeout:.0f} s")


def run(command: Sequence[str], folder: Path, *, timeout: float) -> Usage:
    """Run the command in *folder* until it ends and return what it took.

    Raises ProgramError if it fails or takes longer than *timeout*.
    """
    # What one program left to be written must not be written in the time of the next.
    os.sync()
    begin = time.perf_counter()
    with started(command, folder) as running, _sampled(running, begin + timeout) as samples:
        _, status, resources = os.wait4(running.process.pid, 0)
        wall = time.perf_counter() - begin
        running.process.returncode = os.waitstatus_to_exitcode(status)
    if wall > timeout:
        raise ProgramError(f"took longer than {timeout:.0f} s")
    if status != 0:
        raise running.failure()
    return Usage(wall, resources.ru_utime + resources.ru_stime, max(samples))


@contextmanager
def started(command: Sequence[str], folder: Path) -> Iterator[Running]:
    """Start the command in *folder* as the leader of a session; all of that ends with the block."""
    log = folder / "output.log"
    with log.open("wb") as stream:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=_ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield Running(process, log)
    finally:
        _end(process)


def free_port() -> int:
    """Return a port of this machine that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def _sampled(running: Running, deadline: float) -> Iterator[list[int]]:
    """Yield the list that samples of memory go to; past the deadline the session is killed."""
    leader = running.process.pid
    samples = [0]
    done = Event()

    def watch() -> None:
        pause = _SAMPLE_SECONDS
        while not done.wait(pause):
            begin = time.perf_counter()
            samples.append(sessions.memory(leader))
            pause = max(_SAMPLE_SECONDS, (time.perf_counter() - begin) / _SAMPLE_SHARE)
            if begin > deadline:
                sessions.kill(leader)

    thread = Thread(target=watch, name="watch", daemon=True)
    thread.start()
    try:
        yield samples
    finally:
        done.set()
        thread.join()


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
    sessions.kill(process.pid)
    process.wait()
