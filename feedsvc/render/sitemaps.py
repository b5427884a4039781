"""Sitemaps (https://www.sitemaps.org/protocol.html), and the ones for news that Google reads."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from feedsvc.render.dates import rfc3339
from feedsvc.render.escaping import escaped
from feedsvc.render.text import ascii_url, legal

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"

# What the schema of sitemaps lets an address be: at least 12 characters and less than 2,048.
_LENGTHS = range(12, 2048)

# The tags of Chinese where the characters are the traditional ones, unless a script says otherwise.
_TRADITIONAL_REGIONS = {"tw", "hk", "mo"}
_CHINESE = {"zh", "cmn"}
_ISO_639 = re.compile("[a-z]{2,3}")
_UNDETERMINED = "und"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A page, or another sitemap: its address, and when it last changed if that is known."""

    url: str
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """An article as a sitemap for news shows it; ``language`` is a language tag if it has one."""

    url: str
    title: str
    published: datetime
    language: str | None


def location(url: str) -> str | None:
    """Return the address as sitemaps carry it, None if they cannot carry it at all."""
    address = ascii_url(url)
    return address if len(address) in _LENGTHS else None


def render_sitemap(places: Iterable[Place]) -> bytes:
    """Return a sitemap of pages; the protocol wants one or more."""
    return _document("urlset", _elements("url", places))


def render_sitemap_index(parts: Iterable[Place]) -> bytes:
    """Return a sitemap of sitemaps."""
    return _document("sitemapindex", _elements("sitemap", parts))


def render_news_sitemap(publication: str, language: str, stories: Iterable[Story]) -> bytes:
    """Return a sitemap of what *publication* brings; where there is nothing new, it is empty.

    *language* is the tag of stories that have none.
    """
    return _document("urlset", _news(publication, language, stories), f' xmlns:news="{_NEWS}"')


def news_language(tag: str) -> str | None:
    """Return a tag as sitemaps for news write it: ISO 639, of Chinese also the script.

    A tag that does not begin with such a code is None.
    """
    language, *others = tag.lower().replace("_", "-").split("-")
    if language not in _CHINESE:
        return language if _ISO_639.fullmatch(language) else None
    if "hant" in others or ("hans" not in others and _TRADITIONAL_REGIONS.intersection(others)):
        return "zh-tw"
    return "zh-cn"


def _news(publication: str, language: str, stories: Iterable[Story]) -> Iterator[str]:
    name, usual = escaped(publication), news_language(language) or _UNDETERMINED
    for story in stories:
        if address := _location(story.url):
            spoken = news_language(story.language or "") or usual
            yield (
                f"<url><loc>{address}</loc><news:news>"
                f"<news:publication><news:name>{name}</news:name>"
                f"<news:language>{spoken}</news:language></news:publication>"
                f"<news:publication_date>{rfc3339(story.published)}</news:publication_date>"
                f"<news:title>{escaped(legal(story.title).strip()) or address}</news:title>"
                "</news:news></url>"
            )


def _elements(name: str, places: Iterable[Place]) -> Iterator[str]:
    for place in places:
        if address := _location(place.url):
            at = f"<lastmod>{rfc3339(place.changed_at)}</lastmod>" if place.changed_at else ""
            yield f"<{name}><loc>{address}</loc>{at}</{name}>"


def _location(url: str) -> str:
    """Return the address as it stands in the document, where ``&`` is all there is to escape."""
    return (location(url) or "").replace("&", "&amp;")


def _document(root: str, lines: Iterable[str], namespaces: str = "") -> bytes:
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{_SITEMAP}"{namespaces}>'
    return "\n".join((head, *lines, f"</{root}>\n")).encode()
