"""The salt of a day, shared by all processes of a site, and forgotten with the day."""

import os
import secrets
from contextlib import suppress
from datetime import date
from pathlib import Path

_BYTES = 32
_NAME = "salt-"


class Salts:
    """One file for each day below one folder, readable for its owner alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of(self, day: date) -> bytes:
        """Return the salt of *day*; whoever asks first makes it, and forgets those before.

        Raises OSError if it can be neither read nor made.
        """
        path = self._folder / f"{_NAME}{day.isoformat()}"
        with suppress(FileNotFoundError):
            salt = path.read_bytes()
            if len(salt) == _BYTES:
                return salt
            path.unlink()  # the power failed before all of it was on the disk
        self._folder.mkdir(parents=True, exist_ok=True)
        self.forget(before=day)
        self._make(path)
        return path.read_bytes()

    def _make(self, path: Path) -> None:
        unfinished = self._folder / f".{_NAME}{os.getpid()}-{secrets.token_hex(4)}"
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(secrets.token_bytes(_BYTES))
            with suppress(FileExistsError):
                os.link(unfinished, path)  # unlike a rename it never replaces
        finally:
            unfinished.unlink(missing_ok=True)

    def forget(self, *, before: date) -> None:
        """Remove the salts of all days before that one.

        What their hashes stood for cannot be found out any more. Raises OSError if they stay.
        """
        for path in self._folder.glob(f"{_NAME}*"):
            if path.name.removeprefix(_NAME) < before.isoformat():
                path.unlink(missing_ok=True)
