"""What a token may do."""

from collections.abc import Collection, Iterable
from difflib import get_close_matches
from enum import StrEnum

from feedsvc.errors import AccessError


class TokenScope(StrEnum):
    """One thing that a token may do; ``admin`` is all of them."""

    READ = "read"
    RUN = "run"
    WITHDRAW = "withdraw"
    ADMIN = "admin"


def allows(granted: Collection[TokenScope], needed: TokenScope) -> bool:
    """Tell whether whoever has the *granted* scopes may do what needs *needed*."""
    return needed in granted or TokenScope.ADMIN in granted


def parse_scopes(names: Iterable[str]) -> tuple[TokenScope, ...]:
    """Return the scopes with these *names*, each once, in their usual order.

    Raises AccessError if there is none, or one that does not exist.
    """
    named = {_parse(name) for name in names}
    if not named:
        raise AccessError("a token needs a scope", hint=f"give one or more of {_ALL}")
    return tuple(scope for scope in TokenScope if scope in named)


_ALL = ", ".join(TokenScope)


def _parse(name: str) -> TokenScope:
    try:
        return TokenScope(name)
    except ValueError:
        nearest = get_close_matches(name.strip().casefold(), list(TokenScope), n=1)
        meant = f"did you mean {nearest[0]}? " if nearest else ""
        raise AccessError(
            f"there is no scope {name[:40]!r}", hint=f"{meant}There are {_ALL}"
        ) from None
