"""One regeneration, the rooms in order. Read this file first.

scan → read what changed → catalog and ledger → render stale feeds → write what differs → settle.

The catalog marks a feed stale in the same transaction that records a change, and fresh only after
its documents are written: whatever kills a run, the next one finishes the work.
"""

from collections.abc import Collection
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime

from feedsvc.catalog import files
from feedsvc.catalog.database import Database
from feedsvc.content import directory
from feedsvc.content.directory import Scan
from feedsvc.model import Counts, Reason, Rejection, Scope
from feedsvc.pipeline.archiving import close_archives
from feedsvc.pipeline.clearing import clear
from feedsvc.pipeline.difference import Difference, compare, guard, is_restated
from feedsvc.pipeline.garbage import left_alone
from feedsvc.pipeline.lost import mark_lost
from feedsvc.pipeline.previewing import Preview, compare_feeds
from feedsvc.pipeline.printing import publish
from feedsvc.pipeline.progress import Progress, Timings, silent
from feedsvc.pipeline.reading import read
from feedsvc.pipeline.record import record
from feedsvc.pipeline.stated import choices, fingerprint
from feedsvc.publish.files import DocumentFiles
from feedsvc.settings import Settings
from feedsvc.workers import Workers


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a regeneration did.

    ``written`` has the path of each document written and why; ``timings`` are seconds for each
    room.
    """

    counts: Counts
    rejections: tuple[Rejection, ...]
    written: tuple[tuple[str, Reason], ...]
    timings: tuple[tuple[str, float], ...]


@left_alone()
def regenerate(
    settings: Settings,
    database: Database,
    store: DocumentFiles,
    workers: Workers,
    *,
    now: datetime,
    scope: Scope = Scope.CHANGED,
    only: Collection[str] | None = None,
    accept_loss: bool = False,
    progress: Progress = silent,
) -> Result:
    """Bring the catalog and every document up to date with the content folder.

    *only* names the paths where something changed, from somebody who watched the whole folder: no
    others are looked at. Raises ContentError if the folder cannot be believed, StorageError if
    something cannot be written; what was published stays published.
    """
    timings = Timings()
    with timings.room("scan"):
        only = _still_only(database, settings, scope, only)
        scan = _scan(settings, only)
    with timings.room("compare"), database.reading() as connection:
        difference = compare(connection, scan, settings, scope, only=only)
        guard(connection, difference, settings, accept_loss=accept_loss)
    # What was read is forgotten with this function: publishing needs the room.
    counts, rejections = _learn(
        settings,
        database,
        workers,
        scan,
        difference,
        now=now,
        store=store if only is None else None,
        everything=scope is Scope.EVERYTHING,
        progress=progress,
        timings=timings,
    )
    with timings.room("publish"):
        published = publish(settings, database, store, workers, now, progress)
        everything = scope is Scope.EVERYTHING
        clear(database, store, choices(settings), said=fingerprint(settings), everything=everything)
    return Result(
        counts=replace(
            counts,
            rejected=counts.rejected + len(published.refused),
            feeds=published.feeds,
            written=len(published.written),
            kept=published.kept,
        ),
        rejections=(*rejections, *published.refused),
        written=published.written,
        timings=tuple(timings.seconds.items()),
    )


def preview(
    settings: Settings,
    copy: Database,
    workers: Workers,
    *,
    now: datetime,
    scope: Scope = Scope.CHANGED,
    accept_loss: bool = False,
    progress: Progress = silent,
) -> Preview:
    """Return what ``regenerate`` would change; it happens in *copy*, which is a catalog to spoil.

    Raises ContentError if the folder cannot be believed.
    """
    scan = _scan(settings, None)
    with copy.reading() as before:
        difference = compare(before, scan, settings, scope)
        guard(before, difference, settings, accept_loss=accept_loss)
        counts, rejections = _learn(
            settings, copy, workers, scan, difference, now=now, progress=progress
        )
        # The first connection goes on seeing the catalog as it was.
        with copy.reading() as after:
            feeds = compare_feeds(before, after, settings)
    return Preview(counts=counts, feeds=feeds, rejections=rejections)


def _learn(
    settings: Settings,
    database: Database,
    workers: Workers,
    scan: Scan,
    difference: Difference,
    *,
    now: datetime,
    store: DocumentFiles | None = None,
    everything: bool = False,
    progress: Progress,
    timings: Timings | None = None,
) -> tuple[Counts, tuple[Rejection, ...]]:
    """Read what changed and tell the catalog; return what came of it, and all that is rejected.

    The documents that *store* misses are to be made anew, or *everything* is.
    """
    timings = timings or Timings()
    with ExitStack() as kept:
        with timings.room("read"):
            articles = kept.enter_context(
                read(settings, workers, difference.changed, database.folder, progress)
            )
        with timings.room("catalog"), database.writing() as connection:
            counts = record(connection, settings, scan, difference, articles, now, progress)
            mark_lost(connection, settings, store, all_of_them=everything)
            close_archives(connection, choices(settings))
            rejections = (*scan.unreadable, *files.rejections(connection))
    return replace(counts, files=len(scan.signatures), rejected=len(rejections)), rejections


def _still_only(
    database: Database, settings: Settings, scope: Scope, only: Collection[str] | None
) -> Collection[str] | None:
    """Return *only* with what is read each time, None if more has changed than was watched."""
    if only is None or scope is Scope.EVERYTHING:
        return None
    if not only:
        return only  # somebody wants no file looked at, whatever has changed
    with database.reading() as connection:
        return None if is_restated(connection, settings) else {*only, *files.refused(connection)}


def _scan(settings: Settings, only: Collection[str] | None) -> Scan:
    if only is not None and not only:
        return Scan({}, ())  # not even at the folder, which may be gone
    ours = (settings.output.directory, settings.output.state_directory)
    if only is None:
        return directory.scan(settings.content.directory, leave_out=ours)
    return directory.scan_at(settings.content.directory, only, leave_out=ours)
