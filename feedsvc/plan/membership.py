"""The one choke point: an entry that readers may not see stands in no feed."""

from datetime import datetime
from functools import lru_cache

from feedsvc.model import ALL_FEED, Entry, FeedKey, FeedKind


def feeds_of(entry: Entry, *, now: datetime) -> tuple[FeedKey, ...]:
    """Return the feeds that hold *entry* at *now*.

    A draft, an article of the future and an expired one stand in none, and so in no document,
    count, list or page.
    """
    if not is_visible(entry, now=now):
        return ()
    categories = (_key(each.kind, each.slug) for each in entry.categories)
    people = (_key(FeedKind.AUTHOR, each.slug) for each in entry.people if each.slug)
    return tuple(dict.fromkeys((ALL_FEED, *categories, *people)))


# To make one costs ten times as much as to find it; as many are remembered as may be in use.
@lru_cache(maxsize=4096)
def _key(kind: FeedKind, slug: str) -> FeedKey:
    return FeedKey(kind=kind, slug=slug)


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
