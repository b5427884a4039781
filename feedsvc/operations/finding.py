"""Articles that somebody looks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from feedsvc.catalog import lookup, notices, places, withdrawals
from feedsvc.catalog.database import Connection
from feedsvc.catalog.lookup import Found
from feedsvc.claims import fold
from feedsvc.operations.parts import Part, cursor, place
from feedsvc.operations.services import Services, now
from feedsvc.operations.states import State, state

_LONGEST = 200
_MOST_WORDS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleLine:
    """An article in a list; ``feeds`` is in how many it stands, ``warnings`` how many it has."""

    id: str
    path: str
    title: str
    url: str
    published: datetime
    updated: datetime
    state: State
    feeds: int
    warnings: int


def articles(
    services: Services, *, words: str = "", after: str | None = None, limit: int
) -> Part[ArticleLine]:
    """Return articles that have all *words* in their title, path or address, newest first.

    Case and width do not count. *after* is what the part before ended with. Raises
    CursorError if it is nothing of that kind.
    """
    wanted = fold(words[:_LONGEST].replace("\0", " ")).split()[:_MOST_WORDS]
    if not services.database.exists:
        return Part(())

    def fits(said: str) -> bool:
        folded = fold(said)
        return all(word in folded for word in wanted)

    position = place(after) if after else None
    with services.database.reading() as connection:
        fitting = lookup.articles(connection, position, fits=fits if wanted else None)
        found = list(islice(fitting, limit + 1))
        lines = _lines(connection, found[:limit], now())
    more = len(found) > limit
    return Part(lines, cursor(lines[-1].published, lines[-1].id) if more else None)


def _lines(
    connection: Connection, found: Sequence[Found], now: datetime
) -> tuple[ArticleLine, ...]:
    ids = [each.id for each in found]
    withdrawn, refused = withdrawals.among(connection, ids), places.refused(connection, ids)
    warnings = notices.counts(connection, [each.path for each in found])
    return tuple(
        ArticleLine(
            id=each.id,
            path=each.path,
            title=each.title,
            url=each.url,
            published=each.published,
            updated=each.updated,
            state=state(
                draft=each.draft,
                published=each.published,
                expires=datetime.fromisoformat(each.expires) if each.expires else None,
                withdrawn=each.id in withdrawn,
                refused=each.id in refused,
                now=now,
            ),
            feeds=each.feeds,
            warnings=warnings.get(each.path, 0),
        )
        for each in found
    )
