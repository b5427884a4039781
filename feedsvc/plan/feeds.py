"""What a feed is called, in which language it is, and what it says about itself."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from feedsvc.model import ALL_FEED, Feed, FeedKey, FeedKind, Glimpse
from feedsvc.plan.freshness import Freshness


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What feeds say about the site; ``language`` is None where the entries decide."""

    title: str
    description: str
    language: str | None
    base_url: str
    home_url: str
    freshness: Freshness


def feed(
    key: FeedKey,
    site: Site,
    *,
    id: str,
    label: str,
    created_at: datetime,
    entries: Sequence[Glimpse],
) -> Feed:
    """Return the feed that holds *entries*.

    A feed without entries is as old as its first sight, *created_at*.
    """
    title = site.title if key == ALL_FEED else f"{heading(key, label)} - {site.title}"
    return Feed(
        key=key,
        id=id,
        url=f"{site.base_url}/feeds/{key.path}",
        home_url=site.home_url if key == ALL_FEED else f"{site.base_url}/feeds/{key.path}",
        title=title,
        subtitle=site.description if key == ALL_FEED else "",
        language=site.language or language_of(entries),
        updated=max((entry.updated for entry in entries), default=created_at),
        fresh_seconds=site.freshness.seconds(entry.published.timestamp() for entry in entries),
    )


def heading(key: FeedKey, label: str) -> str:
    """Return what people call the feed beside the site's name."""
    return label.replace("/", " / ") if key.kind is FeedKind.SECTION else label


def language_of(entries: Iterable[Glimpse]) -> str | None:
    """Return the language that most entries are in, the first of equals; None if none says."""
    counts = Counter(entry.language for entry in entries if entry.language)
    return min(counts, key=lambda language: (-counts[language], language), default=None)
