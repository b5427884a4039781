"""Which entries of a feed go into an archive, and what that is called (RFC 5005, section 4).

An archive holds whole months that are over, as few as make it worth a document; a month with more
than fits is divided. What is over and what fits depends on the entries alone, never on the clock,
so the same entries make the same archives.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from feedsvc.model import Waiting

# About as many bytes as an archive's entries may take; a document is allowed more than twice that.
_MOST_WEIGHT = 2_000_000


@dataclass(frozen=True, slots=True)
class Closing:
    """An archive that closes: its name, that of the one after it, how many entries it takes."""

    name: str
    next_name: str
    entries: int


def closings(waiting: Sequence[Waiting], *, limit: int, name: str | None) -> Iterator[Closing]:
    """Yield the archives that close, in turn, when these entries wait, oldest first.

    No more than *limit* entries remain, and all of them if no later one follows: they fit into the
    feed itself. *name* is what the next archive has to be called, None before the first one.
    """
    least = max(1, limit // 2)
    start = weight = 0
    for position, entry in enumerate(waiting):
        taken = position - start
        if taken and (
            taken >= limit
            or weight + entry.weight > _MOST_WEIGHT
            or (taken >= least and _month(entry) != _month(waiting[position - 1]))
        ):
            name = name or _month(_in_turn(waiting[start:]))
            following = _after(name, _month(_in_turn(waiting[position:])))
            yield Closing(name, following, taken)
            name, start, weight = following, position, 0
        weight += entry.weight


def _in_turn(waiting: Sequence[Waiting]) -> Waiting:
    """Return the first entry that is not late, since those come from any month."""
    return next((each for each in waiting if not each.is_late), waiting[-1])


def _month(entry: Waiting) -> str:
    return f"{entry.published.year:04}-{entry.published.month:02}"


def _after(name: str, month: str) -> str:
    """Return the name for an archive that begins with *month* and comes after *name*."""
    named, part = name[:7], name[8:]
    if month > named:
        return month
    return f"{named}-{int(part or 1) + 1}"
