"""What has left the window of its feed, or will, goes into archives that never change."""

from feedsvc.catalog import archives, feeds
from feedsvc.catalog.database import Connection
from feedsvc.plan.archives import closings
from feedsvc.plan.options import Choices


def close_archives(connection: Connection, chosen: Choices) -> None:
    """Close the archives of stale feeds for which enough entries wait; they are printed later."""
    for listing, _ in feeds.stale(connection):
        options = chosen.of(listing.key, listing.label)
        if options.archives:
            _close(connection, listing.number, options.limit)


def _close(connection: Connection, feed: int, limit: int) -> None:
    last = archives.newest(connection, feed)
    # A feed that shows everything needs no archive.
    if last is None and not archives.is_longer(connection, feed, limit):
        return
    waiting = archives.waiting(connection, feed)
    number, start = last.number if last else 0, 0
    for closing in closings(waiting, limit=limit, name=last.next_name if last else None):
        number += 1
        taken = waiting[start : start + closing.entries]
        archives.close(connection, feed, number, closing.name, closing.next_name, taken)
        start += closing.entries
