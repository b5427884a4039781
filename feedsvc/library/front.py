"""The first page, and the map of all others."""

from dataclasses import dataclass

from feedsvc.library.feeds import FeedPage, feed_page_in
from feedsvc.library.overview import overview_in
from feedsvc.library.past import archives_in
from feedsvc.library.shelves import Directory, directory_in
from feedsvc.library.slices import Slice
from feedsvc.model import ALL_FEED
from feedsvc.operations import Services

# How many archives of the whole site its map has at most.
_ARCHIVES = 60
# What the feeds on the map may take.
_MOST_CHARACTERS = 80_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """What is new, and the largest feeds there are to subscribe to."""

    whole: FeedPage
    directory: Directory


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteMap:
    """Where everything is: the feeds, and the names of the whole site's archives, newest first."""

    whole: FeedPage
    directory: Directory
    archives: Slice[str]


def home(services: Services) -> Home | None:
    """Return the first page, None while the first run goes on."""
    with services.database.reading() as connection:
        whole = feed_page_in(services, connection, ALL_FEED, size=20)
        if whole is None:
            return None
        known = directory_in(services, connection, sections=40, tags=24, authors=0, saved=12)
    return Home(whole=whole, directory=known)


def site_map(services: Services) -> SiteMap | None:
    """Return the map of all pages, None while the first run goes on."""
    with services.database.reading() as connection:
        whole = feed_page_in(services, connection, ALL_FEED, size=1)
        archives = archives_in(connection, ALL_FEED, size=_ARCHIVES)
        if whole is None or archives is None:
            return None
        known = overview_in(
            services,
            connection,
            sections=200,
            tags=100,
            authors=60,
            saved=40,
            characters=_MOST_CHARACTERS,
        )
    return SiteMap(whole=whole, directory=known, archives=archives)
