"""When runs are asked for by themselves: told by the publisher, read by every other process."""

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock

from pydantic import TypeAdapter, ValidationError

from feedsvc.model import Appointment

_APPOINTMENTS = TypeAdapter(tuple[Appointment, ...])
# More than any settings make, so that nobody waits for a file that somebody else put there.
_LARGEST = 1_000_000


class AgendaFile:
    """One small file, replaced whole; what cannot be written or read is not known.

    Only the publisher knows when its intervals end: they begin when it starts.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()

    def tell(self, appointments: Sequence[Appointment]) -> None:
        """Tell when the next runs are asked for, in place of what was told before."""
        unfinished = self._path.with_name(f".{self._path.name}")
        with self._lock, suppress(OSError):
            unfinished.write_bytes(_APPOINTMENTS.dump_json(tuple(appointments)))
            unfinished.replace(self._path)

    def read(self) -> tuple[Appointment, ...]:
        """Return what was told last, nothing if that is not known."""
        try:
            descriptor = os.open(self._path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
            with os.fdopen(descriptor, "rb") as file:
                return _APPOINTMENTS.validate_json(file.read(_LARGEST))
        except (OSError, ValidationError):
            return ()
