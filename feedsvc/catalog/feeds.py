"""The feeds: which there are, what they are called, which have to be rendered."""

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, select, tuple_, update

from feedsvc.catalog.batches import batches
from feedsvc.catalog.database import Connection
from feedsvc.catalog.schema import feeds, memberships
from feedsvc.model import FeedKey, FeedKind

# The id and the version of an entry in a feed's documents, in the order in which they show it.
Holding = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What the catalog knows of a feed."""

    number: int
    key: FeedKey
    id: str
    label: str
    created_at: datetime


def listings(connection: Connection) -> tuple[Listing, ...]:
    """Return the open feeds, sorted by kind and slug."""
    return tuple(map(_listing, connection.execute(_open())))


def stale(connection: Connection) -> Iterator[tuple[Listing, tuple[Holding, ...] | None]]:
    """Yield the open feeds that have to be rendered, and the entries that their documents hold.

    Of feeds whose documents have to be made anew nothing is held: None.
    """
    for row in connection.execute(_open().where(feeds.c.stale)):
        held = None if row.held is None else tuple((id_, of) for id_, of in json.loads(row.held))
        yield _listing(row), held


def held(connection: Connection, number: int) -> tuple[Holding, ...]:
    """Return which entries are in the documents of the feed, none where those are to be made."""
    kept = connection.scalar(select(feeds.c.held).where(feeds.c.number == number))
    return tuple((id_, version) for id_, version in json.loads(kept or "[]"))


def listing(connection: Connection, key: FeedKey) -> Listing | None:
    """Return one open feed, or None if there never was such a one."""
    where = (feeds.c.opened, feeds.c.kind == key.kind, feeds.c.slug == key.slug)
    row = connection.execute(select(feeds).where(*where)).one_or_none()
    return None if row is None else _listing(row)


def counts(connection: Connection) -> Counter[FeedKey]:
    """Return how many entries each open feed holds."""
    held = (
        select(memberships.c.feed, func.count().label("entries"))
        .group_by(memberships.c.feed)
        .subquery()
    )
    query = select(feeds.c.kind, feeds.c.slug, held.c.entries).join(
        held, held.c.feed == feeds.c.number
    )
    return Counter(
        {
            FeedKey(kind=FeedKind(kind), slug=slug): entries
            for kind, slug, entries in connection.execute(query)
        }
    )


def count(connection: Connection, number: int) -> int:
    """Return how many entries one feed holds."""
    query = select(func.count()).where(memberships.c.feed == number)
    return connection.scalar(query) or 0


def named(connection: Connection, kind: FeedKind, identity: str) -> FeedKey | None:
    """Return the feed of the section, tag or person with this folded name."""
    query = select(feeds.c.slug).where(
        feeds.c.opened, feeds.c.kind == kind, feeds.c.identity == identity
    )
    slug = connection.scalar(query)
    return None if slug is None else FeedKey(kind=kind, slug=slug)


def numbers(connection: Connection, keys: Collection[FeedKey]) -> dict[FeedKey, int]:
    """Return the number of each of the feeds *keys*."""
    query = select(feeds.c.kind, feeds.c.slug, feeds.c.number)
    return {
        FeedKey(kind=FeedKind(kind), slug=slug): number
        for batch in batches([(key.kind, key.slug) for key in keys])
        for kind, slug, number in connection.execute(
            query.where(tuple_(feeds.c.kind, feeds.c.slug).in_(batch))
        )
    }


def open_and_mark_stale(connection: Connection, chosen: Collection[int]) -> None:
    """Mark feeds that now hold an entry; the first one opens a feed to readers."""
    _update(connection, chosen, opened=True, stale=True)


def mark_stale(connection: Connection, chosen: Collection[int]) -> None:
    """Mark feeds whose entries changed."""
    _update(connection, chosen, stale=True)


def mark_lost(connection: Connection, chosen: Collection[int]) -> None:
    """Mark feeds whose documents have to be made anew, whatever their entries."""
    _update(connection, chosen, stale=True, held=None)


def mark_all_lost(connection: Connection) -> None:
    """Mark every open feed as one whose documents have to be made anew."""
    connection.execute(update(feeds).where(feeds.c.opened).values(stale=True, held=None))


def mark_fresh(connection: Connection, held: Mapping[int, tuple[Holding, ...]]) -> None:
    """Note that the documents of these feeds are written, and the entries that they hold."""
    rows = [{"its": number, "held": json.dumps(each)} for number, each in held.items()]
    if rows:
        chosen = update(feeds).where(feeds.c.number == bindparam("its"))
        connection.execute(chosen.values(stale=False, held=bindparam("held")), rows)


def _update(connection: Connection, chosen: Collection[int], **values: bool | None) -> None:
    for batch in batches(sorted(chosen)):
        connection.execute(update(feeds).where(feeds.c.number.in_(batch)).values(**values))


def _open() -> Select[Any]:
    return select(feeds).where(feeds.c.opened).order_by(feeds.c.kind, feeds.c.slug)


def _listing(row: Row[Any]) -> Listing:
    return Listing(
        number=row.number,
        key=FeedKey(kind=FeedKind(row.kind), slug=row.slug),
        id=row.id,
        label=row.label,
        created_at=row.created_at,
    )
