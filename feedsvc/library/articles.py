"""An article for people, and which there are."""

from dataclasses import dataclass

from feedsvc.catalog import feeds, gone, index, outlines
from feedsvc.catalog.database import Connection
from feedsvc.library.site import About, about_in
from feedsvc.model import ALL_FEED, Category, Entry, FeedKey, FeedKind, Person, Role
from feedsvc.operations import Services


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The article before or after another one."""

    title: str
    url: str
    language: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage:
    """An article for people, with those before and after it in its nearest section.

    Without a section, or alone in it, an article stands in a row with all of the site.
    """

    about: About
    entry: Entry
    older: Neighbour | None
    newer: Neighbour | None

    @property
    def sections(self) -> tuple[Category, ...]:
        """The sections that it lies in, from the top down."""
        return self._categories(FeedKind.SECTION)

    @property
    def tags(self) -> tuple[Category, ...]:
        """What it is about."""
        return self._categories(FeedKind.TAG)

    @property
    def authors(self) -> tuple[Person, ...]:
        """Who wrote it."""
        return tuple(each for each in self.entry.people if each.role is Role.AUTHOR)

    @property
    def editors(self) -> tuple[Person, ...]:
        """Who edited it."""
        return tuple(each for each in self.entry.people if each.role is Role.EDITOR)

    def _categories(self, kind: FeedKind) -> tuple[Category, ...]:
        return tuple(each for each in self.entry.categories if each.kind is kind)


def article_page(services: Services, slug: str) -> ArticlePage | None:
    """Return the article with this slug if readers may see it."""
    with services.database.reading() as connection:
        entry = index.by_slug(connection, slug)
        if entry is None:
            return None
        about = about_in(services, connection)
        older, newer = _beside(connection, entry)
    return ArticlePage(about=about, entry=entry, older=older, newer=newer)


def _beside(connection: Connection, entry: Entry) -> tuple[Neighbour | None, Neighbour | None]:
    """Return the articles before and after one, where there are others."""
    sections = [each for each in entry.categories if each.kind is FeedKind.SECTION]
    nearest = [FeedKey(kind=each.kind, slug=each.slug) for each in sections[-1:]]
    for key in (*nearest, ALL_FEED):
        row = feeds.listing(connection, key)
        if row and row.entries > 1:
            older, newer = outlines.beside(connection, row.number, entry)
            return _neighbour(older), _neighbour(newer)
    return None, None


def _neighbour(headline: outlines.Headline | None) -> Neighbour | None:
    if headline is None:
        return None
    return Neighbour(title=headline.title, url=headline.url, language=headline.language)


def has_article(services: Services, slug: str) -> bool:
    """Tell whether readers may see an article with this slug."""
    with services.database.reading() as connection:
        return index.shows(connection, slug)


def had_article(services: Services, slug: str) -> bool:
    """Tell whether readers could once see an article with this slug, which is hidden now."""
    with services.database.reading() as connection:
        return gone.was_shown(connection, slug)
