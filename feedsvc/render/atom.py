"""Atom 1.0 (RFC 4287)."""

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator

from feedsvc.model import Entry, Feed, Format, Person, Role
from feedsvc.render.clean import clean_feed
from feedsvc.render.entries import add_media, common_entry
from feedsvc.render.extensions import (
    ATOM_NAMESPACES,
    AtomEntry,
    AtomFeed,
    Instant,
    serialised,
    split,
)
from feedsvc.render.links import feed_links
from feedsvc.render.text import iri

SEPARATOR = b"\n"


def render_entry(entry: Entry) -> bytes:
    """Return the ``entry`` element of a clean entry."""
    element = feedgen_entry(entry).atom_entry()
    return serialised(element, ATOM_NAMESPACES if entry.image else None)


def render_shell(feed: Feed) -> tuple[bytes, bytes]:
    """Return what stands before and after the entries."""
    feed = clean_feed(feed)
    document = feedgen_feed(feed).atom_str(xml_declaration=False)
    return split(document, b"</feed>", stylesheet_url=feed.stylesheet_url)


def feedgen_entry(entry: Entry) -> FeedEntry:
    """Return the feedgen entry that makes the ``entry`` element of a clean entry."""
    filled = common_entry(entry)
    filled.id(iri(entry.id))
    filled.updated(Instant.of(entry.updated))
    if entry.summary:
        filled.summary(entry.summary, type="text")
    _name_people(filled, entry)
    for enclosure in entry.enclosures:
        length = {"length": str(enclosure.length)} if enclosure.length else {}
        filled.link(href=enclosure.url, rel="enclosure", type=enclosure.media_type, **length)
    filled.register_extension("completion", AtomEntry, rss=False)
    filled.completion.complete(links=filled.link(), language=entry.language)
    if entry.image:
        add_media(filled, (), entry.image)
    return filled


def feedgen_feed(feed: Feed) -> FeedGenerator:
    """Return the feedgen feed that makes the ``feed`` element of a clean feed, without entries."""
    shell = FeedGenerator()
    shell.id(feed.id)
    shell.title(feed.title)
    shell.subtitle(feed.subtitle)
    shell.updated(Instant.of(feed.updated))
    # An entry without an author needs one from its feed (RFC 4287, section 4.1.1).
    shell.author(name=feed.title)
    shell.generator("feedsvc")
    shell.language(feed.language)
    shell.rights(feed.rights or None)
    shell.icon(feed.icon)
    shell.logo(feed.image.url if feed.image else None)
    shell.link([*feed_links(feed, Format.ATOM)])
    # The only alternate: there are readers that take the last one for the home page, whatever
    # its type (newsboat), and others that take the first.
    shell.link(href=feed.home_url, rel="alternate", type="text/html")
    shell.register_extension("completion", AtomFeed, rss=False)
    shell.completion.complete(is_archive=bool(feed.archive_url), tombstones=feed.tombstones)
    return shell


def _name_people(filled: FeedEntry, entry: Entry) -> None:
    """Name authors and contributors.

    Readers show authors and hardly ever contributors, so editors are the authors of an entry
    that has no other.
    """
    authors = [_person(person) for person in entry.people if person.role is Role.AUTHOR]
    editors = [_person(person) for person in entry.people if person.role is Role.EDITOR]
    filled.author(authors or editors)
    if authors:
        filled.contributor(editors)


def _person(person: Person) -> dict[str, str | None]:
    return {"name": person.name, "email": person.email, "uri": person.uri}
