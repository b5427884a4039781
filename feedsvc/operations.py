"""What an operator can do; every door, command line, API or schedule, comes through here."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from time import sleep

from feedsvc import pipeline
from feedsvc.catalog import index, ledger, runs
from feedsvc.catalog.database import Database
from feedsvc.content import directory
from feedsvc.content.predecessors import read_feed
from feedsvc.content.readers import read_all
from feedsvc.errors import ContentError, FeedsvcError
from feedsvc.model import (
    Article,
    Entry,
    Failure,
    Outcome,
    Reading,
    Rejection,
    Run,
    Scope,
    Standing,
    Trigger,
)
from feedsvc.pipeline.previewing import Preview
from feedsvc.pipeline.progress import Progress, silent
from feedsvc.pipeline.stated import limits, rules
from feedsvc.publish.files import DocumentFiles
from feedsvc.publish.lock import Lock
from feedsvc.publish.queue import Queue, new_run
from feedsvc.publish.standing import StandingFile
from feedsvc.settings import Settings
from feedsvc.tokens import Tokens
from feedsvc.workers import Workers

_POLL_SECONDS = 0.1
# What a run's record says of documents written: all of an ordinary run's, some of a first one's.
_WRITTEN_KEPT = 100
STOPPED = Failure(code="stopped", message="the publisher was stopped while this run went on")


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What feedsvc runs on: the settings, and one adapter for each edge."""

    settings: Settings
    database: Database
    documents: DocumentFiles
    queue: Queue
    publisher_lock: Lock
    tokens: Tokens
    standing: StandingFile
    workers: Workers


def now() -> datetime:
    """Return this instant, in UTC and whole seconds: the one clock of all doors."""
    return datetime.now(UTC).replace(microsecond=0)


# Runs.


def request(
    services: Services,
    trigger: Trigger,
    scope: Scope = Scope.CHANGED,
    *,
    accept_loss: bool = False,
) -> Run:
    """Ask the publisher for a run; return it, or the equal one that waits already."""
    return services.queue.put(new_run(trigger, scope, now=now(), accept_loss=accept_loss))


def watched() -> Run:
    """Return a run for the publisher itself, which saw that articles were saved."""
    return new_run(Trigger.WATCH, Scope.CHANGED, now=now())


@contextmanager
def publishing(services: Services, purpose: str) -> Iterator[None]:
    """Be the one process that publishes: hold the lock, with the catalog ready to be written.

    Raises BusyError if another process publishes.
    """
    services.publisher_lock.take_or_fail(
        purpose, hint="use feedsvc regenerate to ask the running publisher, or stop it"
    )
    try:
        make_ready(services)
        yield
    finally:
        services.workers.close()
        services.publisher_lock.release()


def make_ready(services: Services) -> None:
    """Prepare the catalog and clear up after a process that was killed; needs the lock."""
    services.database.prepare()
    services.documents.clean()
    with services.database.writing() as connection:
        for run in runs.unfinished(connection):
            runs.record(connection, _ended(run, STOPPED))


def run_here(
    services: Services, scope: Scope, *, accept_loss: bool = False, progress: Progress = silent
) -> Run:
    """Regenerate in this process, for somebody at the command line; see ``perform``."""
    run = new_run(Trigger.CLI, scope, now=now(), accept_loss=accept_loss)
    return perform(services, run, progress)


def perform(
    services: Services,
    run: Run,
    progress: Progress = silent,
    *,
    only: Collection[str] | None = None,
) -> Run:
    """Regenerate and return the run with its outcome; needs the publisher's lock.

    *only* names the paths where something changed, if the whole folder was watched. What goes
    wrong on purpose (a FeedsvcError) is the run's failure, anything else is raised after it has
    been recorded.
    """
    with services.database.kept_open():
        return _perform(services, run, progress, only)


def _perform(services: Services, run: Run, progress: Progress, only: Collection[str] | None) -> Run:
    run = replace(run, outcome=Outcome.RUNNING, started_at=now())
    _record(services, run)
    services.queue.take(run)

    def told(room: str, done: int, total: int) -> None:
        services.standing.note(run.id, Standing(room=room, done=done, total=total))
        progress(room, done, total)

    try:
        result = pipeline.regenerate(
            services.settings,
            services.database,
            services.documents,
            services.workers,
            now=now(),
            scope=run.scope,
            only=only,
            accept_loss=run.accept_loss,
            progress=told,
        )
    except FeedsvcError as error:
        run = _ended(run, Failure(code=error.code, message=str(error), hint=error.hint))
    except Exception as error:
        message = f"{type(error).__name__}: {error}"
        _record(services, _ended(run, Failure(code="unexpected", message=message)))
        raise
    else:
        run = replace(
            _ended(run),
            counts=result.counts,
            timings=result.timings,
            rejections=result.rejections,
            written=result.written[:_WRITTEN_KEPT],
        )
    _record(services, run)
    services.standing.clear()
    return run


