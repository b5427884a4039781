"""When runs are asked for: at an interval, by cron, and when an embargo ends."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, tzinfo

from apscheduler.events import (
    EVENT_JOB_ADDED,
    EVENT_JOB_MODIFIED,
    EVENT_JOB_REMOVED,
    EVENT_JOB_SUBMITTED,
    EVENT_SCHEDULER_STARTED,
    SchedulerEvent,
)
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from feedsvc.model import Appointment, Occasion
from feedsvc.settings import Schedule

_INTERVAL, _NEXT_CHANGE = "interval", "next-change"
# Whatever moves the next instant of a job.
_MOVES = (
    EVENT_JOB_ADDED
    | EVENT_JOB_MODIFIED
    | EVENT_JOB_REMOVED
    | EVENT_JOB_SUBMITTED
    | EVENT_SCHEDULER_STARTED
)
# A run that is asked for late is as good as one in time: it looks at all that changed since.
_EVER_SO_LATE = None
# A clock that differs by more from what it was has been set.
_SET_SECONDS = 1.0


class Timetable:
    """Asks for a run whenever the settings say that one is due.

    *tell* hears of the next instants that the settings make whenever one of them moves.
    """

    def __init__(
        self,
        schedule: Schedule,
        *,
        zone: tzinfo,
        ask: Callable[[], object],
        tell: Callable[[Sequence[Appointment]], object] | None = None,
    ) -> None:
        self._schedule, self._zone, self._ask, self._tell = schedule, zone, ask, tell
        self._offset: float | None = None
        self._scheduler = BackgroundScheduler(
            timezone=zone,
            job_defaults={"coalesce": True, "misfire_grace_time": _EVER_SO_LATE},
        )
        self._plan()
        if tell:
            self._scheduler.add_listener(self._told, _MOVES)

    def _plan(self) -> None:
        interval = self._schedule.interval
        if interval:
            again = IntervalTrigger(seconds=interval, timezone=self._zone)
            self._scheduler.add_job(self._ask, again, id=_INTERVAL, replace_existing=True)
        for expression in self._schedule.cron:
            at = CronTrigger.from_crontab(expression, timezone=self._zone)
            self._scheduler.add_job(self._ask, at, id=expression, replace_existing=True)

    def start(self) -> None:
        """Begin to ask, from a thread of its own."""
        self._scheduler.start()

    def stop(self) -> None:
        """Ask no more."""
        # APScheduler 3.11 fails noisily when it is shut down while it removes a job that fired;
        # taking the jobs out waits for that.
        self._scheduler.remove_all_jobs()
        self._scheduler.shutdown(wait=False)

    def look_up(self, *, offset: float) -> None:
        """Plan anew and ask for a run where the clock was set.

        *offset* are the seconds that it is ahead of one that nobody can set. APScheduler waits for
        as long as it was to the next job when it began to.
        """
        before, self._offset = self._offset, offset
        if before is not None and abs(offset - before) > _SET_SECONDS:
            self._plan()
            self._scheduler.wakeup()
            self._ask()

    def note_next_change(self, at: datetime | None) -> None:
        """Ask for a run *at* the instant when time alone changes a feed, if there is one."""
        if at is not None:
            self._scheduler.add_job(
                self._ask, "date", run_date=at, id=_NEXT_CHANGE, replace_existing=True
            )
        elif self._scheduler.get_job(_NEXT_CHANGE):
            self._scheduler.remove_job(_NEXT_CHANGE)

    def _told(self, _event: SchedulerEvent) -> None:
        if self._tell:
            self._tell(self._appointments())

    def _appointments(self) -> tuple[Appointment, ...]:
        """Return when the settings ask for a run next; what articles bring is not theirs."""
        return tuple(
            _appointment(job.id, job.next_run_time)
            for job in self._scheduler.get_jobs()
            if job.id != _NEXT_CHANGE and getattr(job, "next_run_time", None)
        )


def _appointment(job: str, at: datetime) -> Appointment:
    is_interval = job == _INTERVAL
    return Appointment(
        at=at.astimezone(UTC).replace(microsecond=0),
        occasion=Occasion.INTERVAL if is_interval else Occasion.CRON,
        detail="" if is_interval else job,
    )
