"""The password of the admin page, kept as its Argon2id hash (RFC 9106)."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import AwareDatetime, Field, TypeAdapter

from feedsvc.access.files import PrivateFile, held
from feedsvc.access.fitness import LONGEST, normalised, unfitness
from feedsvc.errors import AccessError, StorageError

if TYPE_CHECKING:
    from argon2 import PasswordHasher


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one guess costs; as RFC 9106, section 4, recommends where memory is scarce."""

    passes: int = 3
    memory_kib: int = 64 * 1024
    lanes: int = 4


USUAL = Cost()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    argon2id: Annotated[str, Field(pattern=r"^\$argon2id\$[!-~]+$", max_length=300)] = field(
        repr=False
    )
    # Another one for each password; sessions keep it and end with the password.
    mark: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    changed_at: AwareDatetime


_KEPT = TypeAdapter(_Kept)


class Password:
    """The one password in one file; without a file there is none, and nobody can log in."""

    def __init__(self, path: Path, *, cost: Cost = USUAL) -> None:
        self._file = PrivateFile(
            path,
            _KEPT,
            what="password",
            repair="repair its rights, or set a new one with feedsvc admin password",
        )
        self._hashing = path.with_name(f".{path.name}.hashing")
        self._cost = cost

    def mark(self) -> str | None:
        """Return what tells the present password from those before it, None if there is none."""
        kept = self._file.load()
        return kept.mark if kept else None

    def changed_at(self) -> datetime | None:
        """Return when the password was set, None if there is none."""
        kept = self._file.load()
        return kept.changed_at if kept else None

    def set(self, password: str, *, now: datetime, names: tuple[str, ...] = ()) -> None:
        """Make this the password; raise AccessError if it would be too easy to guess.

        *names* are those of the site, which are too easy.
        """
        if why := unfitness(password, names=names):
            raise AccessError(
                f"this password cannot be used: {why}",
                hint="choose several words, or let a password manager choose",
            )
        hashed = self._hasher().hash(normalised(password) or "")
        with self._file.alone():
            self._file.save(_Kept(argon2id=hashed, mark=secrets.token_hex(16), changed_at=now))

    def remove(self) -> bool:
        """Let nobody log in any more; return whether there was a password."""
        with self._file.alone():
            was_there = self._file.path.exists()
            self._file.path.unlink(missing_ok=True)
        return was_there

    def verify(self, password: str) -> str | None:
        """Return the mark of the password if this is it, else None.

        Takes about half a second of all cores and much memory, so it happens once at a time on a
        machine: whoever calls limits how often strangers may try.
        Raises StorageError if the password cannot be read.
        """
        kept = self._file.load()
        said = normalised(password[: LONGEST + 1])
        if kept is None or said is None or len(said) > LONGEST:
            return None
        with self._one_at_a_time():
            if not self._matches(kept, said):
                return None
            if self._is_cheap(kept):
                self._renew(kept, self._hasher().hash(said))
        return kept.mark

    def _matches(self, kept: _Kept, said: str) -> bool:
        from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

        try:
            return self._hasher().verify(kept.argon2id, said)
        except VerifyMismatchError:
            return False
        except (InvalidHashError, VerificationError):
            raise StorageError(
                f"password {self._file.path} cannot be read: the file is damaged",
                hint="set a new one with feedsvc admin password",
            ) from None

    def _is_cheap(self, kept: _Kept) -> bool:
        from argon2 import extract_parameters

        found = extract_parameters(kept.argon2id)
        return found.memory_cost < self._cost.memory_kib or found.time_cost < self._cost.passes

    def _renew(self, old: _Kept, hashed: str) -> None:
        """Keep a costlier hash of the same password, unless somebody has just set another."""
        with self._file.alone():
            if self._file.load() == old:
                self._file.save(_Kept(argon2id=hashed, mark=old.mark, changed_at=old.changed_at))

    @contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        try:
            with held(self._hashing):
                yield
        except OSError as error:
            raise StorageError(
                f"lock {self._hashing} cannot be taken: {error.strerror}",
                hint="make the state folder writable",
            ) from error

    def _hasher(self) -> "PasswordHasher":
        from argon2 import PasswordHasher, Type  # only where somebody logs in

        cost = self._cost
        return PasswordHasher(
            time_cost=cost.passes,
            memory_cost=cost.memory_kib,
            parallelism=cost.lanes,
            hash_len=32,
            salt_len=16,
            type=Type.ID,
        )
