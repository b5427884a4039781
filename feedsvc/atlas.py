"""What sitemaps show: every page of the site, by the addresses that are the publisher's own."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from urllib.parse import urlsplit

from feedsvc.catalog import sitemaps
from feedsvc.catalog.database import Connection
from feedsvc.model import ALL_FEED, FeedKey
from feedsvc.operations import Services
from feedsvc.render import Place, Story, location
from feedsvc.settings import Settings

# The protocol allows 50,000 addresses in 50 MB. So many of 2,047 characters each, all of the kind
# that takes five bytes, stay below both.
PART = 5000

_OVERVIEWS = ("/", "/feeds/", "/sitemap")

# What Google takes for news: how old, and how many.
_NEWS_AGE = timedelta(days=2)
MOST_NEWS = 1000


@dataclass(frozen=True, slots=True)
class Part:
    """One of several sitemaps, counted from 1: of pages about feeds, or of articles."""

    name: str
    number: int


def whole(services: Services, *, size: int = PART) -> tuple[Place, ...] | None:
    """Return every page of the site, None if these are more than *size*."""
    with services.database.reading() as connection:
        feeds = sitemaps.filled_feeds(connection)
        if len(feeds) + len(_OVERVIEWS) + sitemaps.count(connection) > size:
            return None
        pages = _pages(services.settings, connection, feeds)
        return (*pages, *_articles(services.settings, connection, 0, size))


def parts(services: Services, *, size: int = PART) -> tuple[tuple[Part, datetime | None], ...]:
    """Return the parts that hold something and when each last changed."""
    with services.database.reading() as connection:
        feeds = sitemaps.filled_feeds(connection)
        found: list[tuple[Part, datetime | None]] = []
        for start in range(0, len(feeds) + len(_OVERVIEWS), size):
            places = _pages(services.settings, connection, feeds, start, start + size)
            at = max(filter(None, (place.changed_at for place in places)), default=None)
            found.append((Part("feeds", start // size + 1), at))
        found += [
            (Part("articles", place + 1), at)
            for place, at in sitemaps.changes(connection, size).items()
            if any(_articles(services.settings, connection, place, size))
        ]
        return tuple(found)


def part(services: Services, wanted: Part, *, size: int = PART) -> tuple[Place, ...]:
    """Return the pages in one part, none if there is no such part."""
    place = wanted.number - 1
    with services.database.reading() as connection:
        if wanted.name == "articles":
            return tuple(_articles(services.settings, connection, place, size))
        feeds = sitemaps.filled_feeds(connection)
        return _pages(services.settings, connection, feeds, place * size, (place + 1) * size)


def news(services: Services, *, now: datetime, limit: int = MOST_NEWS) -> tuple[Story, ...]:
    """Return the articles of the two days before *now*, the newest first, up to *limit*."""
    hosts = _own_hosts(services.settings)
    with services.database.reading() as connection:
        fresh = sitemaps.newest(connection, now - _NEWS_AGE)
        stories = (
            Story(url=each.url, title=each.title, published=each.published, language=each.language)
            for each in fresh
            if each.published <= now and _is_own(each.url, hosts)
        )
        return tuple(islice(stories, limit))


def _pages(
    settings: Settings,
    connection: Connection,
    feeds: tuple[FeedKey, ...],
    start: int = 0,
    stop: int | None = None,
) -> tuple[Place, ...]:
    """Return a slice of the pages about feeds: home, directory, map, the pages of *feeds*."""
    base_url = settings.site.base_url
    # Whatever changes any feed changes the one of the whole site, and so these.
    pages = [(ALL_FEED, path) for path in _OVERVIEWS]
    chosen = (pages + [(key, f"/feeds/{key.path}") for key in feeds])[start:stop]
    changes = sitemaps.changed_at(connection, list(dict.fromkeys(key for key, _ in chosen)))
    return tuple(
        Place(url=f"{base_url}{path}", changed_at=changes.get(key)) for key, path in chosen
    )


def _articles(settings: Settings, connection: Connection, place: int, size: int) -> Iterator[Place]:
    """Yield the articles in a slice, each address once."""
    hosts = _own_hosts(settings)
    known = set()
    for url, updated in sitemaps.entries_in(connection, place, size):
        if _is_own(url, hosts) and url not in known:
            known.add(url)
            yield Place(url=url, changed_at=updated)


def _own_hosts(settings: Settings) -> frozenset[str]:
    """Return the publisher's hosts, as far as the settings name them."""
    site = settings.site
    return frozenset(filter(None, map(_host, (site.base_url, site.link, site.article_url))))


def _is_own(url: str, hosts: frozenset[str]) -> bool:
    """Tell whether sitemaps can carry *url* and it lies on one of *hosts*."""
    address = location(url)
    return address is not None and _host(address) in hosts


def _host(url: str) -> str | None:
    """Return the host of a web address, None where there is none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return parts.hostname if parts.scheme in ("http", "https") else None
