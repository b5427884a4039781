"""Runs that somebody does not want any more: taken out of the queue, or stopped where that is safe.

A run asks between its steps whether it is to stop, never while it writes into the catalog. What it
wrote by then is whole: its death at that instant would leave the same, and the next run goes on
from there.
"""

from time import monotonic

from feedsvc.errors import CancelledError, RunEndedError, UnknownRunError
from feedsvc.model import Deed, Outcome, Run
from feedsvc.operations.auditing import note
from feedsvc.operations.history import find_run
from feedsvc.operations.services import Services, now
from feedsvc.publish.queue import Queue

_SECONDS = 0.05


class Stop:
    """Tells a run whether to go on."""

    def __init__(self, queue: Queue, run: Run) -> None:
        self.who = ""
        self._queue, self._run = queue, run
        self._asked_at = 0.0

    def halt(self) -> None:
        """Raise CancelledError if somebody wants the run stopped; asked often, it seldom looks."""
        if monotonic() - self._asked_at < _SECONDS:
            return
        self._asked_at = monotonic()
        who = self._queue.wants_stopped(self._run)
        if who is not None:
            self.who = who
            raise CancelledError(f"run {self._run.id} is to stop")


def cancel(services: Services, run_id: str, *, who: str) -> Run:
    """Cancel a run: one that waits has ended with that, one that goes on stops a moment later.

    It alone: what covers it goes on without it, and what it covers waits by itself. Returns the run
    as it is now. Raises UnknownRunError, and RunEndedError if it is too late.
    """
    run = services.queue.cancel(run_id, who=who, now=now())
    if run is None:
        run = find_run(services, run_id)
        if run is None:
            raise UnknownRunError(f"there is no run {run_id}", hint="list them with feedsvc runs")
        if run.outcome is not Outcome.RUNNING:
            raise RunEndedError(
                f"run {run.id} has ended already: {run.outcome}", hint="nothing is left to cancel"
            )
        if run.id != run_id:
            raise RunEndedError(
                f"run {run_id} is a part of run {run.id} by now, which goes on and does more",
                hint=f"cancel {run.id} if nobody needs it",
            )
        if not services.queue.ask_to_stop(run, who=who):
            return run
    note(services, who, Deed.CANCEL_RUN, run.id)
    return run
