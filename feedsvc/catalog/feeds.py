"""The feeds: which there are, what they are called, which have to be rendered."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select, tuple_, update

from feedsvc.catalog.batches import batches
from feedsvc.catalog.database import Connection
from feedsvc.catalog.schema import feeds, memberships
from feedsvc.model import FeedKey, FeedKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What the catalog knows of a feed."""

    key: FeedKey
    id: str
    label: str
    created_at: datetime


def listings(connection: Connection, *, stale_only: bool = False) -> tuple[Listing, ...]:
    """Return the open feeds, or those that have to be rendered, sorted by kind and slug."""
    query = select(feeds).where(feeds.c.opened).order_by(feeds.c.kind, feeds.c.slug)
    if stale_only:
        query = query.where(feeds.c.stale)
    return tuple(map(_listing, connection.execute(query)))


def listing(connection: Connection, key: FeedKey) -> Listing | None:
    """Return one open feed, or None if there never was such a one."""
    where = (feeds.c.opened, feeds.c.kind == key.kind, feeds.c.slug == key.slug)
    row = connection.execute(select(feeds).where(*where)).one_or_none()
    return None if row is None else _listing(row)


def counts(connection: Connection) -> Counter[FeedKey]:
    """Return how many entries each feed holds."""
    query = select(memberships.c.kind, memberships.c.slug, func.count()).group_by(
        memberships.c.kind, memberships.c.slug
    )
    return Counter(
        {
            FeedKey(kind=FeedKind(kind), slug=slug): count
            for kind, slug, count in connection.execute(query)
        }
    )


def count(connection: Connection, key: FeedKey) -> int:
    """Return how many entries one feed holds."""
    query = select(func.count()).where(
        memberships.c.kind == key.kind, memberships.c.slug == key.slug
    )
    return connection.scalar(query) or 0


def named(connection: Connection, kind: FeedKind, identity: str) -> FeedKey | None:
    """Return the feed of the section, tag or person with this folded name."""
    query = select(feeds.c.slug).where(
        feeds.c.opened, feeds.c.kind == kind, feeds.c.identity == identity
    )
    slug = connection.scalar(query)
    return None if slug is None else FeedKey(kind=kind, slug=slug)


def open_and_mark_stale(connection: Connection, keys: Iterable[FeedKey]) -> None:
    """Mark feeds that now hold an entry; the first one opens a feed to readers."""
    _update(connection, keys, opened=True, stale=True)


def mark_stale(connection: Connection, keys: Iterable[FeedKey]) -> None:
    """Mark feeds whose documents have to be rendered anew."""
    _update(connection, keys, stale=True)


def mark_all_stale(connection: Connection) -> None:
    """Mark every feed as in need of rendering."""
    connection.execute(update(feeds).where(feeds.c.opened).values(stale=True))


def mark_fresh(connection: Connection, keys: Iterable[FeedKey]) -> None:
    """Note that the documents of these feeds are written."""
    _update(connection, keys, stale=False)


def _update(connection: Connection, keys: Iterable[FeedKey], **values: bool) -> None:
    for batch in batches([(key.kind, key.slug) for key in keys]):
        chosen = tuple_(feeds.c.kind, feeds.c.slug).in_(batch)
        connection.execute(update(feeds).where(chosen).values(**values))


def _listing(row: Row[Any]) -> Listing:
    key = FeedKey(kind=FeedKind(row.kind), slug=row.slug)
    return Listing(key=key, id=row.id, label=row.label, created_at=row.created_at)
