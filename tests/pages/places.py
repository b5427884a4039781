"""Where the pages of a site are: one address for each kind of page."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from feedsvc.model import Category, Entry
from tests.conftest import Site

_ARCHIVES = "archive"
_PAGE = 25
_ARTICLES = 25
_TICKED = 40


@dataclass(frozen=True, slots=True)
class Place:
    """A page: what it is called here, where it is, and the status that it is answered with."""

    name: str
    path: str
    status: int = 200


def places(site: Site, withdrawn: str) -> list[Place]:
    """Return a page of each kind that *site* has; the article *withdrawn* is gone."""
    entries = site.entries()
    found = [
        Place("home", "/"),
        Place("directory", "/feeds/"),
        *_searches(entries),
        Place("all-tags", "/feeds/?kind=tag"),
        Place("directory-with-ticks", f"/feeds/?kind=author&{_ticks(entries)}"),
        Place("feed-of-all", "/feeds/all"),
        *_feeds(entries),
        *_authors(site),
        *_archives(site),
        *_articles(entries),
        Place("site-map", "/sitemap"),
        Place("not-found", "/feeds/tag/no-such-tag", 404),
        Place("gone", f"/articles/{withdrawn}", 410),
    ]
    if len(entries) > _PAGE:
        found.append(Place("feed-page-2", "/feeds/all?page=2"))
    return found


def articles(site: Site) -> list[Place]:
    """Return the newest articles of *site*."""
    newest = site.entries()[:_ARTICLES]
    return [Place(f"article-{each.slug}", urlsplit(each.url).path) for each in newest]


def common(entries: tuple[Entry, ...], kind: str) -> Category | None:
    """Return the section or tag that most entries are in."""
    counts = Counter(
        category for entry in entries for category in entry.categories if category.kind == kind
    )
    return max(counts, key=lambda each: (counts[each], each.slug)) if counts else None


def _ticks(entries: tuple[Entry, ...]) -> str:
    """Return the query that ticks many feeds, more than links can take along."""
    named = {f"{each.kind}/{each.slug}" for entry in entries for each in entry.categories}
    return "&".join(f"feed={quote(path, safe='/')}" for path in sorted(named)[:_TICKED])


def _searches(entries: tuple[Entry, ...]) -> Iterator[Place]:
    if tag := common(entries, "tag"):
        yield Place("search", f"/feeds/?q={quote(tag.label, safe='')}")
    yield Place("search-without-result", "/feeds/?q=qzxjvk")


def _feeds(entries: tuple[Entry, ...]) -> Iterator[Place]:
    for kind in ("section", "tag"):
        if category := common(entries, kind):
            yield Place(f"feed-of-a-{kind}", urlsplit(category.scheme + category.slug).path)


def _authors(site: Site) -> Iterator[Place]:
    for file in sorted((site.output / "author").glob("*.atom"))[:1]:
        yield Place("feed-of-an-author", f"/feeds/author/{file.stem}")


def _archives(site: Site) -> Iterator[Place]:
    files = sorted((site.output / _ARCHIVES / "all").glob("*.atom"))
    if files:
        yield Place("archives", f"/feeds/{_ARCHIVES}/all/")
        yield Place("archive", f"/feeds/{_ARCHIVES}/all/{files[-1].stem}")


def _articles(entries: tuple[Entry, ...]) -> Iterator[Place]:
    with_media = [each for each in entries if each.enclosures or "<img" in each.content]
    plain = [each for each in entries if each not in with_media]
    for name, found in (("article", plain), ("article-with-media", with_media)):
        if found:
            longest = max(found, key=lambda each: (len(each.content), each.id))
            yield Place(name, urlsplit(longest.url).path)
