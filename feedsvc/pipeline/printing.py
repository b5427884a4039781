"""Stale feeds become documents, and documents whose bytes differ are written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate

from feedsvc.catalog import documents, feeds, index, sites
from feedsvc.catalog.database import Connection, Database
from feedsvc.catalog.documents import Written
from feedsvc.catalog.feeds import Holding, Listing
from feedsvc.model import Document, DocumentKey, Feed, Format, Glimpse, Reason
from feedsvc.pipeline.fragments import Fragments
from feedsvc.pipeline.progress import Progress
from feedsvc.pipeline.stated import site
from feedsvc.plan.feeds import Site
from feedsvc.plan.feeds import feed as plan_feed
from feedsvc.publish.decide import decide, digest
from feedsvc.publish.files import DocumentFiles
from feedsvc.render import render_shell
from feedsvc.settings import Settings
from feedsvc.workers import Workers

# Feeds whose documents are flushed together: enough to pay for the disk's work once, few enough to
# hold.
_GROUP = 21


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What publishing did: feeds rendered, documents kept, and why each other one was written."""

    feeds: int
    kept: int
    written: tuple[tuple[str, Reason], ...]


@dataclass(frozen=True, slots=True)
class _Due:
    """A stale feed, the entries that it is to hold, and those that its documents hold."""

    listing: Listing
    window: tuple[Glimpse, ...]
    held: tuple[Holding, ...] | None

    @property
    def holds(self) -> tuple[Holding, ...]:
        return tuple((each.id, each.version) for each in self.window)


@dataclass(frozen=True, slots=True)
class _Printed:
    """A document's bytes, and where they divide."""

    key: DocumentKey
    body: bytes
    pieces: tuple[int, ...]


def publish(
    settings: Settings,
    database: Database,
    store: DocumentFiles,
    workers: Workers,
    now: datetime,
    progress: Progress,
) -> Published:
    """Render the stale feeds whose entries changed and write the documents whose bytes differ."""
    written: list[tuple[str, Reason]] = []
    noted: dict[str, Written] = {}
    with database.reading() as connection:
        stale = _stale(connection, settings)
        changed = [each for each in stale if each.holds != each.held]
        with Fragments(settings, connection, workers) as fragments:
            fragments.render(_new_entries(changed))
            printer = _Printer(connection, store, fragments, _site(settings, connection))
            for start in range(0, len(changed), _GROUP):
                decided = [
                    _decided(*each, now)
                    for each in printer.documents(changed[start : start + _GROUP])
                ]
                store.write([document for document, _, reason in decided if reason])
                written += [(each.key.path, reason) for each, _, reason in decided if reason]
                noted |= {document.key.path: note for document, note, _ in decided}
                progress("publish", min(start + _GROUP, len(changed)), len(changed))
    if stale:
        with database.writing() as connection:
            documents.note_documents(connection, noted)
            feeds.mark_fresh(connection, {each.listing.number: each.holds for each in stale})
    kept = len(stale) * len(Format) - len(written)
    return Published(feeds=len(changed), kept=kept, written=tuple(written))


def _site(settings: Settings, connection: Connection) -> Site:
    return site(settings, sites.name(connection))


def _stale(connection: Connection, settings: Settings) -> list[_Due]:
    """Return the stale feeds; what they share is in memory once."""
    seen: dict[str, Glimpse] = {}
    due = []
    for listing, held in feeds.stale(connection):
        window = index.newest(connection, listing.number, limit=settings.feeds.limit)
        shared = tuple(seen.setdefault(each.id, each) for each in window)
        due.append(_Due(listing, shared, held))
    return due


def _new_entries(changed: Sequence[_Due]) -> list[str]:
    """Return the ids of the entries that some document does not hold yet as they are now."""
    ids: dict[str, None] = {}
    for due in changed:
        held = set(due.held or ())
        ids |= {id_: None for id_, version in due.holds if (id_, version) not in held}
    return list(ids)


def _decided(
    printed: _Printed, known: Written | None, old: Document | None, now: datetime
) -> tuple[Document, Written, Reason | None]:
    """Return the document with the instant at which its bytes changed, and why to write it.

    The file itself says what readers have: the catalog may be lost, or a run killed before it
    took note of what it wrote.
    """
    new = digest(printed.body)
    decision = decide(
        new=new,
        published=old.digest if old else None,
        recorded=known.digest if known else None,
    )
    unchanged = old or known
    changed_at = unchanged.changed_at if unchanged and unchanged.digest == new else now
    document = Document(key=printed.key, body=printed.body, digest=new, changed_at=changed_at)
    note = Written(digest=new, changed_at=changed_at, pieces=printed.pieces)
    return document, note, decision.reason if decision.write else None


class _Printer:
    """Puts documents together from a shell and the bytes of entries."""

    def __init__(
        self, connection: Connection, store: DocumentFiles, fragments: Fragments, site: Site
    ) -> None:
        self._connection, self._store = connection, store
        self._fragments, self._site = fragments, site

    def documents(
        self, group: Sequence[_Due]
    ) -> Iterator[tuple[_Printed, Written | None, Document | None]]:
        """Yield each document of the feeds, what is known of it, and what readers have."""
        keys = [key for due in group for key in DocumentKey.of(due.listing.key)]
        known = documents.written(self._connection, [key.path for key in keys])
        for due in group:
            feed = self._feed(due)
            for key in DocumentKey.of(due.listing.key):
                old = self._store.load(key)
                kept = _pieces(due.held, known.get(key.path), old)
                yield self._printed(key, feed, due, kept), known.get(key.path), old

    def _feed(self, due: _Due) -> Feed:
        return plan_feed(
            due.listing.key,
            self._site,
            id=due.listing.id,
            label=due.listing.label,
            created_at=due.listing.created_at,
            entries=due.window,
        )

    def _printed(
        self, key: DocumentKey, feed: Feed, due: _Due, kept: dict[Holding, bytes]
    ) -> _Printed:
        shell = render_shell(feed, key.format)
        entries = [
            kept.get(holding) or self._fragments.get(holding[0], key.format)
            for holding in due.holds
        ]
        body = shell.around(entries)
        return _Printed(key, body, (len(shell.head), len(shell.separator), *map(len, entries)))


def _pieces(
    held: Sequence[Holding] | None, known: Written | None, old: Document | None
) -> dict[Holding, bytes]:
    """Return the bytes of the entries that the document as it is holds.

    A file that is not what was written there last is nothing to take bytes from.
    """
    if held is None or known is None or old is None or known.digest != old.digest:
        return {}
    head, separator, *lengths = known.pieces
    starts = accumulate(lengths, lambda start, length: start + length + separator, initial=head)
    return {
        holding: old.body[start : start + length]
        for holding, start, length in zip(held, starts, lengths, strict=False)
    }
