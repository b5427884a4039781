"""What somebody means who asks for an address that is nearly one of ours. Pure.

Capitals, full width, slashes too many or too few, dots for folders, and the endings and addresses
that other generators give their feeds.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import normpath

from feedsvc.claims import fold
from feedsvc.model import FeedKind, Format
from feedsvc.serve.documents.paths import ARCHIVE

# Longer than any address that we give: a whole request line may have 8,000 octets.
_LONGEST = 2000

# What a path may end with and the ending of ours that is meant, none for a page; longest first.
_ENDINGS = {
    "/index.html": "",
    "/index.xml": ".rss",
    ".atom.xml": ".atom",
    ".rss.xml": ".rss",
    **{f".{format.extension}": f".{format.extension}" for format in Format},
    ".html": "",
    ".htm": "",
    ".xml": ".rss",
}

_ATOM, _RSS, _JSON = (f"/feeds/all.{format.extension}" for format in Format)
_LIST, _SITEMAP, _NEWS, _MAP = "/feeds.opml", "/sitemap.xml", "/news-sitemap.xml", "/sitemap"
_ADDRESSES = {
    **{path: path for path in ("/", "/feeds.opml", "/robots.txt", "/healthz", "/readyz")},
    **{path: path for path in (_SITEMAP, _NEWS, _MAP)},
    **dict.fromkeys(("/index.html", "/index.htm", "/home", "/网站首页", "/首页"), "/"),
    "/feeds": "/feeds/",
    "/feeds/index.html": "/feeds/",
    "/articles": "/feeds/all",
    **dict.fromkeys(("/atom", "/atom.xml", "/feed.atom", "/index.atom", "/feed/atom"), _ATOM),
    **dict.fromkeys(("/feeds/atom.xml", "/feeds/posts/default"), _ATOM),
    **dict.fromkeys(("/rss", "/rss.xml", "/rss2.xml", "/feed.rss", "/index.rss"), _RSS),
    **dict.fromkeys(("/feed", "/feed.xml", "/feed/rss", "/feed/rss2", "/feed/index.xml"), _RSS),
    **dict.fromkeys(("/index.xml", "/feeds/index.xml", "/feeds/rss.xml"), _RSS),
    **dict.fromkeys(("/feed.json", "/index.json", "/feed/json", "/feeds/feed.json"), _JSON),
    **dict.fromkeys(("/opml", "/opml.xml", "/feed.opml", "/index.opml", "/all.opml"), _LIST),
    **dict.fromkeys(("/feeds/feeds.opml", "/feeds/index.opml", "/feeds/all.opml"), _LIST),
    **dict.fromkeys(("/subscriptions.opml", "/blogroll.opml"), _LIST),
    **dict.fromkeys(("/sitemap.html", "/sitemap.htm", "/sitemap/index.html"), _MAP),
    **dict.fromkeys(("/site-map", "/site_map", "/网站地图", "/站点地图", "/feeds/sitemap"), _MAP),
    **dict.fromkeys(("/sitemap_index.xml", "/sitemap-index.xml"), _SITEMAP),
    **dict.fromkeys(("/sitemaps.xml", "/wp-sitemap.xml", "/feeds/sitemap.xml"), _SITEMAP),
    **dict.fromkeys(("/news_sitemap.xml", "/sitemap-news.xml", "/sitemap_news.xml"), _NEWS),
    **dict.fromkeys(("/news-sitemap", "/newssitemap.xml", "/feeds/news-sitemap.xml"), _NEWS),
}
_SEVERAL = {kind.value: kind for kind in (FeedKind.SECTION, FeedKind.TAG, FeedKind.AUTHOR)}
_MOST_FEEDS = 3
_NAMED_KINDS = {kind.value: kind for kind in FeedKind if kind is not FeedKind.ALL}
_KINDS = {kind.value: kind for kind in FeedKind}


@dataclass(frozen=True, slots=True)
class MeantFeed:
    """Somebody's name for a feed, and the ending that its address has, none for its page."""

    kind: FeedKind
    name: str
    ending: str


