"""What stands in several feeds at once."""

from collections.abc import Sequence

from sqlalchemy import exists, func, select

from feedsvc.catalog.database import Connection
from feedsvc.catalog.index import glimpses
from feedsvc.catalog.schema import memberships
from feedsvc.model import Glimpse


def newest(
    connection: Connection, feeds: Sequence[int], *, limit: int, depth: int
) -> tuple[Glimpse, ...]:
    """Return a glimpse of the newest entries that stand in all *feeds*, newest first.

    Only the newest *depth* entries of the smallest feed are looked at, so that this costs no more
    on a larger site.
    """
    smallest = min(feeds, key=lambda feed: _size(connection, feed, most=depth))
    place = (memberships.c.rank, memberships.c.entry_id)
    looked_at = (
        select(*place)
        .where(memberships.c.feed == smallest)
        .order_by(*place)
        .limit(depth)
        .subquery()
    )
    query = select(looked_at.c.entry_id)
    for number in feeds:
        if number != smallest:
            other = memberships.alias()
            # An entry has the same rank in every feed, so each look is one step in the index.
            same = other.c.rank == looked_at.c.rank, other.c.entry_id == looked_at.c.entry_id
            query = query.where(exists().where(other.c.feed == number, *same))
    query = query.order_by(looked_at.c.rank, looked_at.c.entry_id).limit(limit)
    return glimpses(connection, list(connection.scalars(query)))


def _size(connection: Connection, feed: int, *, most: int) -> int:
    """Return how many entries a feed holds, counted no further than to *most*."""
    held = select(memberships.c.feed).where(memberships.c.feed == feed).limit(most).subquery()
    return connection.scalar(select(func.count()).select_from(held)) or 0