def wait_for(services: Services, run: Run, progress: Progress = silent) -> Run:
    """Return *run* once it has ended; should its publisher be gone, perform it here.

    *progress* is told now and then how far it is. Raises BusyError if yet another process begins
    to publish in that moment.
    """
    while run.outcome in (Outcome.QUEUED, Outcome.RUNNING):
        if services.publisher_lock.is_held():
            sleep(_POLL_SECONDS)
            run = find_run(services, run.id) or run
            if run.standing:
                progress(run.standing.room, run.standing.done, run.standing.total)
            continue
        with publishing(services, "cannot regenerate"):
            run = find_run(services, run.id) or run
            if run.outcome is Outcome.QUEUED:
                run = perform(services, run, progress)
    return run


def preview(
    services: Services,
    scope: Scope,
    *,
    accept_loss: bool = False,
    progress: Progress = silent,
) -> Preview:
    """Return what a run would change, without a change: it happens on a copy of the catalog.

    Raises what a run would fail with: ContentError, StorageError, WorkerError.
    """
    try:
        with services.database.copy() as copy:
            return pipeline.preview(
                services.settings,
                copy,
                services.workers,
                now=now(),
                scope=scope,
                accept_loss=accept_loss,
                progress=progress,
            )
    finally:
        services.workers.close()


def find_run(services: Services, id_: str) -> Run | None:
    """Return the run called *id_*, whether it waits, goes on or has ended."""
    waiting = next((run for run in services.queue.waiting() if run.id == id_), None)
    if waiting is not None or not services.database.exists:
        return waiting
    with services.database.reading() as connection:
        found = runs.find(connection, id_)
    return found and _with_standing(services, found)


def recent_runs(services: Services, *, limit: int) -> tuple[Run, ...]:
    """Return the runs that wait, then those that began, newest first."""
    waiting = services.queue.waiting()
    if not services.database.exists:
        return waiting
    with services.database.reading() as connection:
        begun = [_with_standing(services, run) for run in runs.newest(connection, limit=limit)]
    return (*waiting, *begun)[:limit]


def _with_standing(services: Services, run: Run) -> Run:
    if run.outcome is not Outcome.RUNNING:
        return run
    return replace(run, standing=services.standing.read(run.id))


def next_change(services: Services) -> datetime | None:
    """Return the next instant at which an embargo ends or an article expires."""
    with services.database.reading() as connection:
        return index.next_change(connection)


def adopt(services: Services, bodies: Iterable[tuple[str, bytes]]) -> int:
    """Take on the entries of feeds that readers already have; return how many were not known.

    *bodies* are feeds with the name of their source. The next run lets each article go on with
    the entry that has its text, link or title. Needs the publisher's lock. Raises ContentError
    for what is no feed.
    """
    found = [each for source, body in bodies for each in read_feed(body, source)]
    own_pages = f"{services.settings.site.base_url}/articles/"
    with services.database.writing() as connection:
        return ledger.adopt(connection, found, own_pages=own_pages, now=now())


def check(services: Services, folder: Path) -> Reading:
    """Return what every article file below *folder* says; nothing is written.

    Raises ContentError if the folder cannot be read.
    """
    output = services.settings.output
    scan = directory.scan(folder, leave_out=(output.directory, output.state_directory))
    reading = _read(services, folder, sorted(scan.signatures))
    return replace(reading, rejections=(*scan.unreadable, *reading.rejections))


def _read(services: Services, folder: Path, paths: Sequence[str]) -> Reading:
    settings = services.settings
    try:
        return read_all(services.workers, folder, paths, rules(settings), limits(settings))
    finally:
        services.workers.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What one file says, and what the catalog remembers of it: an article or a rejection."""

    path: str
    article: Article | None
    rejection: Rejection | None
    entry: Entry | None


def explain(services: Services, path: Path) -> Explanation:
    """Return what feedsvc makes of the file at *path*, inside the content folder or anywhere.

    Raises ContentError if there is no such file.
    """
    folder = services.settings.content.directory
    root = folder if path.is_relative_to(folder) else path.parent
    name = path.relative_to(root).as_posix()
    reading = _read(services, root, [name])
    if not (reading.articles or reading.rejections):
        raise ContentError(f"there is no file {path}", hint="name an article file")
    return Explanation(
        path=name,
        article=next(iter(reading.articles), None),
        rejection=next(iter(reading.rejections), None),
        entry=_known_entry(services, name) if root == folder else None,
    )


def _known_entry(services: Services, path: str) -> Entry | None:
    if not services.database.exists:
        return None
    with services.database.reading() as connection:
        id_ = ledger.ids_at(connection, [path]).get(path)
        return index.load(connection, [id_]).get(id_) if id_ else None


def _ended(run: Run, failure: Failure | None = None) -> Run:
    outcome = Outcome.FAILED if failure else Outcome.SUCCEEDED
    return replace(run, outcome=outcome, finished_at=now(), failure=failure)


def _record(services: Services, run: Run) -> None:
    with services.database.writing(durable=False) as connection:
        runs.record(connection, run)
