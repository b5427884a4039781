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
from feedsvc.model import Counts, Reason, Rejection, Scope, Target
from feedsvc.pipeline.archiving import close_archives
from feedsvc.pipeline.clearing import clear
from feedsvc.pipeline.difference import Difference, compare, guard, is_restated
from feedsvc.pipeline.garbage import left_alone
from feedsvc.pipeline.lost import mark_lost
from feedsvc.pipeline.previewing import Preview, foreseen
from feedsvc.pipeline.printing import publish
from feedsvc.pipeline.progress import Halt, Progress, Timings, going_on, silent
from feedsvc.pipeline.reading import read
from feedsvc.pipeline.record import record
from feedsvc.pipeline.stated import choices, fingerprint
from feedsvc.pipeline.targets import mark_target, paths_of
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
    target: Target | None = None,
    accept_loss: bool = False,
    progress: Progress = silent,
    halt: Halt = going_on,
) -> Result:
    """Bring the catalog and every document up to date with the content folder.

    *only* names the paths where something changed, from somebody who watched the whole folder: no
    others are looked at. With a *target*, its articles are read whether they changed or not, and
    its documents are printed anew. For a feed all files are looked at, since their text alone tells
    which are new in it, and what changed elsewhere is published as well; for an article no other
    file is, unless the settings changed. Raises ContentError if the folder cannot be believed,
    StorageError if something cannot be written; what was published stays published. Where *halt*
    raises, the run stops; the next one completes what it wrote.
    """
    timings = Timings()
    with timings.room("scan"):
        only = _still_only(database, settings, scope, only, target)
        scan = _scan(settings, only)
    halt()
    with timings.room("compare"), database.reading() as connection:
        anew = paths_of(connection, target) if target else ()
        difference = compare(connection, scan, settings, scope, only=only, anew=anew)
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
        target=target,
        progress=progress,
        halt=halt,
        timings=timings,
    )
    halt()
    with timings.room("publish"):
        published = publish(settings, database, store, workers, now, progress, halt)
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
    target: Target | None = None,
    accept_loss: bool = False,
    progress: Progress = silent,
) -> Preview:
    """Return what ``regenerate`` would change; it happens in *copy*, which is a catalog to spoil.

    Raises ContentError if the folder cannot be believed.
    """
    only = _still_only(copy, settings, scope, None, target)
    scan = _scan(settings, only)
    with copy.reading() as before:
        anew = paths_of(before, target) if target else ()
        difference = compare(before, scan, settings, scope, only=only, anew=anew)
        guard(before, difference, settings, accept_loss=accept_loss)
        counts, rejections = _learn(
            settings, copy, workers, scan, difference, now=now, target=target, progress=progress
        )
        # The first connection goes on seeing the catalog as it was.
        with copy.reading() as after:
            return foreseen(before, after, settings, counts, rejections)


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
    target: Target | None = None,
    progress: Progress,
    halt: Halt = going_on,
    timings: Timings | None = None,
) -> tuple[Counts, tuple[Rejection, ...]]:
    """Read what changed and tell the catalog; return what came of it, and all that is rejected.

    The documents that *store* misses are to be made anew, those of the *target*, or *everything*.
    """
    timings = timings or Timings()
    with ExitStack() as kept:
        with timings.room("read"):
            articles = kept.enter_context(
                read(settings, workers, difference.changed, database.folder, progress, halt)
            )
        halt()
        with timings.room("catalog"), database.writing() as connection:
            counts = record(connection, settings, scan, difference, articles, now, progress)
            mark_lost(connection, settings, store, all_of_them=everything)
            if target:
                mark_target(connection, target)
            close_archives(connection, choices(settings))
            rejections = (*scan.unreadable, *files.rejections(connection))
    return replace(counts, files=len(scan.signatures), rejected=len(rejections)), rejections


def _still_only(
    database: Database,
    settings: Settings,
    scope: Scope,
    only: Collection[str] | None,
    target: Target | None,
) -> Collection[str] | None:
    """Return *only* with what is read each time, None if more has changed than was watched.

    With an article as the *target*, return its path.
    """
    if target:
        if target.article is None:
            return None
        with database.reading() as connection:
            return None if is_restated(connection, settings) else (target.article,)
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
