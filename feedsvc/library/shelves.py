"""The feeds as people see them listed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from feedsvc.catalog import shown
from feedsvc.catalog.database import Connection
from feedsvc.catalog.shown import Shown
from feedsvc.library.slices import Slice
from feedsvc.model import ALL_FEED, FeedKey, FeedKind, Format
from feedsvc.operations import Services
from feedsvc.pipeline.stated import choices

_ALL_OF_THEM = 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """A feed in a list: its name, its address without extension, how many entries it holds.

    ``label`` is of a section its whole path (``中国品牌/企业党建``), ``name`` the last level.
    ``newest`` is when the newest entry was published, None without one. ``language`` is known
    where the settings say it. ``children`` are the sections right below one, in a tree.
    """

    key: FeedKey
    label: str
    url: str
    entries: int
    newest: datetime | None = None
    formats: tuple[Format, ...] = tuple(Format)
    language: str | None = None
    children: tuple["Shelf", ...] = ()

    @property
    def name(self) -> str:
        """What people call it where the sections around it are in sight."""
        return self.label.rpartition("/")[2] if self.key.kind is FeedKind.SECTION else self.label


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """The feeds that hold entries: sections as a tree, tags and people by size, saved ones.

    Each list is a slice of all there are; that of sections counts those in its branches too.
    """

    all: Shelf
    sections: Slice[Shelf]
    tags: Slice[Shelf]
    authors: Slice[Shelf]
    saved: Slice[Shelf]


def shelves(services: Services) -> tuple[Shelf, ...]:
    """Return every open feed, sorted by kind and slug."""
    with services.database.reading() as connection:
        return shelved(services, shown.every(connection))


def every_feed(services: Services) -> Directory:
    """Return every feed that holds entries, however many there are."""
    every = _ALL_OF_THEM
    return directory(services, sections=every, tags=every, authors=every, saved=every)


def directory(
    services: Services, *, sections: int, tags: int, authors: int, saved: int
) -> Directory:
    """Return the feeds that hold entries, at most so many of each kind."""
    with services.database.reading() as connection:
        return directory_in(
            services, connection, sections=sections, tags=tags, authors=authors, saved=saved
        )


def directory_in(
    services: Services,
    connection: Connection,
    *,
    sections: int,
    tags: int,
    authors: int,
    saved: int,
) -> Directory:
    """Return the feeds that hold entries, in a view of the catalog that is open."""
    totals = shown.totals(connection)

    def first(kind: FeedKind, size: int) -> Slice[Shelf]:
        total = totals[kind]
        items = _part(services, connection, kind, start=0, size=size) if size and total else ()
        return Slice(items, 1, size, total)

    return Directory(
        all=_whole(services, connection),
        sections=first(FeedKind.SECTION, sections),
        tags=first(FeedKind.TAG, tags),
        authors=first(FeedKind.AUTHOR, authors),
        saved=first(FeedKind.SAVED, saved),
    )


def kinds(services: Services) -> tuple[FeedKind, ...]:
    """Return the kinds of which there are feeds that hold entries."""
    with services.database.reading() as connection:
        totals = shown.totals(connection)
    return tuple(kind for kind in FeedKind if totals[kind])


def listing(services: Services, kind: FeedKind, *, number: int = 1, size: int) -> Slice[Shelf]:
    """Return a part of all feeds of one kind that hold entries.

    Sections come as a tree (the first ones of a part with what they lie in), others by size.
    """
    with services.database.reading() as connection:
        part: Slice[Shelf] = Slice((), number, size, shown.totals(connection)[kind])
        if not (part.total and part.is_there):
            return part
        return replace(part, items=_part(services, connection, kind, start=part.start, size=size))


def named_feeds(services: Services, keys: Sequence[FeedKey]) -> tuple[Shelf, ...]:
    """Return those of the feeds *keys* that are there, in the order given."""
    wanted = list(dict.fromkeys(keys))
    if not wanted:
        return ()
    with services.database.reading() as connection:
        found = shown.named(connection, wanted)
    return shelved(services, (found[key] for key in wanted if key in found))


def shelved(services: Services, found: Iterable[Shown]) -> tuple[Shelf, ...]:
    """Return feeds that the catalog found as lists show them, in the same order."""
    site, chosen = services.settings.site, choices(services.settings)
    return tuple(
        Shelf(
            key=each.key,
            label=each.label,
            url=f"{site.base_url}/feeds/{each.key.path}",
            entries=each.entries,
            newest=each.newest,
            formats=(options := chosen.of(each.key, each.label)).formats,
            language=options.language or site.language or None,
        )
        for each in found
    )


def tree(sections: Sequence[Shelf]) -> tuple[Shelf, ...]:
    """Return the sections at the top, each with those below it.

    *sections* come with each before those that lie in it. One whose own section is not among them
    lies in the nearest one that is.
    """
    known = {shelf.key.slug for shelf in sections}
    below: dict[str, list[Shelf]] = {}
    # From the end on, whatever lies in a section is complete when its turn comes.
    for shelf in reversed(sections):
        children = tuple(reversed(below.pop(shelf.key.slug, ())))
        parent = next((slug for slug in _above(shelf.key.slug) if slug in known), "")
        below.setdefault(parent, []).append(replace(shelf, children=children))
    return tuple(reversed(below.get("", ())))


def _part(
    services: Services, connection: Connection, kind: FeedKind, *, start: int, size: int
) -> tuple[Shelf, ...]:
    if kind is not FeedKind.SECTION:
        return shelved(services, shown.by_size(connection, kind, start=start, size=size))
    found = shown.in_tree(connection, start=start, size=size)
    if start and found:
        # What all others lie in, and what is not here, is above the first one.
        up = [FeedKey(kind=kind, slug=slug) for slug in _above(found[0].key.slug)]
        above = shown.named(connection, up)
        found = (*(above[key] for key in reversed(up) if key in above), *found)
    return tree(shelved(services, found))


def _above(slug: str) -> Iterator[str]:
    """Yield the slugs of the sections that one lies in, from the nearest up."""
    while slug := slug.rpartition("/")[0]:
        yield slug


def _whole(services: Services, connection: Connection) -> Shelf:
    """Return the feed of the whole site, which is empty until a run has made it."""
    if found := shown.named(connection, [ALL_FEED]):
        return shelved(services, found.values())[0]
    url = f"{services.settings.site.base_url}/feeds/{ALL_FEED.path}"
    return Shelf(key=ALL_FEED, label="", url=url, entries=0)
