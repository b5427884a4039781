"""A feed for people: its entries, its archives, what lies near it."""

from collections import Counter
from collections.abc import Set
from dataclasses import dataclass

from feedsvc.catalog import archives, feeds, outlines, shown
from feedsvc.catalog.database import Connection
from feedsvc.library.shelves import Shelf, shelved
from feedsvc.library.site import About, about_in
from feedsvc.library.slices import Slice
from feedsvc.model import Category, Entry, Feed, FeedKey, FeedKind
from feedsvc.operations import Services
from feedsvc.pipeline.due import due_feed
from feedsvc.pipeline.stated import choices
from feedsvc.plan.feeds import heading

# So many names of archives, sections right below and categories a feed's page has at most.
_ARCHIVES, _BELOW, _CATEGORIES = 12, 40, 12


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPage:
    """A feed for people.

    ``heading`` is what it is called beside the site's name, ``held`` how many of its newest
    entries its documents hold, ``archives`` the names of its newest archives, newest first.
    ``entries`` come without their contents. ``above`` are the sections that a section lies in,
    from the top down, ``below`` the largest of those right below it; ``tags`` and ``sections`` are
    those that its entries on this page have most often, without those above and below.
    """

    about: About
    feed: Feed
    heading: str
    entries: Slice[Entry]
    held: int
    archives: Slice[str]
    above: tuple[Shelf, ...]
    below: tuple[Shelf, ...]
    sections: tuple[Category, ...]
    tags: tuple[Category, ...]


def feed_page(services: Services, key: FeedKey, *, number: int = 1, size: int) -> FeedPage | None:
    """Return a part of the feed's entries with what belongs to it, None if it never was."""
    with services.database.reading() as connection:
        return feed_page_in(services, connection, key, number=number, size=size)


def feed_page_in(
    services: Services, connection: Connection, key: FeedKey, *, number: int = 1, size: int
) -> FeedPage | None:
    """Return a part of the feed's entries, in a view of the catalog that is open."""
    listing = feeds.listing(connection, key)
    if listing is None:
        return None
    options = choices(services.settings).of(key, listing.label)
    about = about_in(services, connection)
    due = due_feed(connection, listing, options, None, seen={}, left=())
    part: Slice[Entry] = Slice((), number, size, listing.entries)
    entries: tuple[Entry, ...] = ()
    # To find that there are not so many, all of them would be counted off.
    if part.is_there:
        entries = outlines.part(connection, listing.number, start=part.start, size=size)
    names, printed = archives.printed_names(connection, listing.number, start=0, size=_ARCHIVES)
    above, below = _around(services, connection, key)
    return FeedPage(
        about=about,
        feed=due.feed(about.site),
        heading=heading(key, listing.label),
        entries=Slice(entries, number, size, listing.entries),
        held=min(listing.entries, options.limit),
        archives=Slice(names, 1, _ARCHIVES, printed),
        above=above,
        below=below,
        sections=_most_common(entries, FeedKind.SECTION, {key, *_keys(above), *_keys(below)}),
        tags=_most_common(entries, FeedKind.TAG, {key}),
    )


def _around(
    services: Services, connection: Connection, key: FeedKey
) -> tuple[tuple[Shelf, ...], tuple[Shelf, ...]]:
    """Return the sections above and right below a section; other feeds have none."""
    if key.kind is not FeedKind.SECTION:
        return (), ()
    found = shelved(services, shown.around(connection, key.slug, most=_BELOW))
    above = [each for each in found if key.slug.startswith(f"{each.key.slug}/")]
    below = [each for each in found if each not in above]
    return tuple(sorted(above, key=lambda each: len(each.key.slug))), tuple(below)


def _keys(shelves: tuple[Shelf, ...]) -> tuple[FeedKey, ...]:
    return tuple(shelf.key for shelf in shelves)


def _most_common(
    entries: tuple[Entry, ...], kind: FeedKind, but: Set[FeedKey], most: int = _CATEGORIES
) -> tuple[Category, ...]:
    found = (category for entry in entries for category in entry.categories)
    counts = Counter(each for each in found if each.kind is kind)
    others = [each for each in counts if FeedKey(kind=kind, slug=each.slug) not in but]
    return tuple(sorted(others, key=lambda each: (-counts[each], each.slug))[:most])
