"""What the counts say: of one feed, and of all."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Table, func, select

from feedsvc.catalog.batches import batches
from feedsvc.catalog.database import Connection
from feedsvc.catalog.polls.schema import clients, readers, requests
from feedsvc.polls.tally import WHOLE_SITE, Asked

_SUMS = (
    func.sum(requests.c.requests).label("requests"),
    func.sum(requests.c.unchanged).label("unchanged"),
    func.sum(requests.c.sent).label("sent"),
)


class Line(NamedTuple):
    """What was stated on a day by a hosted reader, of a feed or of all feeds together."""

    day: date
    reader: str
    subscribers: int


def asked(
    connection: Connection, days: Collection[date], feed: str | None
) -> Mapping[tuple[date, str], Asked]:
    """Return how often *feed*, or any if it is None, was asked for, by day and extension."""
    query = select(requests.c.day, requests.c.extension, *_SUMS)
    named = WHOLE_SITE if feed is None else feed
    found = _of(connection, query, requests, days, named, requests.c.extension)
    return {(date.fromordinal(day), ending): Asked(*sums) for day, ending, *sums in found}


def stated(connection: Connection, days: Collection[date], feed: str | None) -> tuple[Line, ...]:
    """Return what hosted readers stated of *feed*, or of all if it is None, on each day."""
    query = select(readers.c.day, readers.c.reader, func.sum(readers.c.subscribers))
    found = _of(connection, query, readers, days, feed, readers.c.reader)
    return tuple(Line(date.fromordinal(day), reader, number) for day, reader, number in found)


def distinct(
    connection: Connection, days: Collection[date], feed: str | None
) -> Mapping[date, int]:
    """Return how many other clients asked for *feed*, or for any if it is None, on each day."""
    query = select(clients.c.day, clients.c.clients).where(
        _on(clients, days), clients.c.feed == (WHOLE_SITE if feed is None else feed)
    )
    return {date.fromordinal(day): number for day, number in connection.execute(query)}


def asked_by_feed(
    connection: Connection, days: Collection[date], *, most: int
) -> Mapping[str, Asked]:
    """Return how often feeds were asked for in these days, of the *most* that were so most."""
    query = (
        select(requests.c.feed, *_SUMS)
        .where(_on(requests, days), requests.c.feed != WHOLE_SITE)
        .group_by(requests.c.feed)
        .order_by(_SUMS[0].desc(), requests.c.feed)
        .limit(most)
    )
    return {feed: Asked(*sums) for feed, *sums in connection.execute(query)}


def asked_of(
    connection: Connection, days: Collection[date], feeds: Collection[str]
) -> Mapping[str, Asked]:
    """Return how often each of these feeds was asked for in these days, if it was."""
    query = select(requests.c.feed, *_SUMS).where(_on(requests, days)).group_by(requests.c.feed)
    found = _among(connection, query, requests, feeds)
    return {feed: Asked(*sums) for feed, *sums in found}


def subscribers_by_feed(
    connection: Connection, days: Collection[date], feeds: Collection[str]
) -> Mapping[str, int]:
    """Return the sum of what was stated last of each subscription to these feeds in these days."""
    query = select(readers).where(_on(readers, days)).order_by(readers.c.at)
    newest = {
        (row.feed, row.reader, row.id): row.subscribers
        for row in _among(connection, query, readers, feeds)
    }
    sums: dict[str, int] = {}
    for (feed, *_), number in newest.items():
        sums[feed] = sums.get(feed, 0) + number
    return sums


def most_clients_by_feed(
    connection: Connection, days: Collection[date], feeds: Collection[str]
) -> Mapping[str, int]:
    """Return the largest number of other clients of each of these feeds on one of these days."""
    query = (
        select(clients.c.feed, func.max(clients.c.clients).label("number"))
        .where(_on(clients, days))
        .group_by(clients.c.feed)
    )
    return {row.feed: row.number for row in _among(connection, query, clients, feeds)}


def _among(
    connection: Connection, query: Select[Any], table: Table, feeds: Collection[str]
) -> Iterable[Any]:
    for batch in batches(sorted(feeds)):
        yield from connection.execute(query.where(table.c.feed.in_(batch)))


def _of(
    connection: Connection,
    query: Select[Any],
    table: Table,
    days: Collection[date],
    feed: str | None,
    by: ColumnElement[str],
) -> Iterable[Any]:
    query = query.where(_on(table, days)).group_by(table.c.day, by)
    return connection.execute(query if feed is None else query.where(table.c.feed == feed))


def _on(table: Table, days: Collection[date]) -> ColumnElement[bool]:
    """Return that a row is of one of these days; each is looked up for itself in the key."""
    return table.c.day.in_([day.toordinal() for day in days])
