"""RSS 2.0, with the content, Dublin Core and Media RSS modules."""

from html import escape
from urllib.parse import urlsplit

from feedgen.entry import FeedEntry
from feedgen.ext.dc import DcEntryExtension
from feedgen.feed import FeedGenerator

from feedsvc.model import Entry, Feed, Format, Picture
from feedsvc.render.clean import clean_feed
from feedsvc.render.entries import add_media, common_entry
from feedsvc.render.extensions import (
    RSS_NAMESPACES,
    Instant,
    RssChannel,
    RssItem,
    serialised,
    split,
)
from feedsvc.render.links import feed_links

SEPARATOR = b"\n"
_MINUTE = 60

# What an image of a channel may be and measure (RSS 2.0, "<image> sub-element of <channel>").
_IMAGES = ("gif", "jpeg", "jpg", "png")
_WIDEST, _HIGHEST = 144, 400


def render_entry(entry: Entry) -> bytes:
    """Return the ``item`` element of a clean entry."""
    return serialised(feedgen_entry(entry).rss_entry(), RSS_NAMESPACES)


def render_shell(feed: Feed) -> tuple[bytes, bytes]:
    """Return what stands before and after the items."""
    feed = clean_feed(feed)
    document = feedgen_feed(feed).rss_str(xml_declaration=False)
    return split(document, b"</channel>", stylesheet_url=feed.stylesheet_url)


def feedgen_entry(entry: Entry) -> FeedEntry:
    """Return the feedgen entry that makes the ``item`` element of a clean entry."""
    filled = common_entry(entry)
    if entry.summary:
        # A description is HTML, a summary is text: "a < b" must not start a tag. For want of a
        # summary feedgen makes the content the description.
        filled.description(escape(entry.summary, quote=False), isSummary=True)
    _name_people(filled, entry)
    if entry.enclosures or entry.image:
        _enclose(filled, entry)
    if entry.podcast or entry.updated != entry.published:
        filled.register_extension("completion", RssItem, atom=False)
        updated = entry.updated if entry.updated != entry.published else None
        filled.completion.complete(updated=updated, podcast=entry.podcast)
    return filled


def feedgen_feed(feed: Feed) -> FeedGenerator:
    """Return the feedgen feed that makes the ``channel`` of a clean feed, without items."""
    shell = FeedGenerator()
    shell.title(feed.title)
    shell.description(feed.subtitle or feed.title)
    shell.updated(Instant.of(feed.updated))
    shell.generator("feedsvc")
    shell.docs("")
    shell.ttl(max(1, feed.fresh_seconds // _MINUTE))
    shell.language(feed.language)
    shell.copyright(feed.rights or None)
    if feed.image and _is_drawable(feed.image):
        shell.image(feed.image.url, **_size(feed.image))
    shell.link(href=feed.home_url, rel="alternate")
    shell.register_extension("completion", RssChannel, atom=False)
    shell.completion.complete(
        is_archive=bool(feed.archive_url), links=tuple(feed_links(feed, Format.RSS))
    )
    return shell


def _is_drawable(image: Picture) -> bool:
    """Whether the image may be one of the kinds that RSS lets in, as far as its name tells."""
    name = urlsplit(image.url).path.rpartition("/")[2]
    return "." not in name or name.rpartition(".")[2].lower() in _IMAGES


def _size(image: Picture) -> dict[str, str]:
    """Return the size at which the image is to be drawn, nothing where its own is not known."""
    if not (image.width and image.height):
        return {}
    shrunk = min(1, _WIDEST / image.width, _HIGHEST / image.height)
    width, height = round(image.width * shrunk), round(image.height * shrunk)
    return {"width": str(max(1, width)), "height": str(max(1, height))}


def _name_people(filled: FeedEntry, entry: Entry) -> None:
    """Name everybody as a creator: RSS wants an e-mail address in ``author``."""
    filled.register_extension("dc", DcEntryExtension, atom=False)
    filled.dc.dc_creator([person.name for person in entry.people])
    filled.dc.dc_language(entry.language)


def _enclose(filled: FeedEntry, entry: Entry) -> None:
    """Make the first enclosure the item's own, for readers take one; others are Media RSS."""
    if entry.enclosures:
        first = entry.enclosures[0]
        filled.enclosure(first.url, length=first.length, type=first.media_type)
    add_media(filled, entry.enclosures[1:], entry.image)
