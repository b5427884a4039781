"""Stale feeds become documents, and documents whose bytes differ are written."""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from feedsvc.catalog import documents, feeds, index, sites
from feedsvc.catalog.database import Connection, Database
from feedsvc.catalog.documents import Written
from feedsvc.model import Document, DocumentKey, Format, Glimpse, Reason
from feedsvc.pipeline.fragments import Fragments
from feedsvc.pipeline.progress import Progress
from feedsvc.pipeline.splicing import Due, Printed, Printer
from feedsvc.pipeline.stated import site
from feedsvc.plan.feeds import Site
from feedsvc.publish.decide import decide, digest
from feedsvc.publish.files import DocumentFiles
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
        changed = [
            each
            for each in stale
            if each.holds != each.held or not _is_intact(connection, store, each)
        ]
        with Fragments(connection, workers, database.folder) as fragments:
            fragments.render(_new_entries(changed))
            printer = Printer(connection, store, fragments, _site(settings, connection))
            with _Writer(store) as writer:
                for start in range(0, len(changed), _GROUP):
                    printed = printer.documents(changed[start : start + _GROUP])
                    decided = [_decided(*each, now) for each in printed]
                    writer.write([document for document, _, reason in decided if reason])
                    written += [(each.key.path, reason) for each, _, reason in decided if reason]
                    noted |= {document.key.path: note for document, note, _ in decided}
                    progress("publish", min(start + _GROUP, len(changed)), len(changed))
    if stale:
        # Undone, it leaves stale feeds: the next run makes the same documents again.
        with database.writing(durable=False) as connection:
            documents.note_documents(connection, noted)
            feeds.mark_fresh(connection, {each.listing.number: each.holds for each in stale})
    kept = len(stale) * len(Format) - len(written)
    return Published(feeds=len(changed), kept=kept, written=tuple(written))


def _site(settings: Settings, connection: Connection) -> Site:
    return site(settings, sites.name(connection))


def _stale(connection: Connection, settings: Settings) -> list[Due]:
    """Return the stale feeds; what they share is in memory once."""
    seen: dict[str, Glimpse] = {}
    due = []
    for listing, held in feeds.stale(connection):
        window = index.newest(connection, listing.number, limit=settings.feeds.limit)
        shared = tuple(seen.setdefault(each.id, each) for each in window)
        due.append(Due(listing, shared, held))
    return due


def _is_intact(connection: Connection, store: DocumentFiles, due: Due) -> bool:
    """Tell whether the documents are what was noted last.

    A run that was cut short has written documents, and noted nothing of what they hold.
    """
    keys = DocumentKey.of(due.listing.key)
    known = documents.written(connection, [key.path for key in keys])
    there = ((known.get(key.path), store.load(key)) for key in keys)
    return all(noted and found and noted.digest == found.digest for noted, found in there)


def _new_entries(changed: Sequence[Due]) -> list[str]:
    """Return the ids of the entries that some document does not hold yet as they are now."""
    ids: dict[str, None] = {}
    for due in changed:
        held = set(due.held or ())
        ids |= {id_: None for id_, version in due.holds if (id_, version) not in held}
    return list(ids)


def _decided(
    printed: Printed, known: Written | None, old: Document | None, now: datetime
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


class _Writer:
    """Writes a group of documents while the next one is put together."""

    def __init__(self, store: DocumentFiles) -> None:
        self._store = store
        self._thread = ThreadPoolExecutor(1)
        self._begun: Future[None] | None = None

    def __enter__(self) -> "_Writer":
        return self

    def __exit__(self, failed: object, *_: object) -> None:
        self._thread.shutdown()
        if self._begun and not failed:
            self._begun.result()

    def write(self, documents: Sequence[Document]) -> None:
        """Begin to write *documents*; raises StorageError if those before could not be written."""
        if self._begun:
            self._begun.result()
        self._begun = self._thread.submit(self._store.write, documents)
