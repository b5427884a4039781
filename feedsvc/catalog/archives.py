"""The archives of feeds (RFC 5005, section 4): what each holds, and what has yet to be archived."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import (
    ColumnElement,
    RowMapping,
    and_,
    bindparam,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    tuple_,
    update,
)

from feedsvc.catalog.batches import batches, insert_many
from feedsvc.catalog.database import Connection
from feedsvc.catalog.feeds import Holding, Listing, listed
from feedsvc.catalog.schema import archives, entries, feeds, late, memberships
from feedsvc.model import Waiting

_BEFORE = archives.alias()
# Archives, each with its feed and the one before it.
_ARCHIVES = (
    select(archives, feeds, _BEFORE.c.name.label("previous_name"))
    .join_from(archives, feeds, feeds.c.number == archives.c.feed)
    .outerjoin(
        _BEFORE,
        and_(_BEFORE.c.feed == archives.c.feed, _BEFORE.c.number == archives.c.number - 1),
    )
)
# So many ids at most are looked for by the database.
_FEW = 8
# Where an entry stands in its feed: see the table of memberships.
Place = tuple[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """An archive that has to be printed.

    ``ids`` are what it is to hold, newest first, ``held`` what its documents hold, None where
    those have to be made anew.
    """

    listing: Listing
    number: int
    name: str
    previous_name: str | None
    next_name: str
    ids: tuple[str, ...]
    held: tuple[Holding, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Newest:
    """The newest archive of a feed, and what the one after it will be called."""

    number: int
    name: str
    next_name: str


def newest(connection: Connection, feed: int) -> Newest | None:
    """Return the newest archive of the feed, None before the first one."""
    query = select(archives.c.number, archives.c.name, archives.c.next_name)
    row = connection.execute(
        query.where(archives.c.feed == feed).order_by(archives.c.number.desc()).limit(1)
    ).one_or_none()
    return row and Newest(number=row.number, name=row.name, next_name=row.next_name)


def heaviest(connection: Connection) -> int:
    """Return the weight of the heaviest entry."""
    return connection.scalar(select(func.max(entries.c.weight))) or 0


def is_longer(connection: Connection, feed: int, limit: int) -> bool:
    """Tell whether the feed holds more than *limit* entries."""
    query = select(literal(1)).where(memberships.c.feed == feed).offset(limit).limit(1)
    return connection.scalar(query) is not None


def is_heavier(connection: Connection, feed: int, limit: int) -> bool:
    """Tell whether the entries of the feed weigh more than *limit* together."""
    query = select(func.sum(entries.c.weight)).join_from(
        memberships, entries, memberships.c.entry_id == entries.c.id
    )
    return (connection.scalar(query.where(memberships.c.feed == feed)) or 0) > limit


def waiting(connection: Connection, feed: int, *, most: int) -> list[Waiting]:
    """Return what the feed has yet to archive, oldest first, of no more than *most* weight each."""
    place = select(feeds.c.archived_rank, feeds.c.archived_id).where(feeds.c.number == feed)
    rank, id_ = connection.execute(place).one()
    found = select(memberships.c.entry_id, memberships.c.rank, entries.c.weight).join_from(
        memberships, entries, memberships.c.entry_id == entries.c.id
    )
    found = found.where(memberships.c.feed == feed, entries.c.weight <= most)
    if rank is not None:
        found = found.where(tuple_(memberships.c.rank, memberships.c.entry_id) < tuple_(rank, id_))
    oldest_first = (memberships.c.rank.desc(), memberships.c.entry_id.desc())
    in_turn = [
        Waiting(id=id_, published=_published(rank), weight=weight, is_late=False)
        for id_, rank, weight in connection.execute(found.order_by(*oldest_first))
    ]
    return [*_waiting_late(connection, feed, most), *in_turn]


def _waiting_late(connection: Connection, feed: int, most: int) -> list[Waiting]:
    """Return what waits because it came late, oldest first.

    Asked together with the memberships, these would be walked through from one end to the other.
    """
    ids = connection.scalars(select(late.c.entry_id).where(late.c.feed == feed, late.c.waiting))
    query = select(entries.c.id, entries.c.published, entries.c.weight)
    query = query.where(entries.c.weight <= most)
    found = [
        Waiting(id=id_, published=published, weight=weight, is_late=True)
        for batch in batches(list(ids))
        for id_, published, weight in connection.execute(query.where(entries.c.id.in_(batch)))
    ]
    return sorted(found, key=lambda each: (each.published, each.id))


def _published(rank: int) -> datetime:
    return datetime.fromtimestamp(-rank, UTC)


def late_ones(
    connection: Connection, feed: int, *, since: datetime | None, limit: int
) -> tuple[str, ...]:
    """Return the ids of what came late to the feed and has yet to be seen there.

    That is what waits for an archive, and of the rest the newest *limit* that came *since* then.
    """
    waits = select(late.c.entry_id).where(late.c.feed == feed, late.c.waiting)
    came = select(late.c.entry_id).where(late.c.feed == feed, late.c.waiting.is_(False))
    if since is not None:
        came = came.where(late.c.at >= since)
    came = came.order_by(late.c.at.desc(), late.c.entry_id).limit(limit)
    return (*connection.scalars(waits), *connection.scalars(came))


def close(
    connection: Connection, feed: int, number: int, name: str, next_name: str, held: list[Waiting]
) -> None:
    """Begin an archive of what waited, oldest first; it has yet to be printed."""
    connection.execute(
        insert(archives).values(
            feed=feed,
            number=number,
            name=name,
            next_name=next_name,
            stale=True,
            entries=json.dumps([each.id for each in reversed(held)]),
        )
    )
    came_late = [each.id for each in held if each.is_late]
    for batch in batches(came_late):
        chosen = and_(late.c.feed == feed, late.c.entry_id.in_(batch))
        connection.execute(update(late).where(chosen).values(waiting=False))
    in_turn = [each for each in held if not each.is_late]
    if in_turn:
        place = {
            "archived_rank": -int(in_turn[-1].published.timestamp()),
            "archived_id": in_turn[-1].id,
        }
        connection.execute(update(feeds).where(feeds.c.number == feed).values(**place))


def reached(connection: Connection, chosen: Collection[int]) -> dict[int, Place]:
    """Return how far the archives of those of the feeds *chosen* go that have any, by number."""
    query = select(feeds.c.number, feeds.c.archived_rank, feeds.c.archived_id)
    query = query.where(feeds.c.archived_rank.is_not(None))
    return {
        number: (rank, id_)
        for batch in batches(sorted(chosen))
        for number, rank, id_ in connection.execute(query.where(feeds.c.number.in_(batch)))
    }


def note_late(connection: Connection, came: Iterable[tuple[int, str]], at: datetime) -> None:
    """Remember entries that come late to a feed now, by the feed's number and their id."""
    rows = [{"feed": feed, "entry_id": id_, "at": at, "waiting": True} for feed, id_ in came]
    for batch in batches([(row["feed"], row["entry_id"]) for row in rows]):
        connection.execute(delete(late).where(tuple_(late.c.feed, late.c.entry_id).in_(batch)))
    insert_many(connection, late, rows)


