"""What sitemaps show: visible entries in the order of publication, feeds with their last change.

Entries are counted off into slices of equal size, the oldest first, so that what is published today
changes the last slice only.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import JSON, ColumnElement, func, select, type_coerce

from feedsvc.catalog.batches import batches
from feedsvc.catalog.database import Connection
from feedsvc.catalog.schema import documents, entries, feeds, ledger
from feedsvc.model import DocumentKey, FeedKey, FeedKind

# What the index of visible entries is made of.
_SHOWN = entries.c.visible
_OLDEST_FIRST = entries.c.published, entries.c.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Fresh:
    """A visible entry that is new."""

    url: str
    title: str
    published: datetime
    language: str | None


def count(connection: Connection) -> int:
    """Return how many entries readers may see."""
    return connection.scalar(select(func.count()).where(_SHOWN).select_from(entries)) or 0


def entries_in(connection: Connection, place: int, size: int) -> Iterator[tuple[str, datetime]]:
    """Yield address and last change of the entries in a slice: *place* counts slices from 0."""
    query = select(_said("url"), entries.c.updated).where(_SHOWN).order_by(*_OLDEST_FIRST)
    yield from connection.execute(query.limit(size).offset(place * size))


def changes(connection: Connection, size: int) -> dict[int, datetime]:
    """Return for each slice when something in it last changed or came to be known.

    An old article that is added today belongs to a slice of its time.
    """
    numbered = (
        select(
            entries.c.id,
            entries.c.updated,
            (func.row_number().over(order_by=_OLDEST_FIRST) - 1).label("place"),
        )
        .where(_SHOWN)
        .subquery()
    )
    place = numbered.c.place // size
    query = (
        select(place, func.max(numbered.c.updated), func.max(ledger.c.first_seen))
        .join_from(numbered, ledger, ledger.c.id == numbered.c.id)
        .group_by(place)
        .order_by(place)
    )
    return {each: max(updated, seen) for each, updated, seen in connection.execute(query)}


def newest(connection: Connection, since: datetime) -> Iterator[Fresh]:
    """Yield the visible entries published after *since*, the newest first."""
    query = (
        select(_said("url"), _said("title"), entries.c.published, entries.c.language)
        .where(_SHOWN, entries.c.published > since)
        .order_by(*(column.desc() for column in _OLDEST_FIRST))
    )
    for url, title, published, language in connection.execute(query):
        yield Fresh(url=url, title=title, published=published, language=language)


def filled_feeds(connection: Connection) -> tuple[FeedKey, ...]:
    """Return the feeds that hold entries, sorted by kind and slug."""
    query = select(feeds.c.kind, feeds.c.slug).where(feeds.c.opened, feeds.c.entries > 0)
    rows = connection.execute(query.order_by(feeds.c.kind, feeds.c.slug))
    return tuple(FeedKey(kind=FeedKind(kind), slug=slug) for kind, slug in rows)


def changed_at(connection: Connection, keys: Sequence[FeedKey]) -> dict[FeedKey, datetime]:
    """Return when the documents of each of the feeds last changed, as far as there are any."""
    owners = {document.path: key for key in keys for document in DocumentKey.of(key)}
    found: dict[FeedKey, datetime] = {}
    query = select(documents.c.path, documents.c.changed_at)
    for batch in batches(list(owners)):
        for path, at in connection.execute(query.where(documents.c.path.in_(batch))):
            key = owners[path]
            found[key] = max(at, found.get(key, at))
    return found


def _said(name: str) -> ColumnElement[str]:
    """Return a text that entries carry in their body; the database finds it there."""
    said: ColumnElement[str] = type_coerce(entries.c.body, JSON)[name].as_string()
    return said
