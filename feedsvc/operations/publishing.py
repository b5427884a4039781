"""Regenerating in this process, which holds the publisher's lock."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace

from feedsvc import pipeline, spool
from feedsvc.catalog import runs, withdrawals
from feedsvc.errors import FeedsvcError
from feedsvc.model import Failure, Outcome, Run, Scope, Standing, Trigger
from feedsvc.operations.services import Services, now
from feedsvc.pipeline.progress import Progress, silent
from feedsvc.publish.queue import new_run
from feedsvc.publish.stylesheet import place_stylesheet

# What a run's record says of documents written: all of an ordinary run's, some of a first one's.
_WRITTEN_KEPT = 100
STOPPED = Failure(code="stopped", message="the publisher was stopped while this run went on")


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
    services.queue.clean()
    spool.clear(services.database.folder)
    with services.database.writing() as connection:
        for run in runs.unfinished(connection):
            runs.record(connection, _ended(run, STOPPED))


def watched() -> Run:
    """Return a run for the publisher itself, which saw that articles were saved."""
    return new_run(Trigger.WATCH, Scope.CHANGED, now=now())


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
    if run.order:
        with services.database.writing() as connection:
            withdrawals.obey(connection, run.order, now=now())
        only = ()  # it waits for no file, not even for a content folder that is gone
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
        # Feeds come first: they are of use without it.
        place_stylesheet(services.documents.root)
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


def _ended(run: Run, failure: Failure | None = None) -> Run:
    outcome = Outcome.FAILED if failure else Outcome.SUCCEEDED
    return replace(run, outcome=outcome, finished_at=now(), failure=failure)


def _record(services: Services, run: Run) -> None:
    with services.database.writing(durable=False) as connection:
        runs.record(connection, run)
