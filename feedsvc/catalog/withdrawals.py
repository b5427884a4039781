"""Entries that somebody took back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select, tuple_, update

from feedsvc.catalog import audit
from feedsvc.catalog.batches import batches
from feedsvc.catalog.database import Connection
from feedsvc.catalog.schema import entries, withdrawals
from feedsvc.model import AuditLine, Deed, Order


def obey(connection: Connection, order: Order, *, now: datetime) -> None:
    """Carry out the order and write a line into the audit; the next run shows or hides the entry.

    An order that somebody else's has made needless does nothing.
    """
    chosen = withdrawals.c.entry_id == order.entry_id
    known = connection.scalar(select(withdrawals.c.entry_id).where(chosen)) is not None
    if known is (order.deed is Deed.WITHDRAW):
        return
    if known:
        connection.execute(delete(withdrawals).where(chosen))
    else:
        row = {"entry_id": order.entry_id, "at": now, "who": order.who, "reason": order.reason}
        connection.execute(insert(withdrawals).values(row))
    due = update(entries).where(entries.c.id == order.entry_id).values(changes_at=now)
    connection.execute(due)
    line = AuditLine(
        at=now, who=order.who, deed=order.deed, subject=order.entry_id, reason=order.reason
    )
    audit.add(connection, line)


def among(connection: Connection, ids: Collection[str]) -> frozenset[str]:
    """Return those of the entries *ids* that are withdrawn."""
    query = select(withdrawals.c.entry_id)
    return frozenset(
        id_
        for batch in batches(sorted(ids))
        for id_ in connection.scalars(query.where(withdrawals.c.entry_id.in_(batch)))
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """Who took an entry back, when, and why."""

    at: datetime
    who: str
    reason: str


def of(connection: Connection, id_: str) -> Withdrawal | None:
    """Return how the entry was taken back, None if it is not."""
    query = select(withdrawals.c.at, withdrawals.c.who, withdrawals.c.reason)
    row = connection.execute(query.where(withdrawals.c.entry_id == id_)).one_or_none()
    return None if row is None else Withdrawal(at=row.at, who=row.who, reason=row.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """An article that is withdrawn; ``title`` is None where nothing is known of it any more."""

    id: str
    title: str | None
    at: datetime
    who: str
    reason: str


def newest(
    connection: Connection, *, limit: int, behind: tuple[datetime, str] | None = None
) -> tuple[Withdrawn, ...]:
    """Return the last articles that were taken back, of those *behind* this instant and id."""
    place = tuple_(withdrawals.c.at, withdrawals.c.entry_id)
    title = func.json_extract(entries.c.body, "$.title").label("title")
    query = (
        select(withdrawals, title)
        .outerjoin(entries, entries.c.id == withdrawals.c.entry_id)
        .order_by(withdrawals.c.at.desc(), withdrawals.c.entry_id.desc())
        .limit(limit)
    )
    if behind is not None:
        query = query.where(place < behind)
    return tuple(
        Withdrawn(id=row.entry_id, title=row.title, at=row.at, who=row.who, reason=row.reason)
        for row in connection.execute(query)
    )
