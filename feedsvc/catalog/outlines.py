"""Entries as pages list them, without their contents, and what stands beside one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, ColumnElement, select, tuple_, type_coerce

from feedsvc.catalog.batches import batches
from feedsvc.catalog.database import Connection
from feedsvc.catalog.index import revived
from feedsvc.catalog.schema import entries, memberships
from feedsvc.model import Entry


@dataclass(frozen=True, slots=True)
class Headline:
    """What names an entry, where it is, in which language it is."""

    title: str
    url: str
    language: str | None


def of(connection: Connection, ids: Sequence[str]) -> dict[str, Entry]:
    """Return the entries with these *ids*, by id, without their contents."""
    query = select(entries.c.id, entries.c.body)
    return {
        id_: revived(body, "")
        for batch in batches(ids)
        for id_, body in connection.execute(query.where(entries.c.id.in_(batch)))
    }


def feeds_of(connection: Connection, id_: str) -> tuple[int, ...]:
    """Return the numbers of the feeds in which readers may see the entry."""
    numbers: str | None = connection.scalar(select(entries.c.feeds).where(entries.c.id == id_))
    return tuple(map(int, (numbers or "").split()))


def part(connection: Connection, feed: int, *, start: int, size: int) -> tuple[Entry, ...]:
    """Return a part of the feed's entries, newest first, without their contents."""
    place = memberships.c.rank, memberships.c.entry_id
    chosen = select(*place).where(memberships.c.feed == feed).order_by(*place)
    chosen_ones = chosen.limit(size).offset(start).subquery()
    query = select(entries.c.body).join_from(
        chosen_ones, entries, entries.c.id == chosen_ones.c.entry_id
    )
    query = query.order_by(chosen_ones.c.rank, chosen_ones.c.entry_id)
    return tuple(revived(body, "") for body in connection.scalars(query))


def beside(
    connection: Connection, feed: int, entry: Entry
) -> tuple[Headline | None, Headline | None]:
    """Return what stands right after and right before the entry in a feed: older, and newer."""
    rank, id_ = memberships.c.rank, memberships.c.entry_id
    # The newest come first.
    ours = tuple_(-int(entry.published.timestamp()), entry.id)
    older = (tuple_(rank, id_) > ours, rank, id_)
    newer = (tuple_(rank, id_) < ours, rank.desc(), id_.desc())
    return _headline(connection, feed, *older), _headline(connection, feed, *newer)


def _headline(
    connection: Connection, feed: int, where: ColumnElement[bool], *order: ColumnElement[Any]
) -> Headline | None:
    said = type_coerce(entries.c.body, JSON)
    columns = said["title"].as_string(), said["url"].as_string(), entries.c.language
    query = select(*columns).join_from(memberships, entries, memberships.c.entry_id == entries.c.id)
    query = query.where(memberships.c.feed == feed, where).order_by(*order).limit(1)
    row = connection.execute(query).one_or_none()
    return None if row is None else Headline(*row)
