"""Who is logged in: a cookie holds a random id, a file named by its digest what we know of it.

Any web process finds, ends and cleans the sessions of all. The id is 256 random bits and is kept
nowhere, so the files let nobody in.
"""

import hashlib
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

from pydantic import AwareDatetime, Field, TypeAdapter

from feedsvc.access import files
from feedsvc.access.forms import (
    FORM_SECONDS,
    Form,
    FormRefusal,
    form_key,
    form_token,
    read_form_token,
)
from feedsvc.access.password import Password
from feedsvc.errors import StorageError

IDLE = timedelta(hours=2)
LONGEST = timedelta(hours=12)
MOST = 100

# When somebody was last seen is written down so seldom; a session may end that much early.
_NOTED = timedelta(minutes=1)
# A clock that was set back further than this makes sessions that are yet to begin.
_CLOCK = timedelta(minutes=1)
_MOST_SPENT = 500
_NAME = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A session that is alive; its name tells it from others in logs and lets nobody in."""

    name: str
    started_at: datetime
    expires_at: datetime
    key: bytes = field(repr=False)

    def form_token(self, action: str, *, now: datetime) -> str:
        """Return a token for one form that does *action*."""
        return form_token(self.key, action, now=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    mark: str
    started_at: AwareDatetime
    seen_at: AwareDatetime
    expires_at: AwareDatetime
    # The numbers of forms that were acted on, and when those were made.
    spent: dict[str, int] = field(default_factory=dict)
    # Forms made until then are too old, as their numbers are forgotten.
    forgotten: Annotated[int, Field(ge=0)] = 0

    def is_alive(self, now: datetime) -> bool:
        if now < self.started_at - _CLOCK:
            return False
        return now < self.expires_at and now - self.seen_at < IDLE


_KEPT = TypeAdapter(_Kept)


class Sessions:
    """The sessions below one folder; each belongs to the password it was begun with."""

    def __init__(self, folder: Path, password: Password) -> None:
        self._folder = folder
        self._password = password

    def start(self, mark: str, *, now: datetime) -> str:
        """Begin a session of somebody who knew the password with this *mark*; return its id.

        Past the hundred allowed, those that were seen least recently end.
        """
        id = secrets.token_urlsafe(32)
        kept = _Kept(mark=mark, started_at=now, seen_at=now, expires_at=now + LONGEST)
        with self._alone():
            self._clean(now, most=MOST - 1)
            self._save(_name(id), kept)
        return id

    def find(self, id: str, *, now: datetime, is_seen: bool = True) -> Session | None:
        """Return the session with this id if it is alive, and note that somebody was here.

        What a page asks for by itself *is* not *seen* by anybody, and prolongs nothing.
        """
        name = _name(id)
        kept = self._load(name)
        if kept is None or not self._lives(kept, now):
            return None
        if is_seen and now - kept.seen_at >= _NOTED:
            # Where nothing can be written an admin must still see why; the session ends earlier.
            with suppress(StorageError):
                self._note(name, now)
        return Session(
            name=name,
            started_at=kept.started_at,
            expires_at=kept.expires_at,
            key=form_key(id),
        )

    def accept(
        self, session: Session, action: str, token: str, *, now: datetime
    ) -> FormRefusal | None:
        """Spend a form's *token*; return why the form must not be acted on, None if it may.

        Of all processes that get the same form, one gets None.
        """
        form = read_form_token(session.key, action, token, now=now)
        if isinstance(form, FormRefusal):
            return form
        with self._alone():
            kept, refusal = self._standing(session, form, now)
            if kept is None or refusal:
                return refusal
            if form.nonce in kept.spent:
                return FormRefusal.SPENT
            self._save(session.name, _spent(kept, form, now))
        return None

    def check(
        self, session: Session, action: str, token: str, *, now: datetime
    ) -> FormRefusal | None:
        """Return why a form must not be acted on that may be sent again; its token stays good."""
        form = read_form_token(session.key, action, token, now=now)
        if isinstance(form, FormRefusal):
            return form
        return self._standing(session, form, now)[1]

    def give_back(self, session: Session, action: str, token: str, *, now: datetime) -> None:
        """Let a form be sent once more whose token was spent for nothing."""
        form = read_form_token(session.key, action, token, now=now)
        if isinstance(form, FormRefusal):
            return
        with self._alone():
            kept = self._load(session.name)
            if kept and form.nonce in kept.spent:
                others = {nonce: at for nonce, at in kept.spent.items() if nonce != form.nonce}
                self._save(session.name, replace(kept, spent=others))

    def end(self, id: str) -> None:
        """Log out: the session is dead from now on, in every process."""
        with self._alone():
            self._path(_name(id)).unlink(missing_ok=True)

    def end_all(self) -> None:
        """End every session."""
        with self._alone():
            for name in self._names():
                self._path(name).unlink(missing_ok=True)

    def clean(self, *, now: datetime) -> None:
        """Remove what is left of sessions that are over."""
        with self._alone():
            self._clean(now, most=MOST)

    def _standing(
        self, session: Session, form: Form, now: datetime
    ) -> tuple[_Kept | None, FormRefusal | None]:
        """Return what is known of the session, and whether the form is too old for it."""
        kept = self._load(session.name)
        if kept is None or not self._lives(kept, now) or form.made_at <= kept.forgotten:
            return kept, FormRefusal.STALE
        return kept, None

    def _lives(self, kept: _Kept, now: datetime) -> bool:
        return kept.is_alive(now) and kept.mark == self._password.mark()

    def _note(self, name: str, now: datetime) -> None:
        with self._alone():
            # Read again: who has logged out meanwhile stays so.
            if (kept := self._load(name)) and kept.seen_at < now:
                self._save(name, replace(kept, seen_at=now))

    def _clean(self, now: datetime, *, most: int) -> None:
        alive: list[tuple[datetime, str]] = []
        for name in self._names():
            kept = self._load(name)
            if kept and self._lives(kept, now):
                alive.append((kept.seen_at, name))
            else:
                self._path(name).unlink(missing_ok=True)
        for _, name in sorted(alive)[: max(0, len(alive) - most)]:
            self._path(name).unlink(missing_ok=True)

    def _names(self) -> list[str]:
        return [path.name for path in self._folder.iterdir() if _NAME.fullmatch(path.name)]

    def _load(self, name: str) -> _Kept | None:
        """Return what is known of a session; a damaged one is over."""
        try:
            return _KEPT.validate_json(self._path(name).read_bytes())
        except (FileNotFoundError, ValueError):
            return None
        except OSError as error:
            raise StorageError(
                f"session {self._path(name)} cannot be read: {error.strerror}",
                hint="make the state folder readable for the user who serves",
            ) from error

    def _save(self, name: str, kept: _Kept) -> None:
        files.replace(self._path(name), _KEPT.dump_json(kept))

    def _path(self, name: str) -> Path:
        return self._folder / name

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other processes from changing sessions."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with files.held(self._folder / ".lock"):
                yield
        except OSError as error:
            raise StorageError(
                f"sessions in {self._folder} cannot be written: {error.strerror}",
                hint="make the state folder writable",
            ) from error


def _name(id: str) -> str:
    return hashlib.sha256(id.encode(errors="surrogatepass")).hexdigest()


def _spent(kept: _Kept, form: Form, now: datetime) -> _Kept:
    """Return what is kept once *form* is spent; what has become stale need not be known.

    Whatever is not known any more counts as spent: the clock may be set back.
    """
    spent = kept.spent | {form.nonce: form.made_at}
    oldest = int(now.timestamp()) - FORM_SECONDS - 1
    forgotten = max([kept.forgotten, *(at for at in spent.values() if at < oldest)])
    if sum(at > forgotten for at in spent.values()) > _MOST_SPENT:
        forgotten = min(at for at in spent.values() if at > forgotten)
    spent = {nonce: at for nonce, at in spent.items() if at > forgotten}
    return replace(kept, spent=spent, forgotten=forgotten)
