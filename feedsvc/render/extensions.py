"""What feedgen 1.0.0 leaves out or gets wrong, put right in the places it offers for that."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import feedgen.entry
import feedgen.feed
from feedgen.ext.base import BaseEntryExtension, BaseExtension
from lxml import etree

from feedsvc.render.dates import in_utc, rfc2822, rfc3339

ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DC = "http://purl.org/dc/elements/1.1/"
MEDIA = "http://search.yahoo.com/mrss/"
XML = "http://www.w3.org/XML/1998/namespace"

# One fixed map: fragments lean on the declarations of whatever shell they are spliced into.
RSS_NAMESPACES = {"dc": DC, "media": MEDIA, "atom": ATOM, "content": CONTENT}

_DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'

# feedgen's own switches the locale of the whole process to C and back for each date; with two
# threads at it the process is left in the wrong one.
feedgen.entry.formatRFC2822 = feedgen.feed.formatRFC2822 = rfc2822


def _as_given(value: list[Any] | dict[str, Any], *_: object) -> list[Any]:
    """Return the value as a list, as ``ensure_format`` does once it has checked every key."""
    return value if isinstance(value, list) else [value]


# To check links, categories and people is a third of the work of filling an entry, and they come
# from here, not from outside; a test holds them to what feedgen would check.
feedgen.entry.ensure_format = _as_given


class Instant(datetime):
    """A datetime that feedgen, which writes ``isoformat()``, writes with ``Z``.

    There are clients that ignore offsets.
    """

    @classmethod
    def of(cls, instant: datetime) -> "Instant":
        """Return the same instant in UTC."""
        moment = in_utc(instant)
        return cls.combine(moment.date(), moment.time(), UTC)

    def isoformat(self, sep: str = "T", timespec: str = "seconds") -> str:
        """Return the instant by RFC 3339, in whole seconds."""
        return super().isoformat(sep, timespec).removesuffix("+00:00") + "Z"


class RssNamespaces(BaseExtension):  # type: ignore[misc]
    """Declares the namespaces of our fragments on the root of an RSS document."""

    def extend_ns(self) -> dict[str, str]:
        """Return prefixes and namespaces."""
        return RSS_NAMESPACES


class AtomEntry(BaseEntryExtension):  # type: ignore[misc]
    """Completes an Atom entry: the attributes of its links, its language."""

    def complete(self, *, links: Sequence[Mapping[str, str]], language: str | None) -> None:
        """Remember what the element must say; *links* are all those that feedgen was given."""
        self._links = links
        self._language = language

    def extend_atom(self, entry: "etree._Element") -> "etree._Element":
        """Return the element, completed."""
        # feedgen drops rel, type and length from entry links (its issue 135); without them an
        # enclosure is just another link, and readers take the recording for the article.
        for element, link in zip(entry.iterchildren("link"), self._links, strict=True):
            for name, value in link.items():
                element.set(name, value)
        if self._language:
            entry.set(f"{{{XML}}}lang", self._language)
        return entry


class RssItem(BaseEntryExtension):  # type: ignore[misc]
    """Completes an RSS item: the date of its last change."""

    def complete(self, *, updated: datetime) -> None:
        """Remember what the element must say."""
        self._updated = updated

    def extend_rss(self, item: "etree._Element") -> "etree._Element":
        """Return the element, completed."""
        etree.SubElement(item, f"{{{ATOM}}}updated").text = rfc3339(self._updated)
        return item


def serialised(element: "etree._Element", namespaces: dict[str, str] | None = None) -> bytes:
    """Return the bytes of the element as they stand inside a root with these namespaces."""
    if not namespaces:
        return etree.tostring(element, encoding="utf-8")
    root = etree.Element("root", nsmap=namespaces)
    root.append(element)
    document = etree.tostring(root, encoding="utf-8")
    return document[document.index(b">") + 1 : document.rindex(b"<")]


def split(document: bytes, end_tag: bytes) -> tuple[bytes, bytes]:
    """Return the document's bytes before and from its last *end_tag*: entries go between."""
    cut = document.rindex(end_tag)
    return _DECLARATION + document[:cut] + b"\n", b"\n" + document[cut:] + b"\n"
