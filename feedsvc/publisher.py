"""The process that regenerates: it serves requests for runs until it is told to stop."""

import logging
from collections.abc import Callable
from threading import Event, Thread

from feedsvc import operations
from feedsvc.content.watch import watch
from feedsvc.errors import FeedsvcError
from feedsvc.model import Outcome, Run, Trigger
from feedsvc.operations import Services
from feedsvc.pipeline.stated import zone
from feedsvc.schedule import Timetable

log = logging.getLogger(__name__)

# How long a request of another process may wait, and how long a broken run is left alone.
_POLL_SECONDS = 0.2
_RECOVERY_SECONDS = 5.0


def publish_until(services: Services, stop: Event) -> None:
    """Regenerate at start and whenever somebody asks, until *stop* is set.

    The caller holds the publisher's lock. A run that goes on is finished first. Raises
    StorageError if the catalog cannot be prepared.
    """
    operations.make_ready(services)
    settings = services.settings
    asked = Event()

    def ask(trigger: Trigger) -> None:
        try:
            operations.request(services, trigger)
        except FeedsvcError as error:
            log.warning("request for a run was lost: %s", error)
        asked.set()

    timetable = Timetable(settings.schedule, zone=zone(settings), ask=lambda: ask(Trigger.SCHEDULE))
    timetable.start()
    if settings.schedule.watch:
        Thread(target=_watch, args=(services, stop, ask), name="watch", daemon=True).start()
    ask(Trigger.START)
    while not stop.is_set():
        asked.clear()
        rest = _serve(services, timetable)
        asked.wait(rest)
    timetable.stop()


def _serve(services: Services, timetable: Timetable) -> float:
    """Perform the request that waits, if one does; return how long to rest."""
    run = services.queue.first()
    if run is None:
        return _POLL_SECONDS
    try:
        if not services.database.exists:
            log.warning("the catalog is gone; making a new one")
            operations.make_ready(services)
        run = operations.perform(services, run)
        _report(run)
        if run.outcome is Outcome.FAILED:
            return _RECOVERY_SECONDS
        timetable.note_next_change(operations.next_change(services))
    except FeedsvcError as error:
        log.error("run %s failed: %s (%s)", run.id, error, error.hint)
        return _RECOVERY_SECONDS
    except Exception:
        # Whatever it was, the documents stand; the next run may be better off.
        log.exception("run %s failed unexpectedly", run.id)
        return _RECOVERY_SECONDS
    return 0.0


def _watch(services: Services, stop: Event, ask: Callable[[Trigger], None]) -> None:
    output = services.settings.output
    ours = (output.directory, output.state_directory)
    for _ in watch(services.settings.content.directory, stop, leave_out=ours):
        ask(Trigger.WATCH)


def _report(run: Run) -> None:
    if run.outcome is Outcome.FAILED and run.failure:
        log.error("run %s failed: %s (%s)", run.id, run.failure.message, run.failure.hint)
        return
    counts = run.counts
    if counts.added or counts.changed or counts.removed or counts.written:
        log.info(
            "run %s (%s): %d added, %d changed, %d removed, %d documents written, %d rejected",
            *(run.id, run.trigger, counts.added, counts.changed, counts.removed),
            *(counts.written, counts.rejected),
        )
    if counts.rejected and (counts.written or run.trigger is Trigger.START):
        log.warning("%d files are rejected; see feedsvc runs %s", counts.rejected, run.id)
