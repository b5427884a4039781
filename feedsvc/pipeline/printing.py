"""Stale feeds become documents, and documents whose bytes differ are written."""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice, repeat

from feedsvc.catalog import documents, feeds, index, sites
from feedsvc.catalog.database import Connection, Database
from feedsvc.model import DocumentKey, Format, Glimpse, Reason
from feedsvc.pipeline.fragments import Fragments
from feedsvc.pipeline.progress import Progress
from feedsvc.pipeline.splicing import Due, Printer
from feedsvc.pipeline.stated import site
from feedsvc.press import Printed
from feedsvc.publish.files import DocumentFiles
from feedsvc.settings import Settings
from feedsvc.spool import Spool
from feedsvc.workers import Workers

# Documents that are flushed together: enough to pay for the disk's work once.
_GROUP = 63


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
    with database.reading() as connection, closing(Spool(database.folder)) as spool:
        stale = _stale(connection, settings)
        changed = [
            each
            for each in stale
            if each.holds != each.held or not _is_intact(connection, store, each)
        ]
        fragments = Fragments(connection, workers, spool)
        fragments.render(_new_entries(changed))
        printer = Printer(
            connection=connection,
            store=store,
            workers=workers,
            fragments=fragments,
            spool=spool,
            site=site(settings, sites.name(connection)),
            now=now,
        )
        printed = _put_in_place(printer, changed, store, progress)
    if stale:
        # Undone, it leaves stale feeds: the next run makes the same documents again.
        with database.writing(durable=False) as connection:
            documents.note_documents(connection, {key: each.note for key, each in printed.items()})
            feeds.mark_fresh(connection, {each.listing.number: each.holds for each in stale})
    paths = [key.path for each in changed for key in DocumentKey.of(each.listing.key)]
    written = tuple((path, reason) for path in paths if (reason := printed[path].reason))
    kept = len(stale) * len(Format) - len(written)
    return Published(feeds=len(changed), kept=kept, written=written)


def _put_in_place(
    printer: Printer, changed: Sequence[Due], store: DocumentFiles, progress: Progress
) -> dict[str, Printed]:
    """Print the documents of the feeds, put those in place that differ; return all by path."""
    printed: dict[str, Printed] = {}
    total = len(changed) * len(Format)
    with _Placer(store) as placer, closing(printer.documents(changed)) as documents:
        # The first feed is the site's, which most readers have: it waits for no other.
        sizes = chain([len(Format)], repeat(_GROUP))
        while group := list(islice(documents, next(sizes))):
            placer.put_in_place([each.key for each in group if each.reason])
            printed |= {each.key.path: each for each in group}
            progress("publish", len(printed), total)
    return printed


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


class _Placer:
    """Puts a group of documents in place while the next one is printed.

    Should one fail, those that wait for their places are removed in the end.
    """

    def __init__(self, store: DocumentFiles) -> None:
        self._store = store
        self._thread = ThreadPoolExecutor(1)
        self._begun: Future[None] | None = None

    def __enter__(self) -> "_Placer":
        return self

    def __exit__(self, failed: object, *_: object) -> None:
        self._thread.shutdown()
        error = self._begun and self._begun.exception()
        if failed or error:
            self._store.clean()
        if error and not failed:
            raise error

    def put_in_place(self, keys: Sequence[DocumentKey]) -> None:
        """Begin with *keys*; raises StorageError if those before could not be put in place."""
        if self._begun:
            self._begun.result()
        self._begun = self._thread.submit(self._store.put_in_place, keys)
