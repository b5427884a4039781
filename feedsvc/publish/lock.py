"""Exactly one process publishes: a lock that the kernel drops when its holder dies."""

import fcntl
import os
import time
from pathlib import Path

from feedsvc.errors import BusyError, StorageError

_TRIES = 5
_RETRY_SECONDS = 0.01


class Lock:
    """A lock on a file; whoever inherits the descriptor holds it as well."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def inherit(self, descriptor: int) -> None:
        """Hold the lock that a parent process took and passed on as *descriptor*."""
        self._descriptor = descriptor
        self._note_holder()

    @property
    def is_ours(self) -> bool:
        """Whether this process holds the lock."""
        return self._descriptor is not None

    @property
    def descriptor(self) -> int:
        """The open file that carries the lock, to hand to a child process."""
        if self._descriptor is None:
            raise BusyError(f"lock {self._path} is not held")
        return self._descriptor

    def take(self) -> bool:
        """Take the lock if nobody has it; return whether it is ours now."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise StorageError(
                f"lock {self._path} cannot be opened: {error.strerror}",
                hint="make the state folder writable or set output.state",
            ) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        self._descriptor = descriptor
        self._note_holder()
        return True

    def take_or_fail(self, purpose: str, *, hint: str) -> None:
        """Take the lock; raise BusyError, naming its holder, if somebody has it."""
        for _ in range(_TRIES):
            if self.take():
                return
            time.sleep(_RETRY_SECONDS)  # somebody may only have asked whether it is held
        if not self.take():
            raise BusyError(
                f"{purpose}: process {self.holder() or 'unknown'} holds {self._path}", hint=hint
            )

    def release(self) -> None:
        """Let go of the lock, if it is held."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def holder(self) -> str:
        """Return the process id that the holder wrote, or nothing."""
        try:
            return self._path.read_text("ascii").strip()
        except OSError:
            return ""

    def is_held(self) -> bool:
        """Whether any process holds the lock right now."""
        try:
            with self._path.open("rb") as file:
                # A shared lock is refused only by the holder, never by another who asks.
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except FileNotFoundError:
            return False
        except BlockingIOError:
            return True
        except OSError as error:
            raise StorageError(
                f"lock {self._path} cannot be opened: {error.strerror}",
                hint="run this as the user who serves",
            ) from error
        return False

    def _note_holder(self) -> None:
        os.ftruncate(self.descriptor, 0)
        os.pwrite(self.descriptor, f"{os.getpid()}\n".encode(), 0)
