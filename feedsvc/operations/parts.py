"""Long lists, handed out part by part."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, TypeVar

from feedsvc.errors import CursorError

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Part(Generic[_Item]):
    """A part of a long list; ``next`` is what to ask the next part after, None at the end."""

    items: tuple[_Item, ...]
    next: str | None = None


def cursor(at: datetime, id_: str) -> str:
    """Return what stands for a place in a list that is sorted by instant and id.

    It stays the same place once the item that stood there is gone.
    """
    return f"{int(at.timestamp())}.{id_}"


def place(after: str) -> tuple[datetime, str]:
    """Return the instant and the id that a cursor stands for; raises CursorError if it is none."""
    seconds, dot, id_ = after.partition(".")
    if not dot:
        raise not_there(after)
    try:
        return datetime.fromtimestamp(int(seconds), UTC), id_
    except (ValueError, OverflowError, OSError):
        raise not_there(after) from None


def not_there(after: str) -> CursorError:
    """Return the error that says that no list goes on after this."""
    return CursorError(
        f"nothing goes on after {after[:100]}",
        hint="take the cursor from the part before, or begin without one",
    )
