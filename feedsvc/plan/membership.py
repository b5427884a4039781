"""The one choke point: an entry that readers may not see stands in no feed."""

from datetime import datetime

from feedsvc.model import ALL_FEED, Entry, FeedKey, FeedKind


def feeds_of(entry: Entry, *, now: datetime) -> tuple[FeedKey, ...]:
    """Return the feeds that hold *entry* at *now*.

    A draft, an article of the future and an expired one stand in none, and so in no document,
    count, list or page.
    """
    if not is_visible(entry, now=now):
        return ()
    categories = (FeedKey(kind=each.kind, slug=each.slug) for each in entry.categories)
    people = (FeedKey(kind=FeedKind.AUTHOR, slug=each.slug) for each in entry.people if each.slug)
    return tuple(dict.fromkeys((ALL_FEED, *categories, *people)))


def is_visible(entry: Entry, *, now: datetime) -> bool:
    """Tell whether readers may see *entry* at *now*."""
    if entry.draft or entry.published > now:
        return False
    return entry.expires is None or entry.expires > now


def changes_at(entry: Entry, *, now: datetime) -> datetime | None:
    """Return the next instant after *now* at which time alone shows or hides *entry*."""
    if entry.draft:
        return None
    instants = [at for at in (entry.published, entry.expires) if at is not None and at > now]
    return min(instants, default=None)
