"""The process that regenerates: it serves requests for runs until it is told to stop."""

import logging
from collections.abc import Collection
from threading import Event, Lock, Thread
from time import monotonic, time

from feedsvc import operations
from feedsvc.content.watch import watch
from feedsvc.errors import FeedsvcError
from feedsvc.model import Outcome, Run, Trigger
from feedsvc.operations import Services
from feedsvc.pipeline.stated import zone
from feedsvc.schedule import Timetable
from feedsvc.serve.observing import tallies
from feedsvc.serve.observing.listener import figures_offered
from feedsvc.serve.observing.metering import Meters

log = logging.getLogger(__name__)

# How long a request of another process may wait.
_POLL_SECONDS = 0.2
# How long all is left alone after a run that failed: twice as long after each further one.
_RECOVERY_SECONDS = 2.5
_LONGEST_RECOVERY_SECONDS = 300.0
_NOTHING: frozenset[str] = frozenset()


def publish_until(services: Services, stop: Event) -> None:
    """Regenerate at start and whenever somebody asks or saves an article, until *stop* is set.

    The caller holds the publisher's lock. A run that goes on is finished first. Raises
    StorageError if the catalog cannot be prepared.
    """
    with figures_offered(services):
        _Publisher(services).work_until(stop)


class _Publisher:
    """What asks for runs, and the runs one after the other."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._saved = _Saved()
        self._asked = Event()
        self._failures = 0
        self._unrecorded = False
        settings = services.settings
        self._meters = Meters(tallies.folder_of(settings))
        self._timetable = Timetable(
            settings.schedule, zone=zone(settings), ask=lambda: self._ask(Trigger.SCHEDULE)
        )

    def work_until(self, stop: Event) -> None:
        operations.make_ready(self._services)
        self._timetable.start()
        if self._services.settings.schedule.watch:
            Thread(target=self._watch, args=(stop,), name="watch", daemon=True).start()
        self._ask(Trigger.START)
        while not stop.is_set():
            self._asked.clear()
            waiting = self._services.queue.waiting()
            self._rest(self._serve(), stop, known=waiting)
        self._timetable.stop()
        self._services.workers.close()

    def _rest(self, seconds: float, stop: Event, *, known: Collection[Run]) -> None:
        """Wait so long, or until somebody asks: here, or for more than the requests *known*."""
        until = monotonic() + seconds
        while (left := until - monotonic()) > 0 and not stop.is_set():
            self._timetable.look_up(offset=time() - monotonic())
            if self._asked.wait(min(left, _POLL_SECONDS)):
                return
            if any(run not in known for run in self._services.queue.waiting()):
                return

    def _ask(self, trigger: Trigger) -> None:
        try:
            operations.request(self._services, trigger)
        except FeedsvcError as error:
            log.warning("request for a run was lost: %s", error)
        self._asked.set()

    def _watch(self, stop: Event) -> None:
        settings = self._services.settings
        for paths in watch(
            settings.content.directory,
            stop,
            leave_out=(settings.output.directory, settings.output.state_directory),
            polling=settings.schedule.polling,
        ):
            self._saved.add(paths)
            self._asked.set()

    def _serve(self) -> float:
        """Perform the run that somebody waits for, if there is one; return how long to rest."""
        run = self._services.queue.first()
        # A run that looks at everything sees what was saved before it began; one that carries out
        # an order looks at nothing.
        saved = _NOTHING if run and run.order else self._saved.take()
        if run is None and saved == _NOTHING:
            return _POLL_SECONDS
        only = saved if run is None else None
        run = run or operations.watched()
        try:
            if self._perform(run, only):
                self._meters.count_run(Outcome.SUCCEEDED)
                self._failures = 0
                return 0.0
        except FeedsvcError as error:
            log.error("run %s failed: %s (%s)", run.id, error, error.hint)
        except Exception:
            # Whatever it was, the documents stand; the next run may be better off.
            log.exception("run %s failed unexpectedly", run.id)
        self._meters.count_run(Outcome.FAILED)
        self._saved.add(only)
        self._failures += 1
        return min(_RECOVERY_SECONDS * 2.0**self._failures, _LONGEST_RECOVERY_SECONDS)

    def _perform(self, run: Run, only: frozenset[str] | None) -> bool:
        """Perform *run* and return whether it succeeded."""
        if not self._services.database.exists:
            log.warning("the catalog is gone; making a new one")
            self._unrecorded = True
            only = None
        if self._unrecorded:
            operations.make_ready(self._services)
        self._unrecorded = True
        run = operations.perform(self._services, run, only=only)
        self._unrecorded = False
        _report(run)
        if run.outcome is Outcome.FAILED:
            return False
        self._timetable.note_next_change(operations.next_change(self._services))
        return True


class _Saved:
    """The paths that were saved since the last run began; told by one thread, taken by another.

    None stands for any path.
    """

    def __init__(self) -> None:
        self._paths: frozenset[str] | None = _NOTHING
        self._lock = Lock()

    def add(self, paths: frozenset[str] | None) -> None:
        """Add *paths*."""
        with self._lock:
            known = self._paths
            self._paths = None if known is None or paths is None else known | paths

    def take(self) -> frozenset[str] | None:
        """Return all paths and forget them."""
        with self._lock:
            paths, self._paths = self._paths, _NOTHING
        return paths


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
