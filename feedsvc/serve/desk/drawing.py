"""Charts of runs and of polls, with what people read in them."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext

from feedsvc.model import Outcome, PollDay, Run
from feedsvc.serve import phrasing
from feedsvc.serve.desk import charts
from feedsvc.serve.desk.charts import Bars, Marks, Pile, Shape, Spot
from feedsvc.serve.desk.durations import duration
from feedsvc.serve.desk.wording import calendar_day, compact, seconds, share

_SHAPES: dict[Outcome, Shape] = {
    Outcome.SUCCEEDED: "circle",
    Outcome.FAILED: "cross",
    Outcome.CANCELLED: "diamond",
}
_MINUTES = 16  # characters of 2026-11-24 10:43


def ended(runs: Sequence[Run]) -> tuple[Run, ...]:
    """Return those of *runs* that a chart shows, oldest first: those that began and ended."""
    shown = [run for run in runs if run.started_at and run.outcome in _SHAPES]
    return tuple(reversed(shown))


def chart_of_runs(runs: Sequence[Run], *, now: datetime) -> Marks:
    """Return a chart of how long each of *runs* took, which are oldest first, and how it ended."""
    spots = [
        Spot(
            value=duration(run, now=now) or 0.0,
            shape=_SHAPES[run.outcome],
            when=phrasing.stamp(run.started_at)[5:_MINUTES] if run.started_at else "",
            note=f"{phrasing.stamp(run.requested_at)}: {seconds(duration(run, now=now) or 0.0)}",
        )
        for run in runs
    ]
    return charts.marks(spots, say=seconds)


def chart_of_polls(days: Sequence[PollDay]) -> Bars:
    """Return a chart of how many requests came on each day, and how many ended with a 304."""
    piles = [
        Pile(
            whole=each.traffic.requests,
            part=each.traffic.unchanged,
            when=calendar_day(each.day, short=True),
            note=gettext(
                "%(day)s: %(number)s requests, %(share)s of them 304",
                day=calendar_day(each.day),
                number=phrasing.number(each.traffic.requests),
                share=share(each.traffic.unchanged_share),
            ),
        )
        for each in days
    ]
    return charts.bars(piles, say=compact)
