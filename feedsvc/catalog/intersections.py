"""What stands in several feeds at once."""

from collections.abc import Sequence

from sqlalchemy import exists, select

from feedsvc.catalog.database import Connection
from feedsvc.catalog.index import glimpses
from feedsvc.catalog.schema import feeds, memberships
from feedsvc.model import Glimpse


def newest(
    connection: Connection, chosen: Sequence[int], *, limit: int, depth: int
) -> tuple[Glimpse, ...]:
    """Return a glimpse of the newest entries that stand in all feeds *chosen*, newest first.

    Only the newest *depth* entries of the smallest feed are looked at, so that this costs no more
    on a larger site.
    """
    smallest = min(chosen, key=_sizes(connection, chosen).__getitem__)
    place = (memberships.c.rank, memberships.c.entry_id)
    looked_at = (
        select(*place)
        .where(memberships.c.feed == smallest)
        .order_by(*place)
        .limit(depth)
        .subquery()
    )
    query = select(looked_at.c.entry_id)
    for number in chosen:
        if number != smallest:
            other = memberships.alias()
            # An entry has the same rank in every feed, so each look is one step in the index.
            same = other.c.rank == looked_at.c.rank, other.c.entry_id == looked_at.c.entry_id
            query = query.where(exists().where(other.c.feed == number, *same))
    query = query.order_by(looked_at.c.rank, looked_at.c.entry_id).limit(limit)
    return glimpses(connection, list(connection.scalars(query)))


def _sizes(connection: Connection, chosen: Sequence[int]) -> dict[int, int]:
    """Return how many entries each of the feeds holds, by number."""
    query = select(feeds.c.number, feeds.c.entries).where(feeds.c.number.in_(chosen))
    return {row.number: row.entries for row in connection.execute(query)}
