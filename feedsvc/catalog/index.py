"""The entries that readers may see, and the feeds that hold them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import delete, func, insert, select, tuple_, update

from feedsvc.catalog.batches import batches
from feedsvc.catalog.database import Connection
from feedsvc.catalog.feeds import open_and_mark_stale
from feedsvc.catalog.schema import entries, feeds, memberships
from feedsvc.model import Entry, FeedKey, FeedKind

_ENTRY = TypeAdapter(Entry)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """An entry with the feeds that hold it, and when time alone will change them."""

    entry: Entry
    feeds: tuple[FeedKey, ...]
    changes_at: datetime | None
    site: str | None


def place(connection: Connection, placed: Sequence[Placed]) -> None:
    """Keep the entries and mark every feed stale that held or now holds one of them.

    An entry that is as it was touches nothing.
    """
    changed = _changed(connection, {each.entry.id: _entry_row(each) for each in placed})
    _displace(connection, list(changed))
    if not changed:
        return
    connection.execute(insert(entries), list(changed.values()))
    rows = [
        {
            "kind": key.kind,
            "slug": key.slug,
            "entry_id": each.entry.id,
            "published": each.entry.published,
        }
        for each in placed
        if each.entry.id in changed
        for key in each.feeds
    ]
    if rows:
        connection.execute(insert(memberships), rows)
        holders = {key for each in placed if each.entry.id in changed for key in each.feeds}
        open_and_mark_stale(connection, holders)


def remove(connection: Connection, ids: Sequence[str]) -> None:
    """Drop entries from the index and mark every feed stale that held one of them."""
    _displace(connection, ids)


def load(connection: Connection, ids: Sequence[str]) -> dict[str, Entry]:
    """Return the entries with these *ids*, by id."""
    return {
        id_: _ENTRY.validate_json(body)
        for batch in batches(ids)
        for id_, body in connection.execute(
            select(entries.c.id, entries.c.body).where(entries.c.id.in_(batch))
        )
    }


def by_slug(connection: Connection, slug: str) -> Entry | None:
    """Return the entry that readers may see under *slug*, if there is one."""
    visible = select(memberships.c.entry_id).where(memberships.c.kind == FeedKind.ALL)
    body = connection.scalar(
        select(entries.c.body).where(entries.c.slug == slug, entries.c.id.in_(visible))
    )
    return None if body is None else _ENTRY.validate_json(body)


def due(connection: Connection, *, now: datetime) -> tuple[tuple[Entry, str | None], ...]:
    """Return the entries, with their site's name, that time has shown or hidden by *now*."""
    query = select(entries.c.body, entries.c.site).where(entries.c.changes_at <= now)
    return tuple((_ENTRY.validate_json(body), site) for body, site in connection.execute(query))


def next_change(connection: Connection) -> datetime | None:
    """Return the next instant at which time alone shows or hides an entry."""
    at: datetime | None = connection.scalar(select(func.min(entries.c.changes_at)))
    return at


def newest(connection: Connection, key: FeedKey, *, limit: int) -> tuple[str, ...]:
    """Return the ids of the feed's newest entries, newest first, equal instants by id."""
    query = (
        select(memberships.c.entry_id)
        .where(memberships.c.kind == key.kind, memberships.c.slug == key.slug)
        .order_by(memberships.c.published.desc(), memberships.c.entry_id)
        .limit(limit)
    )
    return tuple(connection.scalars(query))


def site_name(connection: Connection) -> str | None:
    """Return the site's name that most articles carry, of those that readers may see."""
    visible = select(memberships.c.entry_id).where(memberships.c.kind == FeedKind.ALL)
    query = (
        select(entries.c.site)
        .where(entries.c.site.is_not(None), entries.c.id.in_(visible))
        .group_by(entries.c.site)
        .order_by(func.count().desc(), entries.c.site)
        .limit(1)
    )
    name: str | None = connection.scalar(query)
    return name


def _changed(
    connection: Connection, rows: dict[str, dict[str, object]]
) -> dict[str, dict[str, object]]:
    """Return the rows, by id, that differ from what is kept."""
    changed = dict(rows)
    for batch in batches(list(rows)):
        for kept in connection.execute(select(entries).where(entries.c.id.in_(batch))).mappings():
            if dict(kept) == rows[kept["id"]]:
                del changed[kept["id"]]
    return changed


def _displace(connection: Connection, ids: Sequence[str]) -> None:
    for batch in batches(ids):
        held = select(memberships.c.kind, memberships.c.slug).where(
            memberships.c.entry_id.in_(batch)
        )
        stale = tuple_(feeds.c.kind, feeds.c.slug).in_(held)
        connection.execute(update(feeds).where(stale).values(stale=True))
        connection.execute(delete(memberships).where(memberships.c.entry_id.in_(batch)))
        connection.execute(delete(entries).where(entries.c.id.in_(batch)))


def _entry_row(placed: Placed) -> dict[str, object]:
    return {
        "id": placed.entry.id,
        "slug": placed.entry.slug,
        "site": placed.site,
        "changes_at": placed.changes_at,
        "body": _ENTRY.dump_json(placed.entry).decode(),
    }
