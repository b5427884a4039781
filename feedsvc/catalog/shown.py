"""Feeds as lists show them: how many entries each holds, and when its newest was published."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, text, union_all

from feedsvc.catalog.batches import batches
from feedsvc.catalog.database import Connection
from feedsvc.catalog.pairs import one_of
from feedsvc.catalog.schema import HOLDS, feeds, memberships
from feedsvc.model import FeedKey, FeedKind

_HOLDS = text(HOLDS)
_BY_SIZE = feeds.c.entries.desc(), feeds.c.slug
# A hyphen sorts before a slash, so that "a-b" would come between "a" and "a/b".
_IN_TREE = func.replace(feeds.c.slug, "/", " ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A feed in a list; ``newest`` is None if it holds nothing."""

    number: int
    key: FeedKey
    label: str
    entries: int
    newest: datetime | None


class Name(NamedTuple):
    """What a search looks at; ``name`` is folded, a section's whole path, but of a saved feed."""

    number: int
    kind: str
    slug: str
    name: str


def totals(connection: Connection) -> Counter[FeedKind]:
    """Return how many feeds of each kind hold entries."""
    query = select(feeds.c.kind, func.count()).where(_HOLDS).group_by(feeds.c.kind)
    return Counter({FeedKind(kind): count for kind, count in connection.execute(query)})


def every(connection: Connection) -> tuple[Shown, ...]:
    """Return the open feeds, also those that hold nothing, sorted by kind and slug."""
    return _found(connection, _seen().where(feeds.c.opened).order_by(feeds.c.kind, feeds.c.slug))


def by_size(connection: Connection, kind: FeedKind, *, start: int, size: int) -> tuple[Shown, ...]:
    """Return a part of the feeds of a kind that hold entries, the largest first."""
    # Sections at the top, and whatever is no section, have nothing above them.
    order = feeds.c.above, *_BY_SIZE
    chosen = select(feeds.c.number).where(_HOLDS, feeds.c.kind == kind).order_by(*order)
    part = chosen.limit(size).offset(start)
    return _found(connection, _seen().where(feeds.c.number.in_(part)).order_by(*order))


def in_tree(connection: Connection, *, start: int, size: int) -> tuple[Shown, ...]:
    """Return a part of the sections that hold entries, each before those that lie in it."""
    chosen = (
        select(feeds.c.number).where(_HOLDS, feeds.c.kind == FeedKind.SECTION).order_by(_IN_TREE)
    )
    part = chosen.limit(size).offset(start)
    return _found(connection, _seen().where(feeds.c.number.in_(part)).order_by(_IN_TREE))


def named(connection: Connection, keys: Sequence[FeedKey]) -> dict[FeedKey, Shown]:
    """Return those of the feeds *keys* that are open."""
    query = _seen().where(feeds.c.opened)
    return {
        shown.key: shown
        for batch in batches([(key.kind, key.slug) for key in keys])
        for shown in _found(connection, query.where(one_of(feeds.c.kind, feeds.c.slug, batch)))
    }


def numbered(connection: Connection, numbers: Collection[int]) -> dict[int, Shown]:
    """Return the feeds with these *numbers*, by number."""
    return {
        shown.number: shown
        for batch in batches(list(numbers))
        for shown in _found(connection, _seen().where(feeds.c.number.in_(batch)))
    }


def around(connection: Connection, slug: str, *, most: int) -> tuple[Shown, ...]:
    """Return the sections that a section lies in, and the largest *most* right below it."""
    parts = slug.split("/")
    up = ["/".join(parts[:depth]) for depth in range(1, len(parts))]
    of_sections = feeds.c.kind == FeedKind.SECTION
    above = select(feeds.c.number).where(feeds.c.opened, of_sections, feeds.c.slug.in_(up))
    inside = select(feeds.c.number).where(_HOLDS, of_sections, feeds.c.above == f"{slug}/")
    below = inside.order_by(*_BY_SIZE).limit(most).subquery()
    both = union_all(above, select(below.c.number))
    return _found(connection, _seen().where(feeds.c.number.in_(both)).order_by(*_BY_SIZE))


def names(connection: Connection, words: Sequence[str] = ()) -> Iterator[Name]:
    """Yield the names of the feeds that hold entries.

    Where there are *words*, only those that have each in their name or slug come, the largest
    first; and all saved feeds, since their names are not folded.
    """
    is_saved = feeds.c.kind == FeedKind.SAVED
    name = case((is_saved, feeds.c.label), else_=feeds.c.identity)
    query = select(feeds.c.number, feeds.c.kind, feeds.c.slug, name)
    if words:
        query = query.where(or_(is_saved, and_(*map(_says, words)))).order_by(*_BY_SIZE)
    return map(Name._make, connection.execute(query.where(_HOLDS)))


def _says(word: str) -> ColumnElement[bool]:
    # Unlike LIKE, this knows no patterns.
    has = (func.instr(column, word) > 0 for column in (feeds.c.identity, feeds.c.slug))
    return or_(*has)


def _seen() -> Select[Any]:
    """Return the query for feeds in a list: one step in an index finds the newest entry of each."""
    its = memberships.c.feed == feeds.c.number
    newest = select(func.min(memberships.c.rank)).where(its).scalar_subquery()
    shown = feeds.c.number, feeds.c.kind, feeds.c.slug, feeds.c.label, feeds.c.entries
    return select(*shown, newest.label("newest"))


def _found(connection: Connection, query: Select[Any]) -> tuple[Shown, ...]:
    return tuple(
        Shown(
            number=number,
            key=FeedKey(kind=FeedKind(kind), slug=slug),
            label=label,
            entries=entries,
            newest=None if rank is None else datetime.fromtimestamp(-rank, UTC),
        )
        for number, kind, slug, label, entries, rank in connection.execute(query)
    )
