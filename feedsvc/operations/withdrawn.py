"""The articles that somebody took back."""

from feedsvc.catalog import withdrawals
from feedsvc.catalog.withdrawals import Withdrawn
from feedsvc.operations.parts import Part, cursor, place
from feedsvc.operations.services import Services


def withdrawn(services: Services, after: str | None = None, *, limit: int) -> Part[Withdrawn]:
    """Return the articles that are withdrawn, those of late first, *after* what a part ended with.

    Raises CursorError if that is nothing of that kind.
    """
    behind = place(after) if after else None
    if not services.database.exists:
        return Part(())
    with services.database.reading() as connection:
        found = withdrawals.newest(connection, limit=limit + 1, behind=behind)
    shown = found[:limit]
    more = len(found) > limit
    return Part(shown, cursor(shown[-1].at, shown[-1].id) if more else None)
