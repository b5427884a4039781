"""Adds a tally to the counts of its day."""

from collections.abc import Mapping, Sequence
from operator import add as add_up
from typing import Any

from sqlalchemy import Table, and_, bindparam, func, select, update

from feedsvc.catalog.batches import batches, insert_many
from feedsvc.catalog.database import Connection
from feedsvc.catalog.polls.schema import clients, hashes, readers, requests
from feedsvc.polls.clients import estimate, packed, smallest, unpacked
from feedsvc.polls.tally import MOST_READERS, WHOLE_SITE, Asked, Document, Tally

_Row = Mapping[str, Any]

# Who makes up readers shall not fill the disk: on one day no more are kept, of all feeds together.
MOST_SUBSCRIPTIONS = 20_000


def add(connection: Connection, tally: Tally) -> None:
    """Add *tally* to what is known of its day."""
    day = tally.day.toordinal()
    _add_requests(connection, day, tally)
    _add_readers(connection, day, tally)
    _add_clients(connection, day, tally)


def _add_requests(connection: Connection, day: int, tally: Tally) -> None:
    # What was asked of all feeds together stands beside: else every chart would add up all rows.
    asked_for = tally.asked | _of_all(tally)
    feeds = {document.feed for document in asked_for}
    known = {(row.feed, row.extension): row for row in _known(connection, requests, day, feeds)}
    rows = []
    for document, asked in asked_for.items():
        before = known.get(document)
        rows.append(
            {
                "day": day,
                "feed": document.feed,
                "extension": document.extension,
                "requests": asked.requests + (before.requests if before else 0),
                "unchanged": asked.unchanged + (before.unchanged if before else 0),
                "sent": asked.sent + (before.sent if before else 0),
            }
        )
    _put(connection, requests, rows, [(row["feed"], row["extension"]) in known for row in rows])


def _of_all(tally: Tally) -> dict[Document, Asked]:
    sums: dict[Document, Asked] = {}
    for document, asked in tally.asked.items():
        whole = Document(WHOLE_SITE, document.extension)
        sums[whole] = Asked(*map(add_up, sums.get(whole, Asked()), asked))
    return sums


def _add_readers(connection: Connection, day: int, tally: Tally) -> None:
    if not tally.stated:
        return
    feeds = {subscription.feed for subscription in tally.stated}
    known: dict[tuple[str, ...], int] = {}
    count: dict[str, int] = {}
    for row in _known(connection, readers, day, feeds):
        known[row.feed, row.reader, row.id] = row.at
        count[row.feed] = count.get(row.feed, 0) + 1
    query = select(func.count()).select_from(readers).where(readers.c.day == day)
    room = MOST_SUBSCRIPTIONS - (connection.scalar(query) or 0)
    rows, are_known = [], []
    for subscription, stated in tally.stated.items():
        is_known = subscription in known
        if is_known and known[subscription] > stated.at:
            continue
        if not is_known:
            count[subscription.feed] = count.get(subscription.feed, 0) + 1
            if room <= 0 or count[subscription.feed] > MOST_READERS:
                continue
            room -= 1
        rows.append({"day": day, **subscription._asdict(), **stated._asdict()})
        are_known.append(is_known)
    _put(connection, readers, rows, are_known)


def _add_clients(connection: Connection, day: int, tally: Tally) -> None:
    before = {
        row.feed: unpacked(row.smallest) for row in _known(connection, hashes, day, tally.clients)
    }
    kept, numbers = [], []
    for feed, seen in tally.clients.items():
        known = before.get(feed, ())
        now = smallest((*known, *seen))
        if list(known) != list(now):
            kept.append({"day": day, "feed": feed, "smallest": packed(now)})
            numbers.append({"day": day, "feed": feed, "clients": estimate(now)})
    _put(connection, hashes, kept, [row["feed"] in before for row in kept])
    counted = {
        row.feed: row.clients
        for row in _known(connection, clients, day, {row["feed"] for row in numbers})
    }
    # Of a day whose hashes are gone already, a count may only grow.
    grown = [row for row in numbers if row["clients"] > counted.get(row["feed"], 0)]
    _put(connection, clients, grown, [row["feed"] in counted for row in grown])


def _known(connection: Connection, table: Table, day: int, feeds: Any) -> Sequence[Any]:
    """Return the rows of these feeds on that day."""
    query = select(table).where(table.c.day == day)
    return [
        row
        for batch in batches(sorted(feeds))
        for row in connection.execute(query.where(table.c.feed.in_(batch)))
    ]


def _put(
    connection: Connection, table: Table, rows: Sequence[_Row], are_known: Sequence[bool]
) -> None:
    """Write *rows*: those known in the place of what is there, the others anew."""
    new = [row for row, is_known in zip(rows, are_known, strict=True) if not is_known]
    insert_many(connection, table, new)
    changed = [row for row, is_known in zip(rows, are_known, strict=True) if is_known]
    if changed:
        key = [column.name for column in table.primary_key]
        names = [column.name for column in table.columns if column.name not in key]
        statement = (
            update(table)
            .where(and_(*(table.c[name] == bindparam(f"known_{name}") for name in key)))
            .values({name: bindparam(f"new_{name}") for name in names})
        )
        connection.execute(
            statement,
            [
                {f"known_{name}": row[name] for name in key}
                | {f"new_{name}": row[name] for name in names}
                for row in changed
            ],
        )
