"""The audit: who did what, for ever."""

from collections.abc import Iterable

from sqlalchemy import delete, insert, select

from feedsvc.catalog.batches import batches, insert_many
from feedsvc.catalog.database import Connection
from feedsvc.catalog.schema import audit, taken_notes
from feedsvc.model import AuditLine, Deed


def add(connection: Connection, line: AuditLine) -> None:
    """Write a line."""
    values = {name: getattr(line, name) for name in ("at", "who", "deed", "subject", "reason")}
    connection.execute(insert(audit).values(values))


def take(connection: Connection, notes: Iterable[tuple[str, AuditLine]]) -> None:
    """Write the lines of *notes*, each once, by its name; forget the names of all other notes."""
    named = dict(notes)
    known = set(connection.scalars(select(taken_notes.c.name)))
    for name in sorted(named.keys() - known):
        add(connection, named[name])
    for batch in batches(sorted(known - named.keys())):
        connection.execute(delete(taken_notes).where(taken_notes.c.name.in_(batch)))
    insert_many(connection, taken_notes, [{"name": name} for name in sorted(named.keys() - known)])


def newest(
    connection: Connection, *, limit: int, before: int | None = None
) -> tuple[tuple[int, AuditLine], ...]:
    """Return the last lines with their numbers, newest first, of those *before* this number."""
    query = select(audit).order_by(audit.c.number.desc()).limit(limit)
    if before is not None:
        query = query.where(audit.c.number < before)
    return tuple(
        (
            row.number,
            AuditLine(
                at=row.at, who=row.who, deed=Deed(row.deed), subject=row.subject, reason=row.reason
            ),
        )
        for row in connection.execute(query)
    )


def taken(connection: Connection) -> frozenset[str]:
    """Return the names of the notes that were taken last."""
    return frozenset(connection.scalars(select(taken_notes.c.name)))
