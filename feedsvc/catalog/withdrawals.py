"""Entries that somebody took back, and the audit of who did what."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from feedsvc.catalog.batches import batches
from feedsvc.catalog.database import Connection
from feedsvc.catalog.schema import audit, entries, withdrawals
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
        line = {"entry_id": order.entry_id, "at": now, "who": order.who, "reason": order.reason}
        connection.execute(insert(withdrawals).values(line))
    due = update(entries).where(entries.c.id == order.entry_id).values(changes_at=now)
    connection.execute(due)
    connection.execute(
        insert(audit).values(
            at=now,
            who=order.who,
            deed=order.deed,
            subject=order.entry_id,
            reason=order.reason,
        )
    )


def among(connection: Connection, ids: Collection[str]) -> frozenset[str]:
    """Return those of the entries *ids* that are withdrawn."""
    query = select(withdrawals.c.entry_id)
    return frozenset(
        id_
        for batch in batches(sorted(ids))
        for id_ in connection.scalars(query.where(withdrawals.c.entry_id.in_(batch)))
    )


def newest_lines(connection: Connection, *, limit: int) -> tuple[AuditLine, ...]:
    """Return what people did, newest first."""
    query = select(audit).order_by(audit.c.number.desc()).limit(limit)
    return tuple(
        AuditLine(
            at=row.at, who=row.who, deed=Deed(row.deed), subject=row.subject, reason=row.reason
        )
        for row in connection.execute(query)
    )