@dataclass(frozen=True, slots=True)
class MeantArchive:
    """An archive of a feed, by somebody's name for it, or with an empty *archive* the list of all.

    The feed of the whole site has the kind of that name, and no other one.
    """

    kind: FeedKind
    name: str
    archive: str
    ending: str


@dataclass(frozen=True, slots=True)
class MeantIntersection:
    """Somebody's names for two or three feeds, for what stands in all of them, and the ending."""

    names: tuple[tuple[FeedKind, str], ...]
    ending: str


@dataclass(frozen=True, slots=True)
class MeantArticle:
    """Somebody's name for an article."""

    slug: str


Meaning = str | MeantFeed | MeantArchive | MeantIntersection | MeantArticle


def meanings(path: str) -> Iterator[Meaning]:
    """Yield what *path* may mean, the likeliest first; a path of ours that needs no search is text.

    ``.`` and ``..`` are folders as everywhere, and nothing lies above the top one (RFC 3986,
    section 5.2.4).
    """
    if len(path) > _LONGEST:
        return
    tidy = normpath("/" + path.strip("/"))
    if address := _ADDRESSES.get(fold(tidy)):
        yield address
        return
    room, _, rest = tidy[1:].partition("/")
    if fold(room) == "feeds":
        inner, _, archived = rest.partition("/")
        if fold(inner) == "archive":
            yield from _archives(archived)
        yield from _feeds(rest)
    elif fold(room) == "articles":
        yield from (MeantArticle(fold(name)) for name, ending in _partings(rest) if not ending)


def without_ending(path: str) -> str:
    """Return *path* without the ending of a document or a page."""
    name, _ = next(_partings(path.rstrip("/")))
    return name


def _archives(path: str) -> Iterator[MeantArchive]:
    for name, ending in _partings(path):
        kind, _, native = name.partition("/")
        feed, _, last = native.rpartition("/")
        archive = unicodedata.normalize("NFKC", last)
        named = _KINDS.get(fold(kind))
        if named is None:
            continue
        if re.fullmatch(ARCHIVE, archive) and bool(feed) != (named is FeedKind.ALL):
            yield MeantArchive(named, feed, archive, ending)
        elif not ending and bool(native) != (named is FeedKind.ALL):
            yield MeantArchive(named, native, "", "")


def _feeds(path: str) -> Iterator[str | MeantFeed | MeantIntersection]:
    for name, ending in _partings(path):
        kind, _, native = name.partition("/")
        if fold(name) == "all":
            yield f"/feeds/all{ending}"
        elif native and fold(kind) in _NAMED_KINDS:
            yield MeantFeed(_NAMED_KINDS[fold(kind)], native, ending)
    for name, ending in _partings(path):
        names = several(name)
        if 1 < len(names) <= _MOST_FEEDS:
            yield MeantIntersection(names, ending)


def several(path: str) -> tuple[tuple[FeedKind, str], ...]:
    """Return the names in *path*, each with the kind whose word stands before it; none if unfit.

    What follows such a word belongs to a name, even if it is such a word itself.
    """
    found: list[tuple[FeedKind, list[str]]] = []
    for segment in path.split("/"):
        kind = _SEVERAL.get(fold(segment))
        if found and not (kind and found[-1][1]):
            found[-1][1].append(segment)
        elif kind:
            found.append((kind, []))
        else:
            return ()
    return tuple((kind, "/".join(name)) for kind, name in found) if found and found[-1][1] else ()


def _partings(path: str) -> Iterator[tuple[str, str]]:
    """Yield the name and our ending; a name may itself end as an address does, such as Node.js."""
    for ending, ours in _ENDINGS.items():
        if fold(path[-len(ending) :]) == ending:
            yield path[: -len(ending)], ours
            break
    yield path, ""
