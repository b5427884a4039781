"""The entries that readers may see, and the feeds that hold them."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html import escape
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import (
    JSON,
    RowMapping,
    and_,
    bindparam,
    delete,
    func,
    literal,
    select,
    type_coerce,
)

from feedsvc.catalog import archives, departures, sites
from feedsvc.catalog.batches import batches, insert_many
from feedsvc.catalog.database import Connection
from feedsvc.catalog.feeds import mark_stale, numbers, open_and_mark_stale, recount
from feedsvc.catalog.gone import note_gone
from feedsvc.catalog.schema import entries, memberships
from feedsvc.model import Entry, FeedKey, Glimpse

_ENTRY = TypeAdapter(Entry)
_GLIMPSE = entries.c.id, entries.c.version, entries.c.updated, entries.c.language


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """An entry with the feeds that hold it, and when time alone will change them.

    Of those that are not *is_visible*, one that *is_taken_back* is not because somebody wants that,
    whatever the time.
    """

    entry: Entry
    feeds: tuple[FeedKey, ...]
    changes_at: datetime | None
    site: str | None
    is_visible: bool
    is_taken_back: bool


def place(
    connection: Connection, placed: Sequence[Placed], known: dict[FeedKey, int], *, now: datetime
) -> None:
    """Keep the entries and mark every feed stale that held or now holds one of them.

    An entry that is as it was touches nothing. *known* are numbers of feeds, to which those that
    have to be looked up are added.
    """
    mentioned = {key for each in placed for key in each.feeds}
    known |= numbers(connection, mentioned - known.keys())
    rows = {each.entry.id: _row(each, known) for each in placed}
    kept = _kept(connection, list(rows))
    changed = [row for id_, row in rows.items() if not _is_same(row, kept.get(id_))]
    hidden = [kept[row["id"]] for row in changed if not row["visible"] and row["id"] in kept]
    taken_back = {each.entry.id for each in placed if each.is_taken_back}
    _hide(connection, hidden, taken_back, now)
    before = {row["id"]: kept[row["id"]] for row in changed if row["id"] in kept}
    _displace(connection, list(before.values()))
    recount(connection, _gained(changed, before.values()))
    if not changed:
        return
    insert_many(connection, entries, changed)
    _note_late(connection, [(before.get(row["id"]), row) for row in changed], now)
    back = departures.forget(connection, [row["id"] for row in changed if row["visible"]])
    mark_stale(connection, back)
    held = [membership for row in changed for membership in _memberships(row)]
    insert_many(connection, memberships, held)
    sites.count(connection, _names(changed))
    open_and_mark_stale(connection, {number for row in changed for number in _feeds(row)})


def remove(connection: Connection, ids: Sequence[str], *, now: datetime) -> None:
    """Drop entries from the index and mark every feed stale that held one of them."""
    kept = list(_kept(connection, ids).values())
    _hide(connection, kept, set(ids), now)
    archives.forget_late(connection, ((feed, row["id"]) for row in kept for feed in _feeds(row)))
    _displace(connection, kept)
    recount(connection, _gained((), kept))


def load(connection: Connection, ids: Sequence[str]) -> dict[str, Entry]:
    """Return the entries with these *ids*, by id."""
    query = select(entries.c.id, entries.c.body, entries.c.content)
    return {
        id_: revived(body, content)
        for batch in batches(ids)
        for id_, body, content in connection.execute(query.where(entries.c.id.in_(batch)))
    }


def by_slug(connection: Connection, slug: str) -> Entry | None:
    """Return the entry that readers may see under *slug*, if there is one."""
    query = select(entries.c.body, entries.c.content)
    row = connection.execute(query.where(entries.c.slug == slug, entries.c.visible)).first()
    return None if row is None else revived(row.body, row.content)


def at_address(connection: Connection, url: str) -> str | None:
    """Return the id of the entry whose page is at *url*; every entry is looked at."""
    address = type_coerce(entries.c.body, JSON)["url"].as_string()
    found: str | None = connection.scalar(select(entries.c.id).where(address == url))
    return found


def shows(connection: Connection, slug: str) -> bool:
    """Tell whether readers may see an entry under *slug*."""
    query = select(literal(1)).where(entries.c.slug == slug, entries.c.visible)
    return connection.scalar(query) is not None


def due(connection: Connection, *, now: datetime) -> tuple[tuple[Entry, str | None], ...]:
    """Return the entries, with their site's name, that time has shown or hidden by *now*."""
    query = select(entries.c.body, entries.c.content, entries.c.site)
    rows = connection.execute(query.where(entries.c.changes_at <= now))
    return tuple((revived(body, content), site) for body, content, site in rows)


def next_change(connection: Connection) -> datetime | None:
    """Return the next instant at which time alone shows or hides an entry."""
    at: datetime | None = connection.scalar(select(func.min(entries.c.changes_at)))
    return at


def newest(connection: Connection, feed: int, *, limit: int) -> tuple[Glimpse, ...]:
    """Return a glimpse of the feed's newest entries, newest first, equal instants by id."""
    query = (
        select(*_GLIMPSE, memberships.c.rank)
        .join_from(memberships, entries, memberships.c.entry_id == entries.c.id)
        .where(memberships.c.feed == feed)
        .order_by(memberships.c.rank, memberships.c.entry_id)
        .limit(limit)
    )
    return tuple(
        Glimpse(
            id=id_,
            version=version,
            published=datetime.fromtimestamp(-rank, UTC),
            updated=updated,
            language=language,
        )
        for id_, version, updated, language, rank in connection.execute(query)
    )


