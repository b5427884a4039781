"""The access room: who may use the API and the admin page, and what keeps strangers out.

It knows no web framework. Everything lies in small files of the state folder that only their owner
may read, so all web processes and the command line share it (docs/adr/0017).
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from feedsvc.access.failures import Failures, Kind
from feedsvc.access.password import Password
from feedsvc.access.scopes import TokenScope
from feedsvc.access.sessions import Sessions
from feedsvc.access.tokens import Refusal, Token, Tokens
from feedsvc.access.uses import Uses

__all__ = [
    "Access",
    "Kind",
    "LogInRefusal",
    "Refusal",
    "Token",
    "TokenScope",
    "access_in",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogInRefusal:
    """Why nobody is logged in: no password is set, too many were wrong, or this one is."""

    is_off: bool = False
    wait_seconds: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Everything that decides who may come in."""

    tokens: Tokens
    password: Password
    sessions: Sessions
    failures: Failures

    def log_in(self, password: str, address: str, *, now: datetime) -> str | LogInRefusal:
        """Return the id of a new session, or why there is none.

        *address* is that of the client; wrong passwords are counted for it.
        """
        if self.password.mark() is None:
            return LogInRefusal(is_off=True)
        if wait := self.failures.count(Kind.PASSWORD, address, now=now):
            return LogInRefusal(wait_seconds=wait)
        mark = self.password.verify(password)
        if mark is None:
            return LogInRefusal()
        self.failures.forgive(Kind.PASSWORD, address)
        return self.sessions.start(mark, now=now)

    def set_password(self, password: str, *, now: datetime, names: tuple[str, ...] = ()) -> None:
        """Set a new password: every session ends, and nobody has to wait any more.

        Raises AccessError if it is too easy to guess; *names* of the site are.
        """
        self.password.set(password, now=now, names=names)
        self.sessions.end_all()
        self.failures.forget(Kind.PASSWORD)

    def remove_password(self) -> bool:
        """Let nobody log in, and end every session; return whether there was a password."""
        was_there = self.password.remove()
        self.sessions.end_all()
        return was_there


def access_in(state: Path) -> Access:
    """Return what decides who may come in, kept below the state folder; nothing is opened yet."""
    password = Password(state / "password.json")
    return Access(
        tokens=Tokens(state / "tokens.json", Uses(state / "tokens.used")),
        password=password,
        sessions=Sessions(state / "sessions", password),
        failures=Failures(state / "failures.json"),
    )
