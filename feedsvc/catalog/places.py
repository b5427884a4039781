"""Where an entry stands in feeds, and what the documents of feeds are."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Table, func, select, tuple_

from feedsvc.catalog.database import Connection
from feedsvc.catalog.feeds import Listing, listed
from feedsvc.catalog.schema import (
    archives,
    documents,
    entries,
    feeds,
    files,
    memberships,
    refusals,
    withdrawals,
)
from feedsvc.model import FeedKey, Rejection


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """A document as it was written last."""

    path: str
    changed_at: datetime


def newer_than(connection: Connection, feed: int, at: datetime, id_: str) -> int | None:
    """Return how many entries of the feed are newer than one, None if the feed does not hold it."""
    rank = -int(at.timestamp())
    ours = memberships.c.feed == feed, memberships.c.entry_id == id_
    if (
        connection.scalar(select(memberships.c.feed).where(*ours, memberships.c.rank == rank))
        is None
    ):
        return None
    place = tuple_(memberships.c.rank, memberships.c.entry_id)
    before = select(func.count()).where(memberships.c.feed == feed, place < (rank, id_))
    return connection.scalar(before) or 0


def is_stale(connection: Connection, feed: int) -> bool:
    """Tell whether the feed's documents have yet to be made."""
    return bool(connection.scalar(select(feeds.c.stale).where(feeds.c.number == feed)))


def is_archived(connection: Connection, feed: int, id_: str) -> bool:
    """Tell whether an archive of the feed holds the entry."""
    held = archives.c.entries
    has = func.instr(held, id_) > 0
    rows = connection.scalars(select(held).where(archives.c.feed == feed, has))
    return any(id_ in json.loads(row) for row in rows)


def refusal(connection: Connection, id_: str) -> Rejection | None:
    """Return why the entry would break the feeds that hold it, None if it would not."""
    row = connection.execute(select(refusals).where(refusals.c.entry_id == id_)).one_or_none()
    if row is None:
        return None
    return Rejection(path=row.path, line=None, reason=row.reason, hint=row.hint)


def refused(connection: Connection, ids: Collection[str]) -> frozenset[str]:
    """Return those of the few entries *ids* that would break the feeds that hold them."""
    query = select(refusals.c.entry_id).where(refusals.c.entry_id.in_(ids))
    return frozenset(connection.scalars(query))


def listings(
    connection: Connection, after: FeedKey | None, *, limit: int
) -> tuple[tuple[Listing, datetime | None, bool], ...]:
    """Return open feeds by kind and slug, when each one's newest entry was published, if stale."""
    its = memberships.c.feed == feeds.c.number
    newest = select(func.min(memberships.c.rank)).where(its).scalar_subquery().label("newest")
    query = select(feeds, newest).where(feeds.c.opened).order_by(feeds.c.kind, feeds.c.slug)
    if after:
        query = query.where(tuple_(feeds.c.kind, feeds.c.slug) > (after.kind, after.slug))
    return tuple(
        (
            listed(row),
            None if row["newest"] is None else datetime.fromtimestamp(-row["newest"], UTC),
            row[feeds.c.stale],
        )
        for row in connection.execute(query.limit(limit)).mappings()
    )


def entry_ids(
    connection: Connection, feed: int, after: tuple[datetime, str] | None, *, limit: int
) -> tuple[str, ...]:
    """Return the ids of entries of the feed, newest first, of those behind *after*."""
    place = memberships.c.rank, memberships.c.entry_id
    query = select(memberships.c.entry_id).where(memberships.c.feed == feed)
    if after:
        at, id_ = after
        query = query.where(tuple_(*place) > (-int(at.timestamp()), id_))
    return tuple(connection.scalars(query.order_by(*place).limit(limit)))


def documents_at(connection: Connection, paths: Collection[str]) -> tuple[Noted, ...]:
    """Return the documents at the few *paths*, as far as they were written."""
    query = select(documents.c.path, documents.c.changed_at).where(documents.c.path.in_(paths))
    return tuple(Noted(path=path, changed_at=at) for path, at in connection.execute(query))


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """How much of everything there is."""

    files: int
    articles: int
    visible: int
    withdrawn: int
    feeds: int
    stale: int
    documents: int
    archives: int


def totals(connection: Connection) -> Totals:
    """Return how much of everything there is."""
    return Totals(
        files=_count(connection, files),
        articles=_count(connection, entries),
        visible=_count(connection, entries, entries.c.visible),
        withdrawn=_count(connection, withdrawals),
        feeds=_count(connection, feeds, feeds.c.opened),
        stale=_count(connection, feeds, feeds.c.opened, feeds.c.stale),
        documents=_count(connection, documents),
        archives=_count(connection, archives),
    )


def _count(connection: Connection, table: Table, *where: ColumnElement[bool]) -> int:
    return connection.scalar(select(func.count()).select_from(table).where(*where)) or 0
