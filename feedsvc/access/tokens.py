"""Bearer tokens: each has a name and scopes, is shown once and kept as its digest.

A token is 256 random bits, which nobody guesses, so a plain SHA-256 keeps it: slow hashes protect
what people choose.
"""

import hashlib
import hmac
import os
import secrets
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import AwareDatetime, Field, TypeAdapter

from feedsvc.access.files import PrivateFile
from feedsvc.access.scopes import TokenScope, allows
from feedsvc.access.uses import Uses
from feedsvc.errors import AccessError

_PREFIX = "fs_"
_BYTES = 32
_LONGEST_NAME = 64
_ID_LENGTH = 16


class Refusal(StrEnum):
    """Why a secret is not accepted; one that was taken back is as unknown as any other."""

    UNKNOWN = "unknown"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What is known of a token; not its secret.

    ``id`` is the beginning of its digest, for files and the audit.
    """

    id: str
    name: str
    scopes: tuple[TokenScope, ...]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None

    def may(self, needed: TokenScope) -> bool:
        """Tell whether the token may do what needs this scope."""
        return allows(self.scopes, needed)

    def is_expired(self, now: datetime) -> bool:
        """Tell whether the token is of no use any more."""
        return self.expires_at is not None and self.expires_at <= now


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] = field(repr=False)
    created_at: AwareDatetime
    # Tokens from before there were scopes may do what all could do then.
    scopes: Annotated[tuple[TokenScope, ...], Field(min_length=1)] = (
        TokenScope.READ,
        TokenScope.RUN,
    )
    expires_at: AwareDatetime | None = None


_KNOWN = TypeAdapter(dict[str, _Kept])


class Tokens:
    """The tokens in one file; *uses* knows when they were used."""

    def __init__(self, path: Path, uses: Uses) -> None:
        self._file = PrivateFile(
            path,
            _KNOWN,
            what="tokens",
            repair="repair its rights, or delete it and make new tokens",
        )
        self._uses = uses
        self._read: tuple[tuple[int, int, int], dict[str, _Kept]] | None = None

    def create(
        self,
        name: str,
        *,
        scopes: Collection[TokenScope],
        now: datetime,
        expires_at: datetime | None = None,
        replace: bool = False,
        note: Callable[[str], None] = lambda _name: None,
    ) -> str:
        """Return the secret of a new token; it cannot be had again.

        *note* is given the name as it is kept, just before there is the token: if it raises, there
        is none. Raises AccessError if the name cannot be used, or is taken and may not be
        *replaced*.
        """
        name = fit_name(name)
        secret = _PREFIX + secrets.token_urlsafe(_BYTES)
        ordered = tuple(scope for scope in TokenScope if scope in scopes)
        made = _Kept(sha256=_digest(secret), created_at=now, scopes=ordered, expires_at=expires_at)
        with self._file.alone():
            known = self._file.load() or {}
            if name in known and not replace:
                raise AccessError(
                    f"there is a token {name} already", hint="revoke it, or choose another name"
                )
            note(name)
            self._file.save(known | {name: made})
        if name in known:
            self._uses.forget(_id(known[name]))
        return secret

    def all(self) -> tuple[Token, ...]:
        """Return every token by name, the expired too."""
        return tuple(self._told(name, kept) for name, kept in sorted(self._known().items()))

    def revoke(
        self, name: str, *, note: Callable[[str], None] = lambda _name: None
    ) -> Token | None:
        """Take back the token called *name* and return it; None if there is none.

        *note* is given the name just before: if it raises, the token stays.
        """
        with self._file.alone():
            known = self._file.load() or {}
            if name not in known:
                return None
            note(name)
            self._file.save({other: kept for other, kept in known.items() if other != name})
        revoked = self._told(name, known[name])
        self._uses.forget(revoked.id)
        return revoked

    def check(self, secret: str, *, now: datetime) -> Token | Refusal:
        """Return the token that has this secret, or why it is of no use.

        Raises StorageError if the tokens cannot be read.
        """
        digest = _digest(secret)
        # All are compared, each in constant time: how long it takes tells nothing.
        matches = [
            (name, kept)
            for name, kept in self._known().items()
            if hmac.compare_digest(digest, kept.sha256)
        ]
        if not matches:
            return Refusal.UNKNOWN
        token = self._told(*matches[0])
        return Refusal.EXPIRED if token.is_expired(now) else token

    def note_use(self, token: Token, *, now: datetime) -> int:
        """Note that *token* is used; return 0, or the seconds to wait if that is too often."""
        return self._uses.note(token.id, now=now)

    def _told(self, name: str, kept: _Kept) -> Token:
        return Token(
            id=_id(kept),
            name=name,
            scopes=kept.scopes,
            created_at=kept.created_at,
            expires_at=kept.expires_at,
            last_used_at=self._uses.last(_id(kept)),
        )

    def _known(self) -> dict[str, _Kept]:
        """Return the tokens by name; the file is read again once it has changed."""
        try:
            version = _version(self._file.path.stat())
        except OSError:
            return self._file.load() or {}
        if self._read is None or self._read[0] != version:
            self._read = (version, self._file.load() or {})
        return self._read[1]


def _version(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_mtime_ns, status.st_size, status.st_ino


def fit_name(name: str) -> str:
    """Return the name of a token as it is kept; raises AccessError if it cannot be one."""
    name = unicodedata.normalize("NFC", name).strip()
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise AccessError(
            "a token needs a name that can be shown",
            hint=f"give 1 to {_LONGEST_NAME} characters, such as the program that uses it",
        )
    return name


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()


def _id(kept: _Kept) -> str:
    return kept.sha256[:_ID_LENGTH]
