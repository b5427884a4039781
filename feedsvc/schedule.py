"""When runs are asked for: at an interval, by cron, and when an embargo ends."""

from collections.abc import Callable
from datetime import datetime, tzinfo

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from feedsvc.settings import Schedule

_NEXT_CHANGE = "next-change"
# A run that is asked for late is as good as one in time: it looks at all that changed since.
_EVER_SO_LATE = None
# APScheduler waits for as long as it is to the next job. A clock that is set forward meanwhile is
# noticed when it looks up.
_LOOK_UP_SECONDS = 5


def _look_up() -> None:
    """Do nothing: looking up is all."""


class Timetable:
    """Asks for a run whenever the settings say that one is due."""

    def __init__(self, schedule: Schedule, *, zone: tzinfo, ask: Callable[[], object]) -> None:
        self._ask = ask
        self._scheduler = BackgroundScheduler(
            timezone=zone,
            job_defaults={"coalesce": True, "misfire_grace_time": _EVER_SO_LATE},
        )
        look_up = IntervalTrigger(seconds=_LOOK_UP_SECONDS, timezone=zone)
        self._scheduler.add_job(_look_up, look_up, id="look-up")
        if schedule.interval:
            self._scheduler.add_job(ask, IntervalTrigger(seconds=schedule.interval, timezone=zone))
        for expression in schedule.cron:
            self._scheduler.add_job(ask, CronTrigger.from_crontab(expression, timezone=zone))

    def start(self) -> None:
        """Begin to ask, from a thread of its own."""
        self._scheduler.start()

    def stop(self) -> None:
        """Ask no more."""
        # APScheduler 3.11 fails noisily when it is shut down while it removes a job that fired;
        # taking the jobs out waits for that.
        self._scheduler.remove_all_jobs()
        self._scheduler.shutdown(wait=False)

    def note_next_change(self, at: datetime | None) -> None:
        """Ask for a run *at* the instant when time alone changes a feed, if there is one."""
        if at is not None:
            self._scheduler.add_job(
                self._ask, "date", run_date=at, id=_NEXT_CHANGE, replace_existing=True
            )
        elif self._scheduler.get_job(_NEXT_CHANGE):
            self._scheduler.remove_job(_NEXT_CHANGE)
