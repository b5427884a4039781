"""What has left the window of its feed, or will, goes into archives that never change."""

from feedsvc.catalog import archives, feeds
from feedsvc.catalog.database import Connection
from feedsvc.plan.archives import closings
from feedsvc.plan.options import Choices
from feedsvc.press import MOST_ENTRY_BYTES
from feedsvc.validity import MOST_BYTES

# Weights are estimates.
_MOST_WEIGHT = MOST_BYTES // 2


def close_archives(connection: Connection, chosen: Choices) -> None:
    """Close the archives of stale feeds for which enough entries wait; they are printed later.

    Those of feeds that are to have none any more are forgotten.
    """
    heaviest = archives.heaviest(connection)
    for listing, _ in feeds.stale(connection):
        options = chosen.of(listing.key, listing.label)
        if options.archives:
            # To ask what a whole feed weighs takes long, and most sites are far from it.
            may_be_heavy = heaviest * options.limit > _MOST_WEIGHT
            _close(connection, listing.number, options.limit, may_be_heavy=may_be_heavy)
        elif archives.newest(connection, listing.number):
            archives.forget(connection, listing.number)


def _close(connection: Connection, feed: int, limit: int, *, may_be_heavy: bool) -> None:
    last = archives.newest(connection, feed)
    # A feed that shows everything needs no archive.
    if last is None and not (
        archives.is_longer(connection, feed, limit)
        or (may_be_heavy and archives.is_heavier(connection, feed, _MOST_WEIGHT))
    ):
        return
    waiting = archives.waiting(connection, feed, most=MOST_ENTRY_BYTES)
    number, start = last.number if last else 0, 0
    for closing in closings(waiting, limit=limit, name=last.next_name if last else None):
        number += 1
        taken = waiting[start : start + closing.entries]
        archives.close(connection, feed, number, closing.name, closing.next_name, taken)
        start += closing.entries
