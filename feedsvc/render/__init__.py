"""How a feed looks in each format: feeds and entries in, bytes out.

An entry becomes a *fragment* once for each format; every document that holds the entry carries
the same bytes, spliced into a shell of its own. Nothing here knows the time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from feedsvc.model import Entry, Feed, Format
from feedsvc.render.clean import clean_entry
from feedsvc.render.opml import Outline, render_opml
from feedsvc.render.sitemaps import (
    Place,
    Story,
    location,
    render_news_sitemap,
    render_sitemap,
    render_sitemap_index,
)

__all__ = [
    "Outline",
    "Place",
    "Shell",
    "Story",
    "location",
    "render_entry",
    "render_for",
    "render_fragments",
    "render_news_sitemap",
    "render_opml",
    "render_shell",
    "render_sitemap",
    "render_sitemap_index",
]


@dataclass(frozen=True, slots=True)
class Shell:
    """What stands before, between and after the fragments of a document."""

    head: bytes
    separator: bytes
    tail: bytes

    def around(self, fragments: Iterable[bytes]) -> bytes:
        """Return the document."""
        return b"".join((self.head, self.separator.join(fragments), self.tail))


class _Writer(Protocol):
    """What the module of a format offers."""

    SEPARATOR: bytes

    def render_entry(self, entry: Entry) -> bytes: ...

    def render_shell(self, feed: Feed) -> tuple[bytes, bytes]: ...


def render_entry(entry: Entry, format: Format) -> bytes:
    """Return the entry's fragment: the bytes that stand for it in every document of the format.

    An error names the article it came from in a note.
    """
    return _fragment(clean_entry(entry), format)


def render_fragments(entry: Entry) -> dict[Format, bytes]:
    """Return what ``render_entry`` returns for each format, and clean the entry only once."""
    entry = clean_entry(entry)
    return {format: _fragment(entry, format) for format in Format}


def render_for(entry: Entry) -> tuple[str, dict[Format, bytes]]:
    """Return the entry's id and its fragments: for answers that come in any order."""
    return entry.id, render_fragments(entry)


def render_shell(feed: Feed, format: Format) -> Shell:
    """Return what a document of the feed has around its entries."""
    writer = _writer(format)
    head, tail = writer.render_shell(feed)
    return Shell(head, writer.SEPARATOR, tail)


def _fragment(entry: Entry, format: Format) -> bytes:
    """Return the fragment of a clean entry."""
    try:
        return _writer(format).render_entry(entry)
    except ValueError as error:
        error.add_note(f"while rendering {entry.path} as {format.label}")
        raise


@cache
def _writer(format: Format) -> _Writer:
    """Return the format's module, loaded when first needed: JSON needs no XML library."""
    match format:
        case Format.ATOM:
            from feedsvc.render import atom

            return atom
        case Format.RSS:
            from feedsvc.render import rss

            return rss
        case Format.JSON:
            from feedsvc.render import jsonfeed

            return jsonfeed
