"""Bytes that a run needs later and that memory should not hold: in a file that processes share."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from feedsvc.errors import StorageError

# Where a piece begins in the file, and its length.
Place = tuple[int, int]

_PREFIX = ".spool-"


class Spool:
    """Pieces of bytes in a file below a folder, until whoever made it closes it.

    Sent to another process, it opens the same file there: all may add to it, and read what any of
    them added.
    """

    def __init__(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(dir=folder, prefix=_PREFIX)
        except OSError as error:
            raise _unwritable(folder, error) from error
        os.close(descriptor)
        self._open(Path(name))

    def _open(self, path: Path) -> None:
        self._path = path
        # What several processes append at once, the system puts one behind the other.
        self._file = open(path, "r+b", buffering=0, opener=_appending)  # noqa: SIM115 (close)

    def __getstate__(self) -> Path:
        return self._path

    def __setstate__(self, path: Path) -> None:
        self._open(path)

    def put(self, piece: bytes) -> Place:
        """Keep *piece* and return where; raises StorageError if there is no room for it."""
        try:
            length = self._file.write(piece)
        except OSError as error:
            raise _unwritable(self._path.parent, error) from error
        if length != len(piece):
            raise _unwritable(self._path.parent, OSError(0, "the disk is full"))
        return self._file.tell() - length, length

    def get(self, place: Place) -> bytes:
        """Return the piece that was put at *place*."""
        start, length = place
        return os.pread(self._file.fileno(), length, start)

    def close(self) -> None:
        """Give the room back; nobody can open it any more."""
        self._file.close()
        with suppress(OSError):  # the next start clears it away
            self._path.unlink()


def clear(folder: Path) -> None:
    """Remove what killed processes left in *folder*."""
    for path in folder.glob(f"{_PREFIX}*"):
        with suppress(OSError):
            path.unlink()


def _appending(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_APPEND | os.O_CLOEXEC)


def _unwritable(folder: Path, error: OSError) -> StorageError:
    return StorageError(
        f"a temporary file in {folder} cannot be written: {error.strerror}",
        hint="free disk space and make the folder writable",
    )
