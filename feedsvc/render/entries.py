"""Filling feedgen's entry with what Atom and RSS have in common."""

from collections.abc import Iterable

from feedgen.entry import FeedEntry
from feedgen.ext.media import MediaEntryExtension

from feedsvc.model import Category, Enclosure, Entry, Picture
from feedsvc.render.extensions import ITUNES, Instant

_DOCUMENTS = ("application/pdf", "application/epub+zip")


def common_entry(entry: Entry) -> FeedEntry:
    """Return a feedgen entry with identity, title, date, address, content and categories."""
    filled = FeedEntry()
    filled.id(entry.id)
    filled.title(entry.title)
    filled.published(Instant.of(entry.published))
    filled.link(href=entry.url, rel="alternate", type="text/html")
    if entry.content:
        filled.content(entry.content, type="html")
    filled.category([_category(category) for category in entry.categories])
    if entry.podcast:
        filled.category([_podcast_category(name) for name in entry.podcast.categories])
    return filled


def add_media(filled: FeedEntry, enclosures: Iterable[Enclosure], image: Picture | None) -> None:
    """Add *enclosures* and the lead picture as Media RSS.

    Readers that show pictures beside titles look for a thumbnail, those that gather the media of
    an entry for contents; few look for both.
    """
    contents = [_content(enclosure) for enclosure in enclosures]
    if not (contents or image):
        return
    filled.register_extension("media", MediaEntryExtension)
    if image and all(content["url"] != image.url for content in contents):
        filled.media.content(**_picture(image), medium="image", group=None)
    for content in contents:
        filled.media.content(**content, group=None)
    if image:
        filled.media.thumbnail(**_picture(image), group=None)


def _podcast_category(name: str) -> dict[str, str]:
    return {"term": name, "scheme": ITUNES, "label": name}


def _content(enclosure: Enclosure) -> dict[str, str]:
    facts = {
        "url": enclosure.url,
        "fileSize": enclosure.length,
        "type": enclosure.media_type,
        "medium": _medium(enclosure.media_type),
        "duration": enclosure.duration,
        "width": enclosure.width,
        "height": enclosure.height,
    }
    return {name: str(value) for name, value in facts.items() if value}


def _medium(media_type: str) -> str | None:
    """Return the kind of medium by Media RSS, None where it has no word for it."""
    if media_type in _DOCUMENTS:
        return "document"
    kind = media_type.partition("/")[0]
    return kind if kind in ("image", "audio", "video") else None


def _picture(image: Picture) -> dict[str, str]:
    facts = {"url": image.url, "width": image.width, "height": image.height}
    return {name: str(value) for name, value in facts.items() if value}


def _category(category: Category) -> dict[str, str]:
    return {"term": category.term, "scheme": category.scheme, "label": category.label}
