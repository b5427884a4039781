"""What pages show: the feeds as people see them listed, their entries, the articles."""

from dataclasses import dataclass, replace

from feedsvc.catalog import archives, feeds, gone, index, sites
from feedsvc.catalog.database import Connection
from feedsvc.claims import fold, fold_section
from feedsvc.model import ALL_FEED, Entry, Feed, FeedKey, FeedKind, Format
from feedsvc.operations import Services
from feedsvc.pipeline.stated import choices, site
from feedsvc.plan.feeds import Site, heading
from feedsvc.plan.feeds import feed as plan_feed
from feedsvc.plan.options import Options


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """A feed in the directory: its name, its own address, how many entries, what lies below.

    ``language`` is known where the settings say it.
    """

    key: FeedKey
    label: str
    url: str
    entries: int
    formats: tuple[Format, ...] = tuple(Format)
    language: str | None = None
    children: tuple["Shelf", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """All feeds that hold entries: sections as a tree, tags and people by size, combinations."""

    all: Shelf
    saved: tuple[Shelf, ...]
    sections: tuple[Shelf, ...]
    tags: tuple[Shelf, ...]
    authors: tuple[Shelf, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPage:
    """A feed for people: the feed itself, its newest entries, what it is called, and its size."""

    feed: Feed
    entries: tuple[Entry, ...]
    heading: str
    total: int


def describe_site(services: Services) -> Site:
    """Return the site's name and addresses."""
    with services.database.reading() as connection:
        return _site(services, connection)


def shelves(services: Services) -> tuple[Shelf, ...]:
    """Return every open feed, a section with its whole path, sorted by kind and slug."""
    with services.database.reading() as connection:
        known, counts = feeds.listings(connection), feeds.counts(connection)
    site, chosen = services.settings.site, choices(services.settings)
    return tuple(
        Shelf(
            key=listing.key,
            label=listing.label,
            url=f"{site.base_url}/feeds/{listing.key.path}",
            entries=counts[listing.key],
            formats=(options := chosen.of(listing.key, listing.label)).formats,
            language=options.language or site.language or None,
        )
        for listing in known
    )


def directory(services: Services) -> Directory:
    """Return every feed that holds entries."""
    known = shelves(services)
    held = [shelf for shelf in known if shelf.entries]
    return Directory(
        all=next(shelf for shelf in known if shelf.key == ALL_FEED),
        saved=tuple(shelf for shelf in held if shelf.key.kind is FeedKind.SAVED),
        sections=_tree([shelf for shelf in held if shelf.key.kind is FeedKind.SECTION]),
        tags=_by_size(held, FeedKind.TAG),
        authors=_by_size(held, FeedKind.AUTHOR),
    )


def feed_page(services: Services, key: FeedKey) -> FeedPage | None:
    """Return the feed with the entries that its documents hold, or None if it never was."""
    with services.database.reading() as connection:
        listing = feeds.listing(connection, key)
        if listing is None:
            return None
        total = feeds.count(connection, listing.number)
        options = choices(services.settings).of(key, listing.label)
        glimpses = index.newest(connection, listing.number, limit=options.limit)
        entries = index.load(connection, [each.id for each in glimpses])
        feed = plan_feed(
            key,
            _site(services, connection),
            options,
            id=listing.id,
            label=listing.label,
            created_at=listing.created_at,
            entries=glimpses,
        )
    return FeedPage(
        feed=feed,
        entries=tuple(entries[each.id] for each in glimpses),
        heading=heading(key, listing.label),
        total=total,
    )


def options_of(services: Services, key: FeedKey, label: str) -> Options:
    """Return what is chosen for the feed called *label*: of a section, its whole path."""
    return choices(services.settings).of(key, label)


def article(services: Services, slug: str) -> Entry | None:
    """Return the entry with this slug if readers may see it."""
    with services.database.reading() as connection:
        return index.by_slug(connection, slug)


def has_feeds(services: Services) -> bool:
    """Tell whether a run has said by now which feeds there are."""
    with services.database.reading() as connection:
        return feeds.listing(connection, ALL_FEED) is not None


def find_feed(services: Services, kind: FeedKind, name: str) -> FeedKey | None:
    """Return the feed that people call *name*: by its slug, in their own script, in capitals.

    A section's has ``/`` between its levels. What this costs does not grow with the site.
    """
    identity = fold_section(name.split("/")) if kind is FeedKind.SECTION else fold(name)
    slug, folded = (FeedKey(kind=kind, slug=each) for each in (name, fold(name)))
    with services.database.reading() as connection:
        if feeds.listing(connection, slug):
            return slug
        if native := feeds.named(connection, kind, identity):
            return native
        return folded if feeds.listing(connection, folded) else None


def next_archive(services: Services, key: FeedKey) -> str | None:
    """Return what the next archive of the feed will be called, None before the first one."""
    with services.database.reading() as connection:
        listing = feeds.listing(connection, key)
        newest = archives.newest(connection, listing.number) if listing else None
        return newest.next_name if newest else None


def has_article(services: Services, slug: str) -> bool:
    """Tell whether readers may see an article with this slug."""
    with services.database.reading() as connection:
        return index.shows(connection, slug)


def had_article(services: Services, slug: str) -> bool:
    """Tell whether readers could once see an article with this slug, which is hidden now."""
    with services.database.reading() as connection:
        return gone.was_shown(connection, slug)


def _site(services: Services, connection: Connection) -> Site:
    return site(services.settings, sites.name(connection))


def _by_size(shelves: list[Shelf], kind: FeedKind) -> tuple[Shelf, ...]:
    chosen = [shelf for shelf in shelves if shelf.key.kind is kind]
    return tuple(sorted(chosen, key=lambda shelf: (-shelf.entries, shelf.label)))


def _tree(shelves: list[Shelf]) -> tuple[Shelf, ...]:
    """Return the sections at the top, each with its own; a label shows the last level."""
    below: dict[str, list[Shelf]] = {}
    for shelf in shelves:
        below.setdefault(shelf.key.slug.rpartition("/")[0], []).append(shelf)

    def branches(parent: str) -> tuple[Shelf, ...]:
        return tuple(
            replace(
                shelf,
                label=shelf.label.rsplit("/", 1)[-1],
                children=branches(shelf.key.slug),
            )
            for shelf in below.get(parent, ())
        )

    return branches("")