def forget_late(connection: Connection, left: Iterable[tuple[int, str]]) -> None:
    """Let entries wait no more that left a feed."""
    for batch in batches(sorted(left)):
        connection.execute(delete(late).where(tuple_(late.c.feed, late.c.entry_id).in_(batch)))


def strike(connection: Connection, ids: Collection[str]) -> None:
    """Take entries out of every archive: readers may see them no more.

    An entry may be in the archives of feeds that it has left since.
    """
    if not ids:
        return
    query = select(archives.c.feed, archives.c.number, archives.c.entries)
    if len(ids) <= _FEW:
        # The database looks for a few faster than we do, and we for many.
        held = archives.c.entries
        query = query.where(or_(*(func.instr(held, json.dumps(id_)) > 0 for id_ in ids)))
    gone = frozenset(ids)
    for feed, number, written in connection.execute(query).all():
        before = json.loads(written)
        kept = [id_ for id_ in before if id_ not in gone]
        if len(kept) < len(before):
            _update(connection, feed, number, entries=json.dumps(kept), stale=True)


def stale(connection: Connection) -> Iterator[Archive]:
    """Yield the archives that have to be printed, those of a feed from the oldest on."""
    query = _ARCHIVES.where(archives.c.stale).order_by(archives.c.feed, archives.c.number)
    yield from map(_archive, connection.execute(query).mappings())


def printed(connection: Connection, feed: int, name: str) -> Archive | None:
    """Return the archive of the feed that is called *name*, None if none that is printed is."""
    # Looked up on its own, the name is found without a look at what other archives hold.
    one = archives.c.feed == feed, archives.c.name == name
    number = connection.scalar(select(archives.c.number).where(*one))
    one = archives.c.feed == feed, archives.c.number == number
    query = _ARCHIVES.where(*one, archives.c.held.is_not(None))
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else _archive(row)


