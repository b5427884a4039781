"""What has to be made anew: a feed, or an archive of one, with all that its documents will say."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from feedsvc.catalog import archives, departures, index
from feedsvc.catalog.archives import Archive
from feedsvc.catalog.database import Connection
from feedsvc.catalog.feeds import Held, Holding, Listing
from feedsvc.model import DocumentKey, Feed, Glimpse, Tombstone, archive_path
from feedsvc.plan.feeds import Site
from feedsvc.plan.feeds import feed as plan_feed
from feedsvc.plan.options import Options


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What stands around entries: which archive this is, those beside it, what is gone."""

    archive: str | None = None
    previous: str | None = None
    next: str | None = None
    tombstones: tuple[Tombstone, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Documents to make, and what they hold so far.

    ``window`` are the entries that they are to hold, ``holds`` the same as they will be noted,
    ``held`` those that they hold, None where nothing of them can be used.
    """

    listing: Listing
    options: Options
    window: tuple[Glimpse, ...]
    holds: tuple[Holding, ...]
    held: tuple[Holding, ...] | None
    surroundings: Surroundings = field(default_factory=Surroundings)
    was_around: str | None = None
    number: int | None = None

    @property
    def keys(self) -> tuple[DocumentKey, ...]:
        """The documents."""
        key, archive = self.listing.key, self.surroundings.archive
        return DocumentKey.of(key, self.options.formats, archive=archive)

    @property
    def around(self) -> str:
        """What ``was_around`` will be."""
        return repr(self.surroundings)

    @property
    def is_as_held(self) -> bool:
        """Whether the documents hold all that already."""
        return self.holds == self.held and self.around == self.was_around

    def without(self, ids: Collection[str]) -> "Due":
        """Return the same without the entries *ids*."""
        if not any(id_ in ids for id_, _ in self.holds):
            return self
        return replace(
            self,
            window=tuple(each for each in self.window if each.id not in ids),
            holds=tuple(each for each in self.holds if each[0] not in ids),
        )

    def first(self, count: int) -> "Due":
        """Return the same with the newest *count* entries only."""
        return replace(self, window=self.window[:count], holds=self.holds[:count])

    def feed(self, site: Site) -> Feed:
        """Return the feed that the documents show."""
        around = self.surroundings
        planned = plan_feed(
            self.listing.key,
            site,
            self.options,
            id=self.listing.id,
            label=self.listing.label,
            created_at=self.listing.created_at,
            entries=self.window,
        )
        return replace(
            planned,
            archive_url=self._url(site, around.archive),
            previous_url=self._url(site, around.previous),
            next_url=self._url(site, around.next),
            tombstones=around.tombstones,
        )

    def _url(self, site: Site, archive: str | None) -> str | None:
        path = archive and archive_path(self.listing.key, archive)
        return f"{site.base_url}/feeds/{path}" if path else None


def due_feed(
    connection: Connection,
    listing: Listing,
    options: Options,
    held: Held | None,
    *,
    seen: dict[str, Glimpse],
    left: Collection[int],
) -> Due:
    """Return what the documents of a feed are to show.

    What feeds share is in *seen* once; *left* are the numbers of those that something left.
    """
    newest = index.newest(connection, listing.number, limit=options.limit)
    since = newest[-1].published if len(newest) == options.limit else None
    archive = archives.newest(connection, listing.number) if options.archives else None
    late = (
        archives.late_ones(connection, listing.number, since=since, limit=options.limit)
        if archive
        else ()
    )
    if late:
        both = {each.id: each for each in (*newest, *index.glimpses(connection, late))}
        newest = tuple(sorted(both.values(), key=index.in_order))
    window = tuple([seen.setdefault(each.id, each) for each in newest])
    return Due(
        listing=listing,
        options=options,
        window=window,
        holds=tuple([(each.id, each.version) for each in window]),
        held=held.entries if held else None,
        surroundings=Surroundings(
            previous=archive.name if archive else None,
            tombstones=departures.newest(
                connection, listing.number, since=since, limit=options.limit
            )
            if listing.number in left
            else (),
        ),
        was_around=held.around if held else None,
    )


def due_archive(connection: Connection, archive: Archive, options: Options) -> Due:
    """Return what the documents of an archive are to show.

    What they hold stays as it is there, whatever it has become since.
    """
    window = index.glimpses(connection, archive.ids)
    versions = dict(archive.held or ())
    return Due(
        listing=archive.listing,
        options=options,
        window=window,
        holds=tuple([(each.id, versions.get(each.id, each.version)) for each in window]),
        held=archive.held,
        surroundings=Surroundings(
            archive=archive.name, previous=archive.previous_name, next=archive.next_name
        ),
        number=archive.number,
    )
