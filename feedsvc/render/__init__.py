"""How a feed looks in each format: feeds and entries in, bytes out.

An entry becomes a *fragment* once for each format; every document that holds the entry carries
the same bytes, spliced into a shell of its own. Nothing here knows the time.
"""

from collections.abc import Callable
from functools import cache
from typing import Protocol

from feedsvc.model import Entry, Feed, Format
from feedsvc.render.opml import Outline, render_opml

__all__ = ["Outline", "render_document", "render_entry", "render_opml"]


class _Writer(Protocol):
    """What the module of a format offers."""

    SEPARATOR: bytes

    def render_entry(self, entry: Entry) -> bytes: ...

    def render_shell(self, feed: Feed) -> tuple[bytes, bytes]: ...


def render_entry(entry: Entry, format: Format) -> bytes:
    """Return the entry's fragment: the bytes that stand for it in every document of the format.

    An error names the article it came from in a note.
    """
    try:
        return _writer(format).render_entry(entry)
    except ValueError as error:
        error.add_note(f"while rendering {entry.path} as {format.label}")
        raise


def render_document(
    feed: Feed,
    format: Format,
    *,
    fragment: Callable[[Entry, Format], bytes] = render_entry,
) -> bytes:
    """Return the document of the feed, its entries in the order the feed has them.

    *fragment* returns what ``render_entry`` would; pass one that remembers to pay for an entry
    once instead of once for each feed.
    """
    writer = _writer(format)
    head, tail = writer.render_shell(feed)
    entries = writer.SEPARATOR.join([fragment(entry, format) for entry in feed.entries])
    return b"".join((head, entries, tail))


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
