"""RSS 2.0, with the content, Dublin Core and Media RSS modules."""

from html import escape

from feedgen.entry import FeedEntry
from feedgen.ext.dc import DcEntryExtension
from feedgen.ext.media import MediaEntryExtension
from feedgen.feed import FeedGenerator

from feedsvc.model import Entry, Feed, Format
from feedsvc.render.clean import clean_feed
from feedsvc.render.entries import common_entry
from feedsvc.render.extensions import (
    RSS_NAMESPACES,
    Instant,
    RssItem,
    RssNamespaces,
    serialised,
    split,
)

SEPARATOR = b"\n"
_MINUTE = 60


def render_entry(entry: Entry) -> bytes:
    """Return the ``item`` element of a clean entry."""
    return serialised(feedgen_entry(entry).rss_entry(), RSS_NAMESPACES)


def render_shell(feed: Feed) -> tuple[bytes, bytes]:
    """Return what stands before and after the items."""
    return split(feedgen_feed(clean_feed(feed)).rss_str(xml_declaration=False), b"</channel>")


def feedgen_entry(entry: Entry) -> FeedEntry:
    """Return the feedgen entry that makes the ``item`` element of a clean entry."""
    filled = common_entry(entry)
    if entry.summary:
        # A description is HTML, a summary is text: "a < b" must not start a tag. For want of a
        # summary feedgen makes the content the description.
        filled.description(escape(entry.summary, quote=False), isSummary=True)
    _name_people(filled, entry)
    _enclose(filled, entry)
    if entry.updated != entry.published:
        filled.register_extension("completion", RssItem, atom=False)
        filled.completion.complete(updated=entry.updated)
    return filled


def feedgen_feed(feed: Feed) -> FeedGenerator:
    """Return the feedgen feed that makes the ``channel`` of a clean feed, without items."""
    shell = FeedGenerator()
    shell.register_extension("namespaces", RssNamespaces, atom=False)
    shell.title(feed.title)
    shell.description(feed.subtitle or feed.title)
    shell.updated(Instant.of(feed.updated))
    shell.generator("feedsvc")
    shell.docs("")
    shell.ttl(max(1, feed.fresh_seconds // _MINUTE))
    shell.language(feed.language)
    own_url = f"{feed.url}.{Format.RSS.extension}"
    shell.link(href=own_url, rel="self", type=Format.RSS.media_type)
    # feedgen takes the link added last for the channel's, whatever its rel.
    shell.link(href=feed.home_url, rel="alternate")
    return shell


def _name_people(filled: FeedEntry, entry: Entry) -> None:
    """Name everybody as a creator: RSS wants an e-mail address in ``author``."""
    filled.register_extension("dc", DcEntryExtension, atom=False)
    filled.dc.dc_creator([person.name for person in entry.people])
    filled.dc.dc_language(entry.language)


def _enclose(filled: FeedEntry, entry: Entry) -> None:
    """Make the first enclosure the item's own, for readers take one; others are Media RSS."""
    if not entry.enclosures:
        return
    first, *others = entry.enclosures
    filled.enclosure(first.url, length=first.length, type=first.media_type)
    filled.register_extension("media", MediaEntryExtension, atom=False)
    for enclosure in others:
        size = {"fileSize": str(enclosure.length)} if enclosure.length else {}
        filled.media.content(url=enclosure.url, type=enclosure.media_type, group=None, **size)
