"""Entries that time alone will show or hide."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import JSON, select, type_coerce

from feedsvc.catalog.database import Connection
from feedsvc.catalog.schema import entries


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """An entry that will appear *at* an instant, or expire if ``appears`` is False."""

    at: datetime
    appears: bool
    entry_id: str
    title: str


def next_turns(connection: Connection, *, limit: int) -> tuple[Turn, ...]:
    """Return the entries that time will show or hide next, the first one first."""
    query = (
        select(
            entries.c.id,
            entries.c.changes_at,
            entries.c.published,
            type_coerce(entries.c.body, JSON)["title"].as_string().label("title"),
        )
        .where(entries.c.changes_at.is_not(None))
        .order_by(entries.c.changes_at, entries.c.id)
        .limit(limit)
    )
    return tuple(
        Turn(
            at=row.changes_at,
            appears=row.published == row.changes_at,
            entry_id=row.id,
            title=row.title or "",
        )
        for row in connection.execute(query)
    )
