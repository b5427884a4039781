"""How long runs took."""

from datetime import datetime

from feedsvc.model import Run


def duration(run: Run, *, now: datetime) -> float | None:
    """Return the seconds that a run took, or takes *now*; None if it has not begun.

    The rooms are measured to a fraction of a second; a run that failed knows whole ones alone.
    """
    if run.started_at is None:
        return None
    if run.timings and run.finished_at:
        return sum(spent for _, spent in run.timings)
    return max(0.0, ((run.finished_at or now) - run.started_at).total_seconds())
