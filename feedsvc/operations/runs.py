"""Asking for runs, waiting for them, and seeing what they did or would do."""

from dataclasses import replace
from datetime import datetime
from time import sleep

from feedsvc import pipeline
from feedsvc.catalog import index, runs
from feedsvc.model import Outcome, Run, Scope, Trigger
from feedsvc.operations.publishing import perform, publishing
from feedsvc.operations.services import Services, now
from feedsvc.pipeline.previewing import Preview
from feedsvc.pipeline.progress import Progress, silent
from feedsvc.publish.queue import new_run

_POLL_SECONDS = 0.1


def request(
    services: Services,
    trigger: Trigger,
    scope: Scope = Scope.CHANGED,
    *,
    accept_loss: bool = False,
) -> Run:
    """Ask the publisher for a run; return it, or the equal one that waits already."""
    return services.queue.put(new_run(trigger, scope, now=now(), accept_loss=accept_loss))


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
