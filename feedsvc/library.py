"""What pages show: the feeds as people see them listed, their entries, the articles."""

from dataclasses import dataclass

from feedsvc.catalog import feeds, gone, index, names, sites
from feedsvc.catalog.database import Connection
from feedsvc.catalog.feeds import Listing
from feedsvc.claims import fold
from feedsvc.model import ALL_FEED, Entry, Feed, FeedKey, FeedKind
from feedsvc.operations import Services
from feedsvc.pipeline.stated import site
from feedsvc.plan.feeds import Site, heading
from feedsvc.plan.feeds import feed as plan_feed


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """A feed in the directory: its name, its own address, how many entries, what lies below."""

    key: FeedKey
    label: str
    url: str
    entries: int
    children: tuple["Shelf", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """All feeds that hold entries: sections as a tree, tags and people by size."""

    all: Shelf
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
    base_url = services.settings.site.base_url
    return tuple(_shelf(listing, counts[listing.key], base_url) for listing in known)


def directory(services: Services) -> Directory:
    """Return every feed that holds entries."""
    known = shelves(services)
    held = [shelf for shelf in known if shelf.entries]
    return Directory(
        all=next(shelf for shelf in known if shelf.key == ALL_FEED),
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
        limit = services.settings.feeds.limit
        glimpses = index.newest(connection, listing.number, limit=limit)
        entries = index.load(connection, [each.id for each in glimpses])
        feed = plan_feed(
            key,
            _site(services, connection),
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
    identity = names.fold_section(name.split("/")) if kind is FeedKind.SECTION else fold(name)
    slug, folded = (FeedKey(kind=kind, slug=each) for each in (name, fold(name)))
    with services.database.reading() as connection:
        if feeds.listing(connection, slug):
            return slug
        if native := feeds.named(connection, kind, identity):
            return native
        return folded if feeds.listing(connection, folded) else None


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


def _shelf(listing: Listing, entries: int, base_url: str) -> Shelf:
    return Shelf(
        key=listing.key,
        label=listing.label,
        url=f"{base_url}/feeds/{listing.key.path}",
        entries=entries,
    )


def _by_size(shelves: list[Shelf], kind: FeedKind) -> tuple[Shelf, ...]:
    chosen = [shelf for shelf in shelves if shelf.key.kind is kind]
    return tuple(sorted(chosen, key=lambda shelf: (-shelf.entries, shelf.label)))


def _tree(shelves: list[Shelf], parent: str = "") -> tuple[Shelf, ...]:
    """Return the sections below *parent*, each with its own; a label shows the last level."""
    below = [shelf for shelf in shelves if shelf.key.slug.rpartition("/")[0] == parent]
    return tuple(
        Shelf(
            key=shelf.key,
            label=shelf.label.rsplit("/", 1)[-1],
            url=shelf.url,
            entries=shelf.entries,
            children=_tree(shelves, shelf.key.slug),
        )
        for shelf in below
    )
