"""Stale feeds become documents, and documents whose bytes differ are written."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice, repeat

from feedsvc.catalog import archives, departures, documents, feeds, refusals, sites
from feedsvc.catalog.database import Connection, Database
from feedsvc.catalog.feeds import Held
from feedsvc.model import DocumentKey, Glimpse, Reason, Rejection, Written
from feedsvc.pipeline.due import Due, due_archive, due_feed
from feedsvc.pipeline.fragments import Fragments
from feedsvc.pipeline.progress import Halt, Progress, going_on
from feedsvc.pipeline.splicing import Print, Printer
from feedsvc.pipeline.stated import choices, site
from feedsvc.plan.options import Choices
from feedsvc.publish.files import DocumentFiles
from feedsvc.settings import Settings
from feedsvc.spool import Spool
from feedsvc.workers import Workers

# Feeds whose documents are flushed together: enough to pay for the disk's work once.
_GROUP = 21
# Archives that are printed, and noted, before others: what a run that is killed has done stays.
_SLICE = 210


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What publishing did: feeds rendered, documents kept, and why each other one was written.

    ``refused`` are entries and documents that are not published because they would be invalid.
    """

    feeds: int
    kept: int
    written: tuple[tuple[str, Reason], ...]
    refused: tuple[Rejection, ...]


def publish(
    settings: Settings,
    database: Database,
    store: DocumentFiles,
    workers: Workers,
    now: datetime,
    progress: Progress,
    halt: Halt = going_on,
) -> Published:
    """Render what is stale and write the documents whose bytes differ: feeds, then archives.

    Where *halt* ends it, documents are whole, and what is not noted as fresh is made again.
    """
    chosen = choices(settings)
    with database.reading() as connection, closing(Spool(database.folder)) as spool:
        printer = Printer(
            connection=connection,
            store=store,
            workers=workers,
            fragments=Fragments(connection, workers, spool, halt),
            spool=spool,
            site=site(settings, sites.name(connection)),
            now=now,
        )
        stale = list(_stale(connection, chosen))
        changed = [
            each for each in stale if not (each.is_as_held and _is_intact(connection, store, each))
        ]
        printed = _put_in_place(printer, changed, "publish", progress, halt)
        if stale:
            _note_feeds(database, stale, printed)
        outcome = _Outcome()
        outcome.add(printed, stale)
        stale_archives = archives.stale(connection)
        while some := list(islice(stale_archives, _SLICE)):
            due = [
                due_archive(connection, each, chosen.of(each.listing.key, each.listing.label))
                for each in some
            ]
            printed = _put_in_place(printer, due, "archive", progress, halt)
            _note_archives(database, printed)
            outcome.add(printed, due)
        refused = _note_refused(connection, database, printer.fragments)
    return outcome.published(feeds=len(changed), refused=refused)


def _note_refused(
    connection: Connection, database: Database, fragments: Fragments
) -> tuple[Rejection, ...]:
    """Note which entries would break a document; return why."""
    refused = {**fragments.refused(full=False), **fragments.refused(full=True)}
    if refused or refusals.are_known(connection):
        with database.writing(durable=False) as writing:
            refusals.note(writing, fragments.rendered, refused)
            return refusals.known(writing)
    return ()


class _Outcome:
    """Counts documents."""

    def __init__(self) -> None:
        self._total = 0
        self._written: list[tuple[str, Reason]] = []
        self._refused: list[Rejection] = []

    def add(self, printed: Sequence[Print], stale: Sequence[Due]) -> None:
        """Count those of what was *stale*, some of which had to be *printed*."""
        made = [document for each in printed for document in each.documents]
        self._total += sum(len(each.keys) for each in stale)
        self._written += [(each.key.path, each.reason) for each in made if each.reason]
        self._refused += [each.refusal for each in made if each.refusal]

    def published(self, *, feeds: int, refused: Iterable[Rejection]) -> Published:
        """Return all that was counted."""
        return Published(
            feeds=feeds,
            kept=self._total - len(self._written),
            written=tuple(self._written),
            refused=(*refused, *self._refused),
        )


def _stale(connection: Connection, chosen: Choices) -> Iterator[Due]:
    """Yield the stale feeds; what they share is in memory once."""
    seen: dict[str, Glimpse] = {}
    left = departures.feeds(connection)
    for listing, held in feeds.stale(connection):
        options = chosen.of(listing.key, listing.label)
        yield due_feed(connection, listing, options, held, seen=seen, left=left)


def _is_intact(connection: Connection, store: DocumentFiles, due: Due) -> bool:
    """Tell whether the documents are what was noted last.

    A run that was cut short has written documents, and noted nothing of what they hold.
    """
    known = documents.written(connection, [key.path for key in due.keys])
    there = ((known.get(key.path), store.load(key)) for key in due.keys)
    return all(noted and found and noted.digest == found.digest for noted, found in there)


def _put_in_place(
    printer: Printer, due: Sequence[Due], room: str, progress: Progress, halt: Halt
) -> list[Print]:
    """Print what is *due*, put the documents in place that differ; return all that was printed."""
    printed: list[Print] = []
    with _Placer(printer.store) as placer, closing(printer.documents(due)) as prints:
        # The first feed is the site's, which most readers have: it waits for no other.
        sizes = chain([1], repeat(_GROUP))
        while group := list(islice(prints, next(sizes))):
            placer.put_in_place(
                [document.key for each in group for document in each.documents if document.reason]
            )
            printed += group
            progress(room, len(printed), len(due))
            halt()
    return printed


def _note_feeds(database: Database, stale: Sequence[Due], printed: Sequence[Print]) -> None:
    """Note what the documents hold; a feed that has an invalid one stays stale."""
    now_due = {each.listing.number: each for each in stale}
    now_due |= {each.due.listing.number: each.due for each in printed}
    for each in printed:
        if each.is_refused:
            del now_due[each.due.listing.number]
    # Undone, it leaves stale feeds: the next run makes the same documents again.
    with database.writing(durable=False) as connection:
        documents.note_documents(connection, _notes(printed))
        held = {number: Held(due.holds, due.around) for number, due in now_due.items()}
        feeds.mark_fresh(connection, held)


def _note_archives(database: Database, printed: Sequence[Print]) -> None:
    with database.writing(durable=False) as connection:
        documents.note_documents(connection, _notes(printed))
        archives.mark_fresh(
            connection,
            {
                (each.due.listing.number, each.due.number): each.due.holds
                for each in printed
                if each.due.number is not None and not each.is_refused
            },
        )


def _notes(printed: Sequence[Print]) -> dict[str, Written]:
    made = (document for each in printed for document in each.documents)
    return {document.key.path: document.note for document in made if document.note}


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
