"""Asking for runs, waiting for them, and seeing what they would do."""

from dataclasses import dataclass
from time import sleep

from feedsvc import pipeline
from feedsvc.errors import UnknownRunError
from feedsvc.model import Deed, Outcome, Run, Scope, Target, Trigger
from feedsvc.operations.auditing import note
from feedsvc.operations.history import find_run
from feedsvc.operations.publishing import perform, publishing
from feedsvc.operations.services import Services, now
from feedsvc.operations.targets import target as target_named
from feedsvc.pipeline.previewing import Preview
from feedsvc.pipeline.progress import Progress, silent
from feedsvc.publish.keys import Key
from feedsvc.publish.requests import new_run

_POLL_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Started:
    """The run that does what somebody asked for, and whether it was made for that."""

    run: Run
    is_new: bool


def start(
    services: Services,
    trigger: Trigger,
    scope: Scope = Scope.CHANGED,
    *,
    target: Target | None = None,
    accept_loss: bool = False,
    who: str = "",
    key: str | None = None,
    said: str | None = None,
) -> Started:
    """Ask the publisher for a run, or for the one that waits already and does the same.

    With a *key*, whoever asks again within 24 hours gets the same run, whatever became of it;
    *said* is what was asked for in the words of whoever did. With a *target*, all of its articles
    are read, whatever the scope. Raises KeyReusedError if the key came with another request,
    UnknownRunError if its run is forgotten, StorageError if the request cannot be kept.
    """
    aim = target.name if target else scope
    wanted = new_run(
        trigger,
        Scope.CHANGED if target else scope,
        now=now(),
        target=target,
        accept_loss=accept_loss,
        who=who,
    )
    asked = services.queue.ask(wanted, key=_key(key, who, said or aim, accept_loss=accept_loss))
    if not asked.is_new:
        return _known(services, asked.run) if key else Started(asked.run, is_new=False)
    if who:
        note(services, who, Deed.START_RUN, asked.run.id, aim)
    return Started(asked.run, is_new=True)


def start_named(
    services: Services,
    trigger: Trigger,
    said: str,
    *,
    accept_loss: bool = False,
    who: str = "",
    key: str | None = None,
) -> Started:
    """Ask for a run as ``start`` does, for what somebody *said*: a scope or the name of a target.

    A *key* that came before with the same words gets its run, although nothing may have that name
    any more. Raises UnknownScopeError if a new request names what does not exist.
    """
    known = _key(key, who, said, accept_loss=accept_loss)
    before = known and services.queue.answered(known, now=now())
    if before:
        return _known(services, before)
    is_scope = said in tuple(Scope)
    return start(
        services,
        trigger,
        Scope(said) if is_scope else Scope.CHANGED,
        target=None if is_scope else target_named(services, said),
        accept_loss=accept_loss,
        who=who,
        key=key,
        said=said,
    )


def _key(name: str | None, who: str, said: str, *, accept_loss: bool) -> Key | None:
    return None if name is None else Key(name=name, who=who, asked=f"{said} {accept_loss}")


def _known(services: Services, before: Run) -> Started:
    """Return the run that a key got *before*, as it is now."""
    run = find_run(services, before.id)
    if run is None:
        raise UnknownRunError(
            f"run {before.id}, which this key got, is forgotten",
            hint="send a new request with a key of its own",
        )
    return Started(run, is_new=False)


def request(
    services: Services,
    trigger: Trigger,
    scope: Scope = Scope.CHANGED,
    *,
    accept_loss: bool = False,
) -> Run:
    """Ask the publisher for a run; return it, or one that waits already and does the same."""
    return start(services, trigger, scope, accept_loss=accept_loss).run


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
    scope: Scope = Scope.CHANGED,
    target: Target | None = None,
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
                scope=Scope.CHANGED if target else scope,
                target=target,
                accept_loss=accept_loss,
                progress=progress,
            )
    finally:
        services.workers.close()
