"""Open feeds in the orders in which an operator looks through them."""

from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, func, select

from feedsvc.catalog.batches import batches
from feedsvc.catalog.database import Connection
from feedsvc.catalog.feeds import Listing, listed
from feedsvc.catalog.pairs import one_of
from feedsvc.catalog.schema import documents, feeds, memberships
from feedsvc.model import FeedKey, FeedKind


def total(connection: Connection, kind: FeedKind | None = None) -> int:
    """Return how many open feeds there are, or how many of a kind."""
    return connection.scalar(_of(select(func.count()).select_from(feeds), kind)) or 0


def by_name(
    connection: Connection, kind: FeedKind | None, *, start: int, size: int
) -> tuple[FeedKey, ...]:
    """Return a part of the open feeds, by kind and slug."""
    query = _of(select(feeds.c.kind, feeds.c.slug), kind).order_by(feeds.c.kind, feeds.c.slug)
    return _keys(connection, query.limit(size).offset(start))


def by_entries(
    connection: Connection, kind: FeedKind | None, *, start: int, size: int
) -> tuple[FeedKey, ...]:
    """Return a part of the open feeds, those with most entries first."""
    order = feeds.c.entries.desc(), feeds.c.kind, feeds.c.slug
    query = _of(select(feeds.c.kind, feeds.c.slug), kind).order_by(*order)
    return _keys(connection, query.limit(size).offset(start))


def stale(
    connection: Connection, kind: FeedKind | None, *, start: int, size: int
) -> tuple[FeedKey, ...]:
    """Return a part of the open feeds, those first whose documents have yet to be made."""
    order = feeds.c.stale.desc(), feeds.c.kind, feeds.c.slug
    query = _of(select(feeds.c.kind, feeds.c.slug), kind).order_by(*order)
    return _keys(connection, query.limit(size).offset(start))


def changed(connection: Connection) -> Iterator[str]:
    """Yield the paths of documents, those that changed last first."""
    order = documents.c.changed_at.desc(), documents.c.path
    yield from connection.scalars(select(documents.c.path).order_by(*order))


def rows(
    connection: Connection, keys: Collection[FeedKey]
) -> dict[FeedKey, tuple[Listing, datetime | None, bool]]:
    """Return those of *keys* that are open: when the newest entry was published, if stale."""
    its = memberships.c.feed == feeds.c.number
    newest = select(func.min(memberships.c.rank)).where(its).scalar_subquery().label("newest")
    query = select(feeds, newest).where(feeds.c.opened)
    found: dict[FeedKey, tuple[Listing, datetime | None, bool]] = {}
    for batch in batches([(key.kind, key.slug) for key in keys]):
        chosen = query.where(one_of(feeds.c.kind, feeds.c.slug, batch))
        for row in connection.execute(chosen).mappings():
            rank, listing = row["newest"], listed(row)
            published = None if rank is None else datetime.fromtimestamp(-rank, UTC)
            found[listing.key] = listing, published, row[feeds.c.stale]
    return found


def _of(query: Select[Any], kind: FeedKind | None) -> Select[Any]:
    query = query.where(feeds.c.opened)
    return query if kind is None else query.where(feeds.c.kind == kind)


def _keys(connection: Connection, query: Select[Any]) -> tuple[FeedKey, ...]:
    return tuple(
        FeedKey(kind=FeedKind(kind), slug=slug) for kind, slug in connection.execute(query)
    )