def glimpses(connection: Connection, ids: Sequence[str]) -> tuple[Glimpse, ...]:
    """Return a glimpse of those of the entries *ids* that readers may see, newest first."""
    query = select(*_GLIMPSE, entries.c.published).where(entries.c.visible)
    found = [
        Glimpse(id=id_, version=version, published=published, updated=updated, language=language)
        for batch in batches(ids)
        for id_, version, updated, language, published in connection.execute(
            query.where(entries.c.id.in_(batch))
        )
    ]
    return tuple(sorted(found, key=in_order))


def in_order(glimpse: Glimpse) -> tuple[int, str]:
    """Return what sorts entries as feeds show them."""
    return -int(glimpse.published.timestamp()), glimpse.id


def _hide(
    connection: Connection, rows: Sequence[RowMapping], taken_back: Collection[str], now: datetime
) -> None:
    """Note that readers may not see entries any more: *rows* as they were when readers might."""
    shown = [row for row in rows if row["visible"]]
    note_gone(connection, [row["slug"] for row in shown])
    archives.strike(connection, [row["id"] for row in shown])
    left = [(row["id"], _feeds(row)) for row in shown if row["id"] in taken_back]
    departures.note(connection, left, now)


def _note_late(
    connection: Connection,
    changed: Sequence[tuple[RowMapping | None, Mapping[str, Any]]],
    now: datetime,
) -> None:
    """Note which entries have yet to be archived although their feed is past them by now."""
    mentioned = {feed for each in changed for row in each if row for feed in _feeds(row)}
    reached = archives.reached(connection, mentioned)
    if not reached:
        return
    came, left = [], []
    for before, row in changed:
        were, are = set(_feeds(before) if before else ()), set(_feeds(row))
        is_updated = before is None or before["updated"] != row["updated"]
        for feed in (were | are) & reached.keys():
            was_in_turn = before is not None and feed in were and _place(before) < reached[feed]
            if feed not in are or _place(row) < reached[feed]:
                left.append((feed, row["id"]))
            elif is_updated or feed not in were or was_in_turn:
                came.append((feed, row["id"]))
    archives.forget_late(connection, left)
    archives.note_late(connection, came, now)


def _place(row: Mapping[Any, Any]) -> archives.Place:
    return -int(row["published"].timestamp()), row["id"]


def _kept(connection: Connection, ids: Sequence[str]) -> dict[str, RowMapping]:
    """Return what is kept of the entries, all but what they say."""
    columns = [column for column in entries.c if column.name not in ("body", "content")]
    return {
        row["id"]: row
        for batch in batches(ids)
        for row in connection.execute(select(*columns).where(entries.c.id.in_(batch))).mappings()
    }


def _is_same(row: Mapping[str, Any], kept: RowMapping | None) -> bool:
    return kept is not None and all(row[name] == value for name, value in kept.items())


def _displace(connection: Connection, rows: Sequence[RowMapping]) -> None:
    mark_stale(connection, {number for row in rows for number in _feeds(row)})
    sites.count(connection, _names(rows), gone=True)
    if held := [membership for row in rows for membership in _memberships(row)]:
        one = and_(*(memberships.c[name] == bindparam(f"its_{name}") for name in held[0]))
        connection.execute(
            delete(memberships).where(one),
            [{f"its_{name}": value for name, value in each.items()} for each in held],
        )
    for batch in batches([row["id"] for row in rows]):
        connection.execute(delete(entries).where(entries.c.id.in_(batch)))


def _gained(
    rows: Iterable[Mapping[Any, Any]], before: Iterable[Mapping[Any, Any]]
) -> dict[int, int]:
    """Return how many entries more each feed holds than *before*, by its number."""
    gained = Counter(number for row in rows for number in _feeds(row))
    gained.subtract(number for row in before for number in _feeds(row))
    return gained


def _names(rows: Iterable[Mapping[Any, Any]]) -> Counter[str]:
    """Return how many of the visible entries carry each site's name."""
    return Counter(row["site"] for row in rows if row["site"] and row["visible"])


def _feeds(row: Mapping[Any, Any]) -> list[int]:
    return [int(number) for number in row["feeds"].split()]


def _memberships(row: Mapping[Any, Any]) -> list[dict[str, Any]]:
    rank = -int(row["published"].timestamp())
    return [{"feed": number, "rank": rank, "entry_id": row["id"]} for number in _feeds(row)]


def _row(placed: Placed, known: Mapping[FeedKey, int]) -> dict[str, Any]:
    entry = placed.entry
    body = _ENTRY.dump_json(replace(entry, content=""))
    return {
        "id": entry.id,
        "slug": entry.slug,
        "site": placed.site,
        "published": entry.published,
        "updated": entry.updated,
        "language": entry.language,
        "changes_at": placed.changes_at,
        "visible": placed.is_visible,
        "feeds": " ".join(str(known[key]) for key in placed.feeds),
        "weight": len(escape(entry.content, quote=False).encode()) + len(entry.summary.encode()),
        "version": hashlib.sha256(body + b"\0" + entry.content.encode()).hexdigest()[:16],
        "body": body.decode(),
        "content": entry.content,
    }


def revived(body: str, content: str) -> Entry:
    """Return the entry that was kept as a body and a content."""
    return replace(_ENTRY.validate_json(body), content=content)
