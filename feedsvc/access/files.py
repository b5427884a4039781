"""Small files for their owner's eyes: replaced as a whole, changed by one process at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import TypeAdapter

from feedsvc.errors import StorageError

T = TypeVar("T")


class PrivateFile(Generic[T]):
    """One value in a JSON file; *what* and *repair* are for people who find it damaged."""

    def __init__(self, path: Path, kind: TypeAdapter[T], *, what: str, repair: str) -> None:
        self.path = path
        self._kind = kind
        self._what = what
        self._repair = repair

    def load(self) -> T | None:
        """Return what the file holds, None if there is none.

        Raises StorageError if it cannot be read or is damaged.
        """
        try:
            return self._kind.validate_json(self.path.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            # A cause would carry what the file holds into the log.
            why = error.strerror if isinstance(error, OSError) else "the file is damaged"
            raise StorageError(
                f"{self._what} {self.path} cannot be read: {why}", hint=self._repair
            ) from None

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep all others out who would change this file; whoever reads goes on reading.

        Raises StorageError if the file cannot be changed.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with held(self.path.with_name(f".{self.path.name}.lock")):
                yield
        except OSError as error:
            raise StorageError(
                f"{self._what} {self.path} cannot be written: {error.strerror}",
                hint="make the state folder writable",
            ) from error

    def save(self, value: T) -> None:
        """Replace what the file holds; only inside :meth:`alone`."""
        replace(self.path, self._kind.dump_json(value, indent=2))


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold the lock on *path*; the kernel drops it if this process dies."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def replace(path: Path, body: bytes) -> None:
    """Put *body* in the place of what is at *path*; whoever calls holds a lock."""
    unfinished = path.with_name(f".{path.name}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(descriptor, 0o600)  # somebody may have left one with other rights
        file.write(body)
        file.flush()
        os.fsync(descriptor)
    unfinished.replace(path)
