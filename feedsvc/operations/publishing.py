"""Regenerating in this process, which holds the publisher's lock."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace

from feedsvc import pipeline, spool
from feedsvc.catalog import runs, withdrawals
from feedsvc.errors import CancelledError, FeedsvcError
from feedsvc.model import (
    Deed,
    Failure,
    Outcome,
    Rejection,
    Run,
    Scope,
    Standing,
    Target,
    Trigger,
    refused_document,
)
from feedsvc.operations.auditing import note, take_notes
from feedsvc.operations.cancelling import Stop
from feedsvc.operations.services import Services, now
from feedsvc.pipeline.progress import Progress, going_on, silent
from feedsvc.publish.requests import cancelled, new_run
from feedsvc.publish.stylesheet import place_stylesheet

# What a run's record says of documents written: all of an ordinary run's, some of a first one's.
_WRITTEN_KEPT = 100
# And of rejections: the catalog knows all that stand, and a thousand runs are kept.
_REJECTIONS_KEPT = 1000
STOPPED = Failure(
    code="stopped",
    message="the publisher was stopped while this run went on",
    hint="the next run completes its work; one begins when a publisher does",
)


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
        take_notes(services)
    finally:
        services.workers.close()
        services.publisher_lock.release()


def make_ready(services: Services) -> tuple[Run, ...]:
    """Prepare the catalog and clear up after a process that was killed; needs the lock.

    Return the runs that went on when it was.
    """
    services.database.prepare()
    services.documents.clean()
    services.queue.clean()
    spool.clear(services.database.folder)
    with services.database.writing() as connection:
        stopped = tuple(_ended(run, STOPPED) for run in runs.unfinished(connection))
        for run in stopped:
            runs.record(connection, run)
    take_notes(services)
    return stopped


def watched() -> Run:
    """Return a run for the publisher itself, which saw that articles were saved."""
    return new_run(Trigger.WATCH, Scope.CHANGED, now=now())


def run_here(
    services: Services,
    scope: Scope,
    *,
    target: Target | None = None,
    accept_loss: bool = False,
    who: str = "",
    progress: Progress = silent,
) -> Run:
    """Regenerate in this process, for somebody at the command line; see ``perform``."""
    run = new_run(Trigger.CLI, scope, now=now(), target=target, accept_loss=accept_loss, who=who)
    if who:
        note(services, who, Deed.START_RUN, run.id, target.name if target else scope)
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
    been recorded. Somebody may cancel it, before it begins or while it goes on.
    """
    with services.database.kept_open():
        return _perform(services, run, progress, only)


def _perform(services: Services, run: Run, progress: Progress, only: Collection[str] | None) -> Run:
    run = replace(run, outcome=Outcome.RUNNING, started_at=now())
    if ended := _begin(services, run):
        return ended
    if run.order:
        with services.queue.holding(run) as ended:
            if ended is None:
                with services.database.writing() as connection:
                    withdrawals.obey(connection, run.order, now=now())
        only = ()  # it waits for no file, not even for a content folder that is gone
    taken = services.queue.take(run)
    if taken.ended:
        _record(services, taken.ended)
        services.queue.forget(run)
        return taken.ended
    # Somebody may have cancelled one of those since.
    run = replace(run, folded=tuple(each.id for each in taken.covered))
    stop = Stop(services.queue, run)

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
            target=run.target,
            accept_loss=run.accept_loss,
            progress=told,
            # What readers are not to see any more goes at once.
            halt=going_on if run.order else stop.halt,
        )
        # Feeds come first: they are of use without it.
        place_stylesheet(services.documents.root)
    except CancelledError:
        # Others wanted these, and they do not know of whoever cancelled the wider one.
        services.queue.put_back(taken.covered)
        run = cancelled(run, stop.who, now=now())
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
            rejections=_kept(result.rejections),
            written=result.written[:_WRITTEN_KEPT],
        )
    _record(services, run)
    services.queue.forget(run)
    services.standing.clear()
    return run


def _kept(rejections: tuple[Rejection, ...]) -> tuple[Rejection, ...]:
    """Return what the record of a run says; documents, which are in no table, come before files."""
    if len(rejections) <= _REJECTIONS_KEPT:
        return rejections
    ordered = sorted(rejections, key=lambda each: refused_document(each.path) is None)
    return tuple(ordered[:_REJECTIONS_KEPT])


def _begin(services: Services, run: Run) -> Run | None:
    """Note that *run* goes on; return how it ended if somebody cancelled it before."""
    with services.database.writing(durable=False) as connection:
        known = runs.find(connection, run.id)
        if known and known.id == run.id and known.outcome is Outcome.CANCELLED:
            return known
        runs.record(connection, run)
    return None


def _ended(run: Run, failure: Failure | None = None) -> Run:
    outcome = Outcome.FAILED if failure else Outcome.SUCCEEDED
    return replace(run, outcome=outcome, finished_at=now(), failure=failure)


def _record(services: Services, run: Run) -> None:
    with services.database.writing(durable=False) as connection:
        runs.record(connection, run)
