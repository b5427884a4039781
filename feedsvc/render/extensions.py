"""What feedgen 1.0.0 leaves out or gets wrong, put right in the places it offers for that."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from html import escape
from typing import Any

import feedgen.entry
import feedgen.feed
from feedgen.ext.base import BaseEntryExtension, BaseExtension
from lxml import etree

from feedsvc.model import Podcast, Tombstone
from feedsvc.render.dates import in_utc, rfc2822, rfc3339
from feedsvc.render.text import iri

AT = "http://purl.org/atompub/tombstones/1.0"
ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DC = "http://purl.org/dc/elements/1.1/"
FH = "http://purl.org/syndication/history/1.0"
ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
MEDIA = "http://search.yahoo.com/mrss/"
XML = "http://www.w3.org/XML/1998/namespace"

# One fixed map for each format: fragments lean on the declarations of whatever shell they are
# spliced into.
RSS_NAMESPACES = {
    "dc": DC,
    "media": MEDIA,
    "atom": ATOM,
    "content": CONTENT,
    "itunes": ITUNES,
    "fh": FH,
}
ATOM_NAMESPACES = {"media": MEDIA, "fh": FH}

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


class AtomFeed(BaseExtension):  # type: ignore[misc]
    """Completes an Atom feed: its namespaces, that it is an archive, what was taken out of it."""

    def complete(self, *, is_archive: bool, tombstones: Sequence[Tombstone]) -> None:
        """Remember what the element must say."""
        self._is_archive = is_archive
        self._tombstones = tombstones

    def extend_ns(self) -> dict[str, str]:
        """Return prefixes and namespaces."""
        # Validators warn of a namespace that they do not know, and no entry needs this one.
        return ATOM_NAMESPACES | ({"at": AT} if self._tombstones else {})

    def extend_atom(self, feed: "etree._Element") -> "etree._Element":
        """Return the element, completed."""
        if self._is_archive:
            etree.SubElement(feed, f"{{{FH}}}archive")
        for tombstone in self._tombstones:
            attributes = {"ref": iri(tombstone.id), "when": rfc3339(tombstone.at)}
            etree.SubElement(feed, f"{{{AT}}}deleted-entry", attributes)
        return feed


class RssChannel(BaseExtension):  # type: ignore[misc]
    """Completes an RSS channel: its namespaces, all of its links, that it is an archive."""

    def complete(self, *, is_archive: bool, links: Sequence[Mapping[str, str]]) -> None:
        """Remember what the element must say; *links* are all but the one to the home page."""
        self._is_archive = is_archive
        self._links = links

    def extend_ns(self) -> dict[str, str]:
        """Return prefixes and namespaces."""
        return RSS_NAMESPACES

    def extend_rss(self, root: "etree._Element") -> "etree._Element":
        """Return the root, its channel completed."""
        channel = root[0]
        # feedgen writes the link to itself and drops all others (a hub, archives).
        for link in self._links:
            etree.SubElement(channel, f"{{{ATOM}}}link", dict(link))
        if self._is_archive:
            etree.SubElement(channel, f"{{{FH}}}archive")
        return root


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
    """Completes an RSS item: the date of its last change, what directories of podcasts ask for."""

    def complete(self, *, updated: datetime | None, podcast: Podcast | None) -> None:
        """Remember what the element must say."""
        self._updated = updated
        self._podcast = podcast

    def extend_rss(self, item: "etree._Element") -> "etree._Element":
        """Return the element, completed."""
        if self._updated:
            etree.SubElement(item, f"{{{ATOM}}}updated").text = rfc3339(self._updated)
        if self._podcast:
            _tell_episode(item, self._podcast)
        return item


def _tell_episode(item: "etree._Element", podcast: Podcast) -> None:
    """Add what Apple's elements say of an episode.

    feedgen's own say ``yes`` and ``no`` where directories and validators ask for truth values.
    """
    texts = {
        "author": podcast.author,
        "duration": str(podcast.duration) if podcast.duration else None,
        "explicit": None if podcast.explicit is None else str(podcast.explicit).lower(),
    }
    for name, text in texts.items():
        if text:
            etree.SubElement(item, f"{{{ITUNES}}}{name}").text = text
    if podcast.image:
        etree.SubElement(item, f"{{{ITUNES}}}image", href=podcast.image)


def serialised(element: "etree._Element", namespaces: dict[str, str] | None = None) -> bytes:
    """Return the bytes of the element as they stand inside a root with these namespaces."""
    if not namespaces:
        return etree.tostring(element, encoding="utf-8")
    root = etree.Element("root", nsmap=namespaces)
    root.append(element)
    document = etree.tostring(root, encoding="utf-8")
    return document[document.index(b">") + 1 : document.rindex(b"<")]


def split(
    document: bytes, end_tag: bytes, *, stylesheet_url: str | None = None
) -> tuple[bytes, bytes]:
    """Return the document's bytes before and from its last *end_tag*: entries go between.

    A browser that opens the document is told of a clean *stylesheet_url*.
    """
    cut = document.rindex(end_tag)
    prolog = _DECLARATION
    if stylesheet_url:
        address = escape(stylesheet_url).encode()
        prolog += b'<?xml-stylesheet type="text/css" href="%b"?>\n' % address
    return prolog + document[:cut] + b"\n", b"\n" + document[cut:] + b"\n"
