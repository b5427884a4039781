"""The feeds: which there are, what they are called, which have to be rendered."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Integer, RowMapping, Select, Table, bindparam, select, update

from feedsvc.catalog.batches import batches
from feedsvc.catalog.database import Connection
from feedsvc.catalog.pairs import one_of
from feedsvc.catalog.schema import feeds
from feedsvc.model import FeedKey, FeedKind

# What a listing is made of.
_LISTED = (
    *(feeds.c.number, feeds.c.kind, feeds.c.slug, feeds.c.id, feeds.c.label),
    *(feeds.c.created_at, feeds.c.entries),
)
# The id and the version of an entry in a feed's documents, in the order in which they show it.
Holding = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Held:
    """What the documents of a feed hold: entries, and around these what they bring about."""

    entries: tuple[Holding, ...]
    around: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What the catalog knows of a feed; ``entries`` is how many readers may see in it."""

    number: int
    key: FeedKey
    id: str
    label: str
    created_at: datetime
    entries: int


def listings(connection: Connection) -> tuple[Listing, ...]:
    """Return the open feeds, sorted by kind and slug."""
    return tuple(map(listed, connection.execute(_open(*_LISTED)).mappings()))


def stale(connection: Connection) -> Iterator[tuple[Listing, Held | None]]:
    """Yield the open feeds that have to be rendered, and what their documents hold.

    Of feeds whose documents have to be made anew that is None.
    """
    for row in connection.execute(_open(feeds).where(feeds.c.stale)).mappings():
        held = row[feeds.c.held]
        yield listed(row), None if held is None else Held(_holdings(held), row[feeds.c.around])


def held(connection: Connection, number: int) -> tuple[Holding, ...]:
    """Return which entries are in the documents of the feed, none where those are to be made."""
    kept = connection.scalar(select(feeds.c.held).where(feeds.c.number == number))
    return _holdings(kept or "[]")


def listing(connection: Connection, key: FeedKey) -> Listing | None:
    """Return one open feed, or None if there never was such a one."""
    where = (feeds.c.opened, feeds.c.kind == key.kind, feeds.c.slug == key.slug)
    row = connection.execute(select(*_LISTED).where(*where)).mappings().one_or_none()
    return None if row is None else listed(row)


def named(connection: Connection, kind: FeedKind, identity: str) -> FeedKey | None:
    """Return the feed of the section, tag or person with this folded name."""
    query = select(feeds.c.slug).where(
        feeds.c.opened, feeds.c.kind == kind, feeds.c.identity == identity
    )
    slug = connection.scalar(query)
    return None if slug is None else FeedKey(kind=kind, slug=slug)


def numbers(connection: Connection, keys: Collection[FeedKey]) -> dict[FeedKey, int]:
    """Return the number of each of the feeds *keys*."""
    query = select(feeds.c.kind, feeds.c.slug, feeds.c.number)
    return {
        FeedKey(kind=FeedKind(kind), slug=slug): number
        for batch in batches([(key.kind, key.slug) for key in keys])
        for kind, slug, number in connection.execute(
            query.where(one_of(feeds.c.kind, feeds.c.slug, batch))
        )
    }


def open_and_mark_stale(connection: Connection, chosen: Collection[int]) -> None:
    """Mark feeds that now hold an entry; the first one opens a feed to readers."""
    _update(connection, chosen, opened=True, stale=True)


def recount(connection: Connection, gained: Mapping[int, int]) -> None:
    """Note how many entries more feeds hold, by number."""
    rows = [{"its": number, "more": more} for number, more in gained.items() if more]
    if rows:
        chosen = update(feeds).where(feeds.c.number == bindparam("its"))
        held = feeds.c.entries + bindparam("more", type_=Integer)
        connection.execute(chosen.values(entries=held), rows)


def mark_stale(connection: Connection, chosen: Collection[int]) -> None:
    """Mark feeds whose entries changed."""
    _update(connection, chosen, stale=True)


def mark_lost(connection: Connection, chosen: Collection[int]) -> None:
    """Mark feeds whose documents have to be made anew, whatever their entries."""
    _update(connection, chosen, stale=True, held=None)


def mark_all_lost(connection: Connection) -> None:
    """Mark every open feed as one whose documents have to be made anew."""
    connection.execute(update(feeds).where(feeds.c.opened).values(stale=True, held=None))


def mark_fresh(connection: Connection, held: Mapping[int, Held]) -> None:
    """Note that the documents of these feeds are written, and what they hold."""
    rows = [
        {"its": number, "held": json.dumps(each.entries), "around": each.around}
        for number, each in held.items()
    ]
    if rows:
        chosen = update(feeds).where(feeds.c.number == bindparam("its"))
        values = {"stale": False, "held": bindparam("held"), "around": bindparam("around")}
        connection.execute(chosen.values(values), rows)


def _update(connection: Connection, chosen: Collection[int], **values: bool | None) -> None:
    for batch in batches(sorted(chosen)):
        connection.execute(update(feeds).where(feeds.c.number.in_(batch)).values(**values))


def _holdings(written: str) -> tuple[Holding, ...]:
    return tuple((id_, version) for id_, version in json.loads(written))


def _open(*columns: Column[Any] | Table) -> Select[Any]:
    return select(*columns).where(feeds.c.opened).order_by(feeds.c.kind, feeds.c.slug)


def listed(row: RowMapping) -> Listing:
    """Return what a row with the columns of a feed says."""
    return Listing(
        number=row[feeds.c.number],
        key=FeedKey(kind=FeedKind(row[feeds.c.kind]), slug=row[feeds.c.slug]),
        id=row[feeds.c.id],
        label=row[feeds.c.label],
        created_at=row[feeds.c.created_at],
        entries=row[feeds.c.entries],
    )
