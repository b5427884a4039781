"""Feeds as an operator sees them: how large they are, when and why their documents changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from feedsvc.catalog import archives, outlines, places, runs
from feedsvc.catalog import feeds as feeds_kept
from feedsvc.catalog.database import Connection
from feedsvc.catalog.feeds import Listing
from feedsvc.errors import UnknownFeedError
from feedsvc.model import (
    ALL_FEED,
    DocumentKey,
    Entry,
    FeedKey,
    FeedKind,
    Outcome,
    Reason,
    Rejection,
    refused_document,
)
from feedsvc.operations.parts import Part, cursor, not_there, place
from feedsvc.operations.services import Services
from feedsvc.pipeline.stated import choices
from feedsvc.plan.options import Choices, Options

_RECENT_RUNS = 100
_MOST_DECISIONS = 50
_MOST_REFUSED = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLine:
    """A document of a feed; its size and its change are None where it is not there."""

    format: str
    path: str
    url: str
    bytes: int | None
    changed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLine:
    """A feed in a list.

    ``newest`` is when its newest entry was published, ``changed_at`` when one of its documents last
    changed; a stale one has documents that are yet to be made.
    """

    key: FeedKey
    label: str
    url: str
    entries: int
    newest: datetime | None
    changed_at: datetime | None
    is_stale: bool
    documents: tuple[DocumentLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedDecision:
    """Why a run wrote a document."""

    run: str
    at: datetime | None
    path: str
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedView:
    """A feed with what is chosen for it, and what became of it in the last runs.

    ``refusals`` are documents of it that the last runs did not replace because they would be
    invalid.
    """

    line: FeedLine
    id: str
    created_at: datetime
    options: Options
    archives: int
    decisions: tuple[FeedDecision, ...]
    refusals: tuple[Rejection, ...]


def feed_lines(services: Services, after: str | None = None, *, limit: int) -> Part[FeedLine]:
    """Return feeds by kind and slug, *after* the one with this path, such as ``tag/tea``.

    Raises CursorError if that is no path of a feed.
    """
    behind = _key(after) if after else None
    if not services.database.exists:
        return Part(())
    chosen = choices(services.settings)
    with services.database.reading() as connection:
        found = places.listings(connection, behind, limit=limit + 1)
        lines = tuple(feed_line(services, connection, chosen, *each) for each in found[:limit])
    return Part(lines, lines[-1].key.path if len(found) > limit else None)


def feed_view(services: Services, key: FeedKey) -> FeedView:
    """Return one feed. Raises UnknownFeedError if there is none with this key."""
    chosen = choices(services.settings)
    with services.database.reading() as connection:
        listing = _listing(connection, key)
        newest = places.entry_ids(connection, listing.number, None, limit=1)
        entry = outlines.of(connection, newest).get(newest[0]) if newest else None
        published = entry.published if entry else None
        is_stale = places.is_stale(connection, listing.number)
        recent = runs.newest(connection, limit=_RECENT_RUNS, without=("rejections",))
        last = next((run.id for run in recent if run.outcome is Outcome.SUCCEEDED), None)
        refused = last and runs.rejections(connection, last, of_documents=True, limit=_MOST_REFUSED)
        line = feed_line(services, connection, chosen, listing, published, is_stale)
        count = archives.counts(connection)[listing.number]
    ours = {document.path for document in line.documents}
    decisions = [
        FeedDecision(run=run.id, at=run.finished_at, path=path, reason=reason)
        for run in recent
        for path, reason in run.written
        if path in ours
    ]
    return FeedView(
        line=line,
        id=listing.id,
        created_at=listing.created_at,
        options=chosen.of(key, listing.label),
        archives=count,
        decisions=tuple(decisions[:_MOST_DECISIONS]),
        refusals=tuple(each for each in refused or () if refused_document(each.path) in ours),
    )


def feed_entries(
    services: Services, key: FeedKey, after: str | None = None, *, limit: int
) -> Part[Entry]:
    """Return entries of a feed without their contents, newest first.

    They come *after* what a part ended with. Raises UnknownFeedError if there is no such feed,
    CursorError if no part ends so.
    """
    with services.database.reading() as connection:
        listing = _listing(connection, key)
        position = place(after) if after else None
        ids = places.entry_ids(connection, listing.number, position, limit=limit + 1)
        found = outlines.of(connection, ids)
    entries = tuple(found[id_] for id_ in ids[:limit] if id_ in found)
    more = len(ids) > limit and entries
    return Part(entries, cursor(entries[-1].published, entries[-1].id) if more else None)


def _key(path: str) -> FeedKey:
    kind, _, slug = path.partition("/")
    if path == ALL_FEED.slug:
        return ALL_FEED
    if kind not in set(FeedKind) or not slug:
        raise not_there(path)
    return FeedKey(kind=FeedKind(kind), slug=slug)


def _listing(connection: Connection, key: FeedKey) -> Listing:
    listing = feeds_kept.listing(connection, key)
    if listing is None:
        raise UnknownFeedError(f"there is no feed {key.path}", hint="list them with feedsvc feeds")
    return listing


def feed_line(
    services: Services,
    connection: Connection,
    chosen: Choices,
    listing: Listing,
    newest: datetime | None,
    is_stale: bool,
) -> FeedLine:
    """Return what lists show of a feed, in a view of the catalog that is open."""
    base = f"{services.settings.site.base_url}/feeds/"
    keys = DocumentKey.of(listing.key, chosen.of(listing.key, listing.label).formats)
    changed = {
        each.path: each.changed_at
        for each in places.documents_at(connection, [key.path for key in keys])
    }
    return FeedLine(
        key=listing.key,
        label=listing.label,
        url=f"{base}{listing.key.path}",
        entries=listing.entries,
        newest=newest,
        changed_at=max(changed.values(), default=None),
        is_stale=is_stale,
        documents=tuple(_documents(services, keys, changed, base)),
    )


def _documents(
    services: Services,
    keys: tuple[DocumentKey, ...],
    changed: dict[str, datetime],
    base: str,
) -> Iterator[DocumentLine]:
    for key in keys:
        yield DocumentLine(
            format=key.format.extension,
            path=key.path,
            url=f"{base}{key.path}",
            bytes=services.documents.size(key),
            changed_at=changed.get(key.path),
        )
