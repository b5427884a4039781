"""Entries that would break the feeds that hold them, and so are in none."""

from collections.abc import Collection, Mapping

from sqlalchemy import delete, select

from feedsvc.catalog.batches import batches, insert_many
from feedsvc.catalog.database import Connection
from feedsvc.catalog.schema import entries, refusals
from feedsvc.model import Rejection


def known(connection: Connection) -> tuple[Rejection, ...]:
    """Return what was refused when it was rendered last, sorted by path."""
    query = select(refusals.c.path, refusals.c.reason, refusals.c.hint)
    query = query.join_from(refusals, entries, entries.c.id == refusals.c.entry_id)
    query = query.where(entries.c.visible)
    return tuple(
        Rejection(path=path, line=None, reason=reason, hint=hint)
        for path, reason, hint in connection.execute(query.order_by(refusals.c.path))
    )


def are_known(connection: Connection) -> bool:
    """Tell whether anything was refused."""
    return connection.scalar(select(refusals.c.entry_id).limit(1)) is not None


def note(
    connection: Connection, rendered: Collection[str], refused: Mapping[str, Rejection]
) -> None:
    """Remember what is *refused* now, by its id, and forget what could be *rendered*."""
    for batch in batches(sorted({*rendered, *refused})):
        connection.execute(delete(refusals).where(refusals.c.entry_id.in_(batch)))
    insert_many(
        connection,
        refusals,
        [
            {"entry_id": id_, "path": each.path, "reason": each.reason, "hint": each.hint}
            for id_, each in refused.items()
        ],
    )
