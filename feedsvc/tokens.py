"""Bearer tokens of the API: made once, kept as digests, compared in constant time."""

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import TypeAdapter

from feedsvc.errors import StorageError

_PREFIX = "fs_"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    sha256: str
    created_at: datetime


_KNOWN = TypeAdapter(dict[str, _Kept])


class Tokens:
    """The tokens in one file that only its owner may read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read: tuple[tuple[int, int, int], dict[str, _Kept]] | None = None

    def create(self, name: str) -> str:
        """Return a new token called *name*, in place of an older one; it is not shown again."""
        token = _PREFIX + secrets.token_urlsafe(32)
        created_at = datetime.now(UTC).replace(microsecond=0)
        kept = _Kept(sha256=_digest(token), created_at=created_at)
        self._write(self._known() | {name: kept})
        return token

    def names(self) -> list[tuple[str, datetime]]:
        """Return the name of each token and when it was made."""
        return [(name, kept.created_at) for name, kept in sorted(self._known().items())]

    def revoke(self, name: str) -> bool:
        """Take back the token called *name*; return whether there was one."""
        known = self._known()
        if name not in known:
            return False
        self._write({other: token for other, token in known.items() if other != name})
        return True

    def accepts(self, token: str) -> bool:
        """Tell whether *token* was made here and not taken back."""
        digest = _digest(token)
        matches = [hmac.compare_digest(digest, each.sha256) for each in self._known().values()]
        return any(matches)

    def _known(self) -> dict[str, _Kept]:
        """Return the tokens by name; the file is read again once it has changed."""
        try:
            status = self._path.stat()
            version = (status.st_mtime_ns, status.st_size, status.st_ino)
            if self._read is None or self._read[0] != version:
                self._read = (version, _KNOWN.validate_json(self._path.read_bytes()))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise StorageError(
                f"tokens {self._path} cannot be read: "
                f"{getattr(error, 'strerror', None) or 'the file is damaged'}",
                hint="repair its rights, or delete it and make new tokens",
            ) from error
        return self._read[1]

    def _write(self, tokens: dict[str, _Kept]) -> None:
        unfinished = self._path.with_name(f".{self._path.name}")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(_KNOWN.dump_json(tokens, indent=2))
            unfinished.replace(self._path)
        except OSError as error:
            raise StorageError(
                f"tokens {self._path} cannot be written: {error.strerror}",
                hint="make the state folder writable",
            ) from error


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
