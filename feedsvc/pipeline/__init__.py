"""One regeneration, the rooms in order. Read this file first.

scan → read what changed → catalog and ledger → render stale feeds → write what differs → settle.

The catalog marks a feed stale in the same transaction that records a change, and fresh only after
its documents are written: whatever kills a run, the next one finishes the work.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from feedsvc.catalog import files
from feedsvc.catalog.database import Database
from feedsvc.content import directory
from feedsvc.model import Counts, Reading, Rejection, Scope
from feedsvc.pipeline.difference import compare, guard
from feedsvc.pipeline.printing import publish
from feedsvc.pipeline.progress import Progress, Timings, silent
from feedsvc.pipeline.record import mark_stale, record
from feedsvc.pipeline.stated import rules
from feedsvc.publish.files import DocumentFiles
from feedsvc.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a regeneration did; ``timings`` are seconds for each room."""

    counts: Counts
    rejections: tuple[Rejection, ...]
    timings: tuple[tuple[str, float], ...]


def regenerate(
    settings: Settings,
    database: Database,
    store: DocumentFiles,
    *,
    now: datetime,
    scope: Scope = Scope.CHANGED,
    accept_loss: bool = False,
    progress: Progress = silent,
) -> Result:
    """Bring the catalog and every document up to date with the content folder.

    Raises ContentError if the folder cannot be believed, StorageError if something cannot be
    written; what was published stays published.
    """
    timings = Timings()
    with timings.room("scan"):
        ours = (settings.output.directory, settings.output.state_directory)
        scan = directory.scan(settings.content.directory, leave_out=ours)
    with timings.room("compare"), database.reading() as connection:
        difference = compare(connection, scan, settings, scope)
        guard(connection, scan, settings, accept_loss)
    with timings.room("read"):
        reading = _read(settings, difference.changed, progress)
    with timings.room("catalog"), database.writing() as connection:
        counts = record(connection, settings, scan, difference, reading, now)
        mark_stale(connection, settings, store, all_of_them=scope is Scope.EVERYTHING)
        rejections = (*scan.unreadable, *files.seen(connection).rejections.values())
    with timings.room("publish"):
        counts = publish(settings, database, store, now, counts, progress)
    counts = replace(counts, files=len(scan.signatures), rejected=len(rejections))
    return Result(counts=counts, rejections=rejections, timings=tuple(timings.seconds.items()))


def _read(settings: Settings, paths: tuple[str, ...], progress: Progress) -> Reading:
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        progress("read", done, len(paths))

    return directory.read(
        settings.content.directory,
        paths,
        rules(settings),
        max_bytes=settings.content.max_bytes,
        progress=step,
    )
