"""What a run is for: the files that it reads in any case, the feeds that it prints anew."""

from feedsvc.catalog import feeds, ledger, outlines
from feedsvc.catalog.database import Connection
from feedsvc.model import Target


def paths_of(connection: Connection, target: Target) -> tuple[str, ...]:
    """Return the paths of the article, or of all articles that readers see in the feed."""
    if target.article is not None:
        return (target.article,)
    listing = target.feed and feeds.listing(connection, target.feed)
    return ledger.paths_in(connection, listing.number) if listing else ()


def mark_target(connection: Connection, target: Target) -> None:
    """Have the documents printed anew: of the feed, or of those that hold the article."""
    if target.article is not None:
        ids = ledger.ids_at(connection, [target.article])
        numbers = (outlines.feeds_of(connection, id_) for id_ in ids.values())
        feeds.mark_lost(connection, [number for each in numbers for number in each])
    elif target.feed and (listing := feeds.listing(connection, target.feed)):
        feeds.mark_lost(connection, [listing.number])
