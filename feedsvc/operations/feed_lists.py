"""Feeds in the order in which somebody wants to look through them, a part at a time."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from itertools import islice

from feedsvc.catalog import listed, runs
from feedsvc.catalog.database import Connection
from feedsvc.model import (
    ALL_FEED,
    REFUSED_BELOW,
    FeedKey,
    FeedKind,
    Format,
    Outcome,
    Rejection,
    Sieve,
)
from feedsvc.operations.feed_views import FeedLine, feed_line
from feedsvc.operations.services import Services
from feedsvc.pipeline.stated import choices

_SUCCEEDED = Sieve(outcome=Outcome.SUCCEEDED)
_MOST_REFUSED = 10_000
_KINDS = frozenset(FeedKind) - {FeedKind.ALL}
_ENDINGS = tuple(f".{format.extension}" for format in Format)


class FeedOrder(StrEnum):
    """What comes first in a list of feeds."""

    NAME = "name"
    ENTRIES = "entries"
    CHANGED = "changed"
    STALE = "stale"


def ordered_feeds(
    services: Services,
    order: FeedOrder = FeedOrder.NAME,
    kind: FeedKind | None = None,
    *,
    start: int = 0,
    size: int,
) -> tuple[tuple[FeedKey, ...], int]:
    """Return *size* of the open feeds, after so many at the *start*, and how many there are."""
    if not services.database.exists:
        return (), 0
    with services.database.reading() as connection:
        total = listed.total(connection, kind)
        match order:
            case FeedOrder.NAME:
                keys = listed.by_name(connection, kind, start=start, size=size)
            case FeedOrder.ENTRIES:
                keys = listed.by_entries(connection, kind, start=start, size=size)
            case FeedOrder.STALE:
                keys = listed.stale(connection, kind, start=start, size=size)
            case FeedOrder.CHANGED:
                keys = _last_changed(connection, kind, start=start, size=size)
    return keys, total


def feed_lines_of(services: Services, keys: Sequence[FeedKey]) -> tuple[FeedLine, ...]:
    """Return what lists show of those of the feeds *keys* that are there, in their order."""
    if not services.database.exists:
        return ()
    chosen = choices(services.settings)
    with services.database.reading() as connection:
        found = listed.rows(connection, keys)
        return tuple(
            feed_line(services, connection, chosen, *found[key]) for key in keys if key in found
        )


def refused_documents(services: Services) -> Mapping[str, Rejection]:
    """Return the documents that stayed as they were because the new ones would be invalid.

    They come by their path below ``/feeds/``.
    """
    if not services.database.exists:
        return {}
    with services.database.reading() as connection:
        last = runs.newest(connection, limit=1, sieve=_SUCCEEDED, without=("rejections", "written"))
        kept = [
            each
            for run in last
            for each in runs.rejections(connection, run.id, of_documents=True, limit=_MOST_REFUSED)
        ]
    return {each.path.removeprefix(REFUSED_BELOW): each for each in kept}


def _last_changed(
    connection: Connection, kind: FeedKind | None, *, start: int, size: int
) -> tuple[FeedKey, ...]:
    """Return feeds by when one of their documents changed, the last one first."""
    seen: dict[FeedKey, None] = {}
    paths = (path for path in listed.changed(connection) if path.endswith(_ENDINGS))
    keys = (key for path in paths if (key := _feed_at(path)) and kind in (None, key.kind))
    distinct = (key for key in keys if key not in seen and seen.setdefault(key) is None)
    return tuple(islice(distinct, start, start + size))


def _feed_at(path: str) -> FeedKey | None:
    """Return the feed whose document lies at *path*, None if it is an archive's."""
    kind, _, slug = path.rpartition(".")[0].partition("/")
    if not slug:
        return ALL_FEED if kind == ALL_FEED.slug else None
    return FeedKey(kind=FeedKind(kind), slug=slug) if kind in _KINDS else None
