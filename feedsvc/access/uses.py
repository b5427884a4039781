"""When each token was last used, and whether it is used too often."""

import fcntl
import os
import struct
from contextlib import suppress
from datetime import UTC, datetime
from math import ceil
from pathlib import Path

PER_MINUTE = 600

_MINUTE = 60.0
# When it was last used, and the instant by which its requests so far would have been spread evenly.
_NUMBERS = struct.Struct("=dd")


class Uses:
    """One file of two numbers for each token, below one folder.

    All processes share them under a lock, so nothing is counted twice or lost.
    """

    def __init__(self, folder: Path, *, per_minute: int = PER_MINUTE) -> None:
        self._folder = folder
        self._interval = _MINUTE / per_minute

    def note(self, id: str, *, now: datetime) -> int:
        """Note a use; return 0, or how many seconds to wait because there were too many.

        Up to a minute's requests may come at once, from then on only as fast as the limit (the
        generic cell rate algorithm). Uses that are refused do not count.
        """
        at = now.timestamp()
        # To keep no account is no reason to turn away whoever has a good token.
        with suppress(OSError):
            return self._counted(id, at)
        return 0

    def last(self, id: str) -> datetime | None:
        """Return when the token was last used, None if it never was."""
        try:
            data = (self._folder / id).read_bytes()
            return datetime.fromtimestamp(int(_NUMBERS.unpack(data)[0]), UTC)
        except (OSError, struct.error, ValueError, OverflowError):
            return None

    def forget(self, id: str) -> None:
        """Forget a token that is no more."""
        with suppress(OSError):
            (self._folder / id).unlink()

    def _counted(self, id: str, at: float) -> int:
        self._folder.mkdir(parents=True, exist_ok=True)
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
        descriptor = os.open(self._folder / id, flags, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            spread = _spread(os.pread(descriptor, _NUMBERS.size + 1, 0), at) + self._interval
            wait = spread - at - _MINUTE
            if wait > 1e-6:
                return ceil(wait)
            os.pwrite(descriptor, _NUMBERS.pack(at, spread), 0)
            os.ftruncate(descriptor, _NUMBERS.size)
            return 0
        finally:
            os.close(descriptor)


def _spread(data: bytes, at: float) -> float:
    """Return where the next use is put; what is damaged, or of a clock set far back, is nothing."""
    if len(data) != _NUMBERS.size:
        return at
    spread: float = _NUMBERS.unpack(data)[1]
    return spread if at < spread <= at + 2 * _MINUTE else at