def printed_names(
    connection: Connection, feed: int, *, start: int, size: int
) -> tuple[tuple[str, ...], int]:
    """Return a part of the names of the feed's printed archives, newest first, and their number."""
    query = select(archives.c.name).where(_of(feed)).order_by(archives.c.number.desc())
    names = connection.scalars(query.limit(size).offset(start))
    number = connection.scalar(select(func.max(archives.c.number)).where(archives.c.feed == feed))
    return tuple(names), (number or 0) - _unprinted(connection, feed)


def _unprinted(connection: Connection, feed: int) -> int:
    """Return how many archives of the feed have yet to be printed; all others are.

    They are numbered from 1 on, and to count those would be to read what they hold.
    """
    # Asked for the feed itself, the database would not begin with the few that are stale.
    query = select(func.count()).where(
        archives.c.stale, archives.c.feed + 0 == feed, archives.c.held.is_(None)
    )
    return connection.scalar(query) or 0


def beside(connection: Connection, feed: int, number: int) -> tuple[str | None, str | None]:
    """Return the names of the printed archives right before and right after one."""
    query = select(archives.c.name).where(_of(feed))
    at = archives.c.number
    older = query.where(at < number).order_by(at.desc()).limit(1)
    newer = query.where(at > number).order_by(at).limit(1)
    return connection.scalar(older), connection.scalar(newer)


def mark_fresh(connection: Connection, held: Mapping[tuple[int, int], Sequence[Holding]]) -> None:
    """Note that archives, by their feed's number and their own, are printed, and what they hold."""
    rows = [
        {"its_feed": feed, "its": number, "held": json.dumps(each)}
        for (feed, number), each in held.items()
    ]
    if rows:
        one = and_(archives.c.feed == bindparam("its_feed"), archives.c.number == bindparam("its"))
        chosen = update(archives).where(one)
        connection.execute(chosen.values(stale=False, held=bindparam("held")), rows)


def archived(connection: Connection) -> tuple[Listing, ...]:
    """Return the feeds that have archives."""
    query = select(feeds).where(feeds.c.archived_rank.is_not(None))
    return tuple(map(listed, connection.execute(query).mappings()))


def counts(connection: Connection) -> Counter[int]:
    """Return how many archives each feed has that are printed, by the feed's number."""
    query = select(archives.c.feed, func.count()).where(archives.c.held.is_not(None))
    rows = connection.execute(query.group_by(archives.c.feed))
    return Counter({row.feed: row[1] for row in rows})


def names(connection: Connection, feed: int) -> dict[int, str]:
    """Return what the archives of the feed are called, by number."""
    query = select(archives.c.number, archives.c.name).where(archives.c.feed == feed)
    return {row.number: row.name for row in connection.execute(query)}


def mark_stale(connection: Connection, feed: int, chosen: Iterable[int]) -> None:
    """Mark archives of a feed, some of whose documents have to be made anew."""
    for number in chosen:
        _update(connection, feed, number, stale=True)


def forget(connection: Connection, feed: int) -> None:
    """Forget all archives of a feed that is no more; should it come back, it begins anew."""
    connection.execute(delete(archives).where(archives.c.feed == feed))
    connection.execute(delete(late).where(late.c.feed == feed))
    begun = update(feeds).where(feeds.c.number == feed)
    connection.execute(begun.values(archived_rank=None, archived_id=None))


def mark_all_lost(connection: Connection) -> None:
    """Mark every archive as one whose documents have to be made anew."""
    connection.execute(update(archives).values(stale=True, held=None))


def _of(feed: int) -> ColumnElement[bool]:
    """Return what chooses the archives of a feed that readers can see."""
    return and_(archives.c.feed == feed, archives.c.held.is_not(None))


def _archive(row: RowMapping) -> Archive:
    held = row[archives.c.held]
    return Archive(
        listing=listed(row),
        number=row[archives.c.number],
        name=row[archives.c.name],
        previous_name=row["previous_name"],
        next_name=row[archives.c.next_name],
        ids=tuple(json.loads(row[archives.c.entries])),
        held=None if held is None else tuple((id_, of) for id_, of in json.loads(held)),
    )


def _update(connection: Connection, feed: int, number: int, **values: object) -> None:
    one = and_(archives.c.feed == feed, archives.c.number == number)
    connection.execute(update(archives).where(one).values(**values))
