"""What left feeds for good: it is named there as deleted, until it comes back."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import delete, select

from feedsvc.catalog.batches import batches, insert_many
from feedsvc.catalog.database import Connection
from feedsvc.catalog.schema import departures
from feedsvc.model import Tombstone


def note(connection: Connection, left: Iterable[tuple[str, Iterable[int]]], at: datetime) -> None:
    """Remember which entry left which feeds, by id and numbers."""
    rows = [
        {"entry_id": id_, "feed": number, "at": at} for id_, numbers in left for number in numbers
    ]
    insert_many(connection, departures, rows)


def forget(connection: Connection, ids: Collection[str]) -> frozenset[int]:
    """Forget that entries left, since they are there again; return the feeds that said so."""
    feeds: set[int] = set()
    for batch in batches(sorted(ids)):
        back = departures.c.entry_id.in_(batch)
        feeds.update(connection.scalars(select(departures.c.feed).where(back).distinct()))
        connection.execute(delete(departures).where(back))
    return frozenset(feeds)


def feeds(connection: Connection) -> frozenset[int]:
    """Return the numbers of the feeds that something left."""
    return frozenset(connection.scalars(select(departures.c.feed).distinct()))


def newest(
    connection: Connection, feed: int, *, since: datetime | None, limit: int
) -> tuple[Tombstone, ...]:
    """Return what left the feed, newest first: at most *limit* entries, none before *since*."""
    query = select(departures.c.entry_id, departures.c.at).where(departures.c.feed == feed)
    if since is not None:
        query = query.where(departures.c.at >= since)
    query = query.order_by(departures.c.at.desc(), departures.c.entry_id).limit(limit)
    return tuple(Tombstone(id=id_, at=at) for id_, at in connection.execute(query))
