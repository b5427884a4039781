"""Bytes that a run needs later and that memory should not hold: in a file without a name."""

import os
import tempfile
from collections.abc import Hashable
from pathlib import Path

from feedsvc.errors import StorageError


class Spool:
    """Pieces of bytes by key, kept below a folder until the process ends or it is closed."""

    def __init__(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._file = tempfile.TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115 (close)
        except OSError as error:
            raise _unwritable(folder, error) from error
        self._folder = folder
        self._places: dict[Hashable, tuple[int, int]] = {}
        self._end = 0

    def __contains__(self, key: Hashable) -> bool:
        return key in self._places

    def put(self, key: Hashable, piece: bytes) -> None:
        """Keep *piece*; raises StorageError if there is no room for it."""
        try:
            length = self._file.write(piece)
        except OSError as error:
            raise _unwritable(self._folder, error) from error
        if length != len(piece):
            raise _unwritable(self._folder, OSError(0, "the disk is full"))
        self._places[key] = self._end, length
        self._end += length

    def get(self, key: Hashable) -> bytes:
        """Return the piece that was put last under *key*."""
        start, length = self._places[key]
        return os.pread(self._file.fileno(), length, start)

    def close(self) -> None:
        """Give the room back."""
        self._file.close()


def _unwritable(folder: Path, error: OSError) -> StorageError:
    return StorageError(
        f"a temporary file in {folder} cannot be written: {error.strerror}",
        hint="free disk space and make the folder writable",
    )
