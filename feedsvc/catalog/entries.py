"""An article, its identity and the names it mentions make an entry."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import PurePosixPath
from urllib.parse import quote

from feedsvc.catalog.identity import Identity
from feedsvc.catalog.names import Names
from feedsvc.claims import fold, fold_section
from feedsvc.model import Article, Category, Entry, FeedKind, Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """Where entries and feeds live; ``article_url`` is a template, empty for our own pages."""

    base_url: str
    article_url: str = ""


def entry(article: Article, identity: Identity, names: Names, addresses: Addresses) -> Entry:
    """Return what readers see of *article*."""
    return Entry(
        id=identity.id,
        path=article.path,
        slug=identity.slug,
        url=article.link or identity.link or _url(article, identity, names, addresses),
        title=article.title,
        summary=article.summary,
        content=article.content,
        published=identity.published,
        published_origin=identity.published_origin,
        updated=identity.updated,
        expires=article.expires,
        draft=article.draft,
        categories=(*_sections(article, names, addresses), *_tags(article, names, addresses)),
        people=tuple(dict.fromkeys(_people(article, names))),
        enclosures=article.enclosures,
        image=article.image,
        podcast=article.podcast,
        language=article.language,
    )


def _url(article: Article, identity: Identity, names: Names, addresses: Addresses) -> str:
    if not addresses.article_url:
        return f"{addresses.base_url}/articles/{identity.slug}"
    path = PurePosixPath(quote(article.path))
    section = names.get((FeedKind.SECTION, fold_section(article.section)))
    url = addresses.article_url.format(
        slug=identity.slug,
        path=path.with_suffix(""),
        stem=path.stem,
        section=section.key.slug if section else "",
        year=f"{identity.published:%Y}",
        month=f"{identity.published:%m}",
        day=f"{identity.published:%d}",
    )
    # An article without a section leaves nothing between two slashes.
    return re.sub("(?<!:)//+", "/", url)


def _sections(article: Article, names: Names, addresses: Addresses) -> Iterator[Category]:
    """Yield the section and all that it lies in, from the top."""
    for depth in range(1, len(article.section) + 1):
        identity = fold_section(article.section[:depth])
        named = names[FeedKind.SECTION, identity]
        name = named.label.rsplit("/", 1)[-1]
        yield _category(FeedKind.SECTION, named.label, name, named.key.slug, addresses.base_url)


def _tags(article: Article, names: Names, addresses: Addresses) -> Iterator[Category]:
    for identity in dict.fromkeys(map(fold, article.tags)):
        named = names[FeedKind.TAG, identity]
        yield _category(FeedKind.TAG, identity, named.label, named.key.slug, addresses.base_url)


# Entries share their categories; as many are remembered as a site may have in use.
@lru_cache(maxsize=4096)
def _category(kind: FeedKind, term: str, label: str, slug: str, base_url: str) -> Category:
    scheme = f"{base_url}/feeds/{kind}/"
    return Category(kind=kind, term=term, label=label, slug=slug, scheme=scheme)


def _people(article: Article, names: Names) -> Iterator[Person]:
    for person in article.people:
        named = names[FeedKind.AUTHOR, fold(person.name)]
        yield replace(person, name=named.label, slug=named.key.slug)
