"""The archives of a feed for people: which there are, what each holds."""

from dataclasses import dataclass

from feedsvc.catalog import archives, feeds, outlines
from feedsvc.catalog.database import Connection
from feedsvc.library.site import About, about_in
from feedsvc.library.slices import Slice
from feedsvc.model import Entry, Feed, FeedKey
from feedsvc.operations import Services
from feedsvc.pipeline.due import due_archive
from feedsvc.pipeline.stated import choices
from feedsvc.plan.feeds import heading


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivePage:
    """An archive of a feed for people: its name, its entries, the names of those beside it.

    ``feed`` is what the archive's documents say, with the addresses of the archives beside it.
    ``entries`` come without their contents.
    """

    about: About
    feed: Feed
    heading: str
    name: str
    entries: Slice[Entry]
    older: str | None
    newer: str | None


def archive_page(
    services: Services, key: FeedKey, name: str, *, number: int = 1, size: int
) -> ArchivePage | None:
    """Return a part of what the archive called *name* holds, None if there is no such archive."""
    with services.database.reading() as connection:
        listing = feeds.listing(connection, key)
        archive = listing and archives.printed(connection, listing.number, name)
        if not (listing and archive):
            return None
        options = choices(services.settings).of(key, listing.label)
        due = due_archive(connection, archive, options)
        part: Slice[Entry] = Slice((), number, size, len(due.window))
        ids = [each.id for each in due.window[part.start : part.start + size]]
        entries = outlines.of(connection, ids)
        older, newer = archives.beside(connection, listing.number, archive.number)
        about = about_in(services, connection)
    return ArchivePage(
        about=about,
        feed=due.feed(about.site),
        heading=heading(key, listing.label),
        name=name,
        entries=Slice(tuple(entries[id_] for id_ in ids), number, size, part.total),
        older=older,
        newer=newer,
    )


def archives_of(
    services: Services, key: FeedKey, *, number: int = 1, size: int
) -> Slice[str] | None:
    """Return a part of the names of the feed's archives, newest first; None if it never was."""
    with services.database.reading() as connection:
        return archives_in(connection, key, number=number, size=size)


def archives_in(
    connection: Connection, key: FeedKey, *, number: int = 1, size: int
) -> Slice[str] | None:
    """Return a part of the names of the feed's archives, in a view of the catalog that is open."""
    listing = feeds.listing(connection, key)
    if listing is None:
        return None
    start = (number - 1) * size
    names, total = archives.printed_names(connection, listing.number, start=start, size=size)
    return Slice(names, number, size, total)


def next_archive(services: Services, key: FeedKey) -> str | None:
    """Return what the next archive of the feed will be called, None before the first one."""
    with services.database.reading() as connection:
        listing = feeds.listing(connection, key)
        newest = archives.newest(connection, listing.number) if listing else None
        return newest.next_name if newest else None
