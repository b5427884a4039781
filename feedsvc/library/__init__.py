"""What pages show: the feeds as people see them listed, their entries, the articles."""

from feedsvc.library.articles import (
    ArticlePage,
    Neighbour,
    article_page,
    had_article,
    has_article,
)
from feedsvc.library.feeds import FeedPage, feed_page
from feedsvc.library.front import Home, SiteMap, home, site_map
from feedsvc.library.nearest import nearest_feeds
from feedsvc.library.overview import overview
from feedsvc.library.past import ArchivePage, archive_page, archives_of, next_archive
from feedsvc.library.searching import search
from feedsvc.library.shelves import (
    Directory,
    Shelf,
    directory,
    every_feed,
    kinds,
    listing,
    named_feeds,
    shelves,
)
from feedsvc.library.site import (
    About,
    about,
    find_feed,
    has_feeds,
    options_of,
)
from feedsvc.library.slices import Slice

__all__ = [
    "About",
    "ArchivePage",
    "ArticlePage",
    "Directory",
    "FeedPage",
    "Home",
    "Neighbour",
    "Shelf",
    "SiteMap",
    "Slice",
    "about",
    "archive_page",
    "archives_of",
    "article_page",
    "directory",
    "every_feed",
    "feed_page",
    "find_feed",
    "had_article",
    "has_article",
    "has_feeds",
    "home",
    "kinds",
    "listing",
    "named_feeds",
    "nearest_feeds",
    "next_archive",
    "options_of",
    "overview",
    "search",
    "shelves",
    "site_map",
]
