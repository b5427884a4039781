"""The entries that readers may see, and the feeds that hold them."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import RowMapping, and_, bindparam, delete, func, literal, select

from feedsvc.catalog import sites
from feedsvc.catalog.batches import batches, insert_many
from feedsvc.catalog.database import Connection
from feedsvc.catalog.feeds import mark_stale, numbers, open_and_mark_stale
from feedsvc.catalog.gone import note_gone
from feedsvc.catalog.schema import entries, memberships
from feedsvc.model import Entry, FeedKey, Glimpse

_ENTRY = TypeAdapter(Entry)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """An entry with the feeds that hold it, and when time alone will change them."""

    entry: Entry
    feeds: tuple[FeedKey, ...]
    changes_at: datetime | None
    site: str | None


def place(connection: Connection, placed: Sequence[Placed], known: dict[FeedKey, int]) -> None:
    """Keep the entries and mark every feed stale that held or now holds one of them.

    An entry that is as it was touches nothing. *known* are numbers of feeds, to which those that
    have to be looked up are added.
    """
    mentioned = {key for each in placed for key in each.feeds}
    known |= numbers(connection, mentioned - known.keys())
    rows = {each.entry.id: _row(each, known) for each in placed}
    kept = _kept(connection, list(rows))
    changed = [row for id_, row in rows.items() if not _is_same(row, kept.get(id_))]
    hidden = [row["id"] for row in changed if not row["feeds"]]
    note_gone(connection, _visible_slugs(kept[id_] for id_ in hidden if id_ in kept))
    _displace(connection, [kept[row["id"]] for row in changed if row["id"] in kept])
    if not changed:
        return
    insert_many(connection, entries, changed)
    held = [membership for row in changed for membership in _memberships(row)]
    insert_many(connection, memberships, held)
    sites.count(connection, _names(changed))
    open_and_mark_stale(connection, {number for row in changed for number in _feeds(row)})


def remove(connection: Connection, ids: Sequence[str]) -> None:
    """Drop entries from the index and mark every feed stale that held one of them."""
    kept = _kept(connection, ids).values()
    note_gone(connection, _visible_slugs(kept))
    _displace(connection, list(kept))


def load(connection: Connection, ids: Sequence[str]) -> dict[str, Entry]:
    """Return the entries with these *ids*, by id."""
    query = select(entries.c.id, entries.c.body, entries.c.content)
    return {
        id_: _entry(body, content)
        for batch in batches(ids)
        for id_, body, content in connection.execute(query.where(entries.c.id.in_(batch)))
    }


def by_slug(connection: Connection, slug: str) -> Entry | None:
    """Return the entry that readers may see under *slug*, if there is one."""
    query = select(entries.c.body, entries.c.content)
    row = connection.execute(query.where(entries.c.slug == slug, entries.c.feeds != "")).first()
    return None if row is None else _entry(row.body, row.content)


def shows(connection: Connection, slug: str) -> bool:
    """Tell whether readers may see an entry under *slug*."""
    query = select(literal(1)).where(entries.c.slug == slug, entries.c.feeds != "")
    return connection.scalar(query) is not None


def due(connection: Connection, *, now: datetime) -> tuple[tuple[Entry, str | None], ...]:
    """Return the entries, with their site's name, that time has shown or hidden by *now*."""
    query = select(entries.c.body, entries.c.content, entries.c.site)
    rows = connection.execute(query.where(entries.c.changes_at <= now))
    return tuple((_entry(body, content), site) for body, content, site in rows)


def next_change(connection: Connection) -> datetime | None:
    """Return the next instant at which time alone shows or hides an entry."""
    at: datetime | None = connection.scalar(select(func.min(entries.c.changes_at)))
    return at


def newest(connection: Connection, feed: int, *, limit: int) -> tuple[Glimpse, ...]:
    """Return a glimpse of the feed's newest entries, newest first, equal instants by id."""
    query = (
        select(
            entries.c.id,
            entries.c.version,
            memberships.c.rank,
            entries.c.updated,
            entries.c.language,
        )
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
        for id_, version, rank, updated, language in connection.execute(query)
    )


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


def _visible_slugs(rows: Iterable[RowMapping]) -> list[str]:
    return [row["slug"] for row in rows if row["feeds"]]


def _names(rows: Iterable[Mapping[Any, Any]]) -> Counter[str]:
    """Return how many of the visible entries carry each site's name."""
    return Counter(row["site"] for row in rows if row["site"] and row["feeds"])


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
        "feeds": " ".join(str(known[key]) for key in placed.feeds),
        "version": hashlib.sha256(body + b"\0" + entry.content.encode()).hexdigest()[:16],
        "body": body.decode(),
        "content": entry.content,
    }


def _entry(body: str, content: str) -> Entry:
    return replace(_ENTRY.validate_json(body), content=content)
