"""Feeds that nobody planned: what stands in several feeds at once, put together when asked for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from feedsvc import press
from feedsvc.catalog import feeds, index, intersections, sites
from feedsvc.catalog.database import Connection
from feedsvc.catalog.feeds import Listing
from feedsvc.catalog.names import feed_id
from feedsvc.model import Entry, FeedKey, FeedKind, Format, Glimpse, Rejection
from feedsvc.operations import Services
from feedsvc.pipeline.stated import choices, site
from feedsvc.plan import feeds as plan
from feedsvc.plan.options import Options
from feedsvc.render import render_shell
from feedsvc.validity import check_document

# What one document may cost: the entries in it, and those of the smallest feed that are looked at.
MOST_ENTRIES = 100
DEPTH = 20_000

# The order of kinds in an address.
_KINDS = (FeedKind.SECTION, FeedKind.TAG, FeedKind.AUTHOR)


@dataclass(frozen=True, slots=True)
class Printed:
    """The bytes of a document and for how many seconds they may be kept."""

    body: bytes
    fresh_seconds: int


def canonical(keys: Iterable[FeedKey]) -> tuple[FeedKey, ...]:
    """Return the feeds that say it all, in the one order that their address has.

    What stands in a section also stands in those above it, so those say nothing.
    """
    named = set(keys)
    sections = [key.slug for key in named if key.kind is FeedKind.SECTION]
    telling = (
        key
        for key in named
        if key.kind is not FeedKind.SECTION
        or not any(slug.startswith(f"{key.slug}/") for slug in sections)
    )
    return tuple(sorted(telling, key=lambda key: (_KINDS.index(key.kind), key.slug)))


def path_of(keys: Sequence[FeedKey]) -> str:
    """Return the path of an intersection below ``/feeds/``, without extension."""
    return "/".join(key.path for key in keys)


def document(services: Services, keys: Sequence[FeedKey], format: Format) -> Printed | None:
    """Return the document of the newest entries that stand in all of the feeds, None if none does.

    It is printed by the rules for all documents: an entry that would break it is left out.
    """
    settings = services.settings
    with services.database.reading() as connection:
        listings = [each for key in keys if (each := feeds.listing(connection, key))]
        if len(listings) < len(keys):
            return None
        options = _options(services, listings)
        glimpses, entries = _newest(connection, listings, options)
        where = site(settings, sites.name(connection))
    fragments = _fragments(entries, format, full=options.full)
    held = [each for each in glimpses if each.id in fragments]
    if not held:
        return None
    feed = plan.intersection(
        [(each.key, each.label) for each in listings],
        where,
        options,
        id=feed_id(settings.site.id_authority, path_of(keys)),
        url=f"{settings.site.base_url}/feeds/{path_of(keys)}",
        entries=held,
    )
    shell = render_shell(feed, format)
    if press.first_error(check_document(shell.around(()), format)):
        return None
    body = shell.around(press.that_fit(shell, [fragments[each.id] for each in held]))
    return Printed(body, feed.fresh_seconds)


def _newest(
    connection: Connection, listings: Sequence[Listing], options: Options
) -> tuple[tuple[Glimpse, ...], dict[str, Entry]]:
    numbers = [each.number for each in listings]
    found = intersections.newest(connection, numbers, limit=options.limit, depth=DEPTH)
    return found, index.load(connection, [each.id for each in found])


def _options(services: Services, listings: Iterable[Listing]) -> Options:
    """Return what is chosen for every feed; what one of *listings* does not tell, this does not."""
    chosen = choices(services.settings)
    of_each = [chosen.of(each.key, each.label) for each in listings]
    return replace(
        chosen.every,
        limit=min(chosen.every.limit, MOST_ENTRIES),
        full=all(each.full for each in of_each),
    )


def _fragments(entries: dict[str, Entry], format: Format, *, full: bool) -> dict[str, bytes]:
    """Return the bytes of each entry that would break no document."""
    rendered = {id_: press.fragments(entry, full=full) for id_, entry in entries.items()}
    return {
        id_: found[format] for id_, found in rendered.items() if not isinstance(found, Rejection)
    }
