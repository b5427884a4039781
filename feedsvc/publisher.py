"""The process that regenerates: it serves requests for runs until it is told to stop."""

import logging
from collections.abc import Collection
from threading import Event, Lock, Thread
from time import monotonic, time

from feedsvc import operations
from feedsvc.content.watch import watch
from feedsvc.courier import notices_sent
from feedsvc.errors import FeedsvcError
from feedsvc.model import Outcome, Run, Trigger
from feedsvc.operations import Notifier, Services
from feedsvc.pipeline.stated import zone
from feedsvc.schedule import Timetable
from feedsvc.serve.observing import tallies
from feedsvc.serve.observing.collecting import polls_collected
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
    with (
        figures_offered(services),
        polls_collected(services),
        notices_sent(services) as notifier,
    ):
        _Publisher(services, notifier).work_until(stop)


class _Publisher:
    """What asks for runs, and the runs one after the other."""

    def __init__(self, services: Services, notifier: Notifier) -> None:
        self._services = services
        self._notifier = notifier
        self._saved = _Saved()
        self._asked = Event()
        self._failures = 0
        self._has_served_saved = False
        self._unrecorded = False
        self._notes_wait = False
        settings = services.settings
        self._meters = Meters(tallies.folder_of(settings))
        self._timetable = Timetable(
            settings.schedule,
            zone=zone(settings),
            ask=lambda: self._ask(Trigger.SCHEDULE),
            tell=services.agenda.tell,
        )

    def work_until(self, stop: Event) -> None:
        try:
            self._make_ready()
        except FeedsvcError as error:
            self._notifier.consider_failure(operations.watched(), error, must_keep=True)
            raise
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
            self._take_notes()
            self._timetable.look_up(offset=time() - monotonic())
            if self._asked.wait(min(left, _POLL_SECONDS)):
                return
            if any(run not in known for run in self._services.queue.waiting()):
                return

    def _take_notes(self) -> None:
        try:
            operations.take_notes(self._services)
        except FeedsvcError as error:
            if not self._notes_wait:  # said once, not five times a second
                log.warning("the audit waits in files: %s (%s)", error, error.hint)
            self._notes_wait = True
        else:
            self._notes_wait = False

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
        # What somebody saved is not to wait for long lists of targets: they take turns.
        if run and run.target and self._saved.are_there and not self._has_served_saved:
            run = None
        self._has_served_saved = run is None
        # A run that looks at everything sees what was saved before it began; one that carries out
        # an order, or looks at one article, does not.
        is_narrow = run and (run.order or (run.target and run.target.article))
        saved = _NOTHING if is_narrow else self._saved.take(whole=bool(run))
        if run is None and saved == _NOTHING:
            return _POLL_SECONDS
        only = saved if run is None else None
        run = run or operations.watched()
        try:
            ended = self._perform(run, only)
            self._notifier.consider(ended)
            outcome = ended.outcome
            if outcome is Outcome.CANCELLED:
                self._meters.count_run(Outcome.CANCELLED)
                self._saved.put_off(saved)
                return 0.0
            if outcome is Outcome.SUCCEEDED:
                self._meters.count_run(Outcome.SUCCEEDED)
                self._failures = 0
                return 0.0
        except FeedsvcError as error:
            log.error("run %s failed: %s (%s)", run.id, error, error.hint)
            self._notifier.consider_failure(run, error)
        except Exception as error:
            # Whatever it was, the documents stand; the next run may be better off.
            log.exception("run %s failed unexpectedly", run.id)
            self._notifier.consider_failure(run, error)
        self._meters.count_run(Outcome.FAILED)
        self._saved.add(only)
        self._failures += 1
        return min(_RECOVERY_SECONDS * 2.0**self._failures, _LONGEST_RECOVERY_SECONDS)

    def _make_ready(self) -> None:
        for stopped in operations.make_ready(self._services):
            self._notifier.consider(stopped)

    def _perform(self, run: Run, only: frozenset[str] | None) -> Run:
        """Perform *run* and return it as it ended."""
        if not self._services.database.exists:
            log.warning("the catalog is gone; making a new one")
            self._unrecorded = True
            only = None
        if self._unrecorded:
            self._make_ready()
        self._unrecorded = True
        run = operations.perform(self._services, run, only=only)
        self._unrecorded = False
        _report(run)
        if run.outcome is Outcome.SUCCEEDED:
            self._timetable.note_next_change(operations.next_change(self._services))
        return run


class _Saved:
    """The paths that were saved since the last run began; told by one thread, taken by another.

    None stands for any path.
    """

    def __init__(self) -> None:
        self._paths: frozenset[str] | None = _NOTHING
        self._put_off: frozenset[str] | None = _NOTHING
        self._lock = Lock()

    @property
    def are_there(self) -> bool:
        """Whether any path was saved."""
        return self._paths != _NOTHING

    def add(self, paths: frozenset[str] | None) -> None:
        """Add *paths*."""
        with self._lock:
            self._paths = _both(self._paths, paths)

    def put_off(self, paths: frozenset[str] | None) -> None:
        """Add *paths* that ask for no run of their own: somebody cancelled it."""
        with self._lock:
            self._put_off = _both(self._put_off, paths)

    def take(self, *, whole: bool) -> frozenset[str] | None:
        """Return all paths and forget them.

        Paths that were only put off are not worth a run: they come with others, or for a *whole*
        run.
        """
        with self._lock:
            if self._paths == _NOTHING and not whole:
                return _NOTHING
            paths = _both(self._paths, self._put_off)
            self._paths = self._put_off = _NOTHING
        return paths


def _both(some: frozenset[str] | None, others: frozenset[str] | None) -> frozenset[str] | None:
    return None if some is None or others is None else some | others


def _report(run: Run) -> None:
    if run.outcome is Outcome.CANCELLED and run.failure:
        log.info("run %s: %s", run.id, run.failure.message)
        return
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
