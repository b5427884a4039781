"""What an admin sees first: what is wrong, what goes on, what comes next, how it has been."""

import logging

from flask import Blueprint
from werkzeug.wrappers import Response

from feedsvc import operations
from feedsvc.errors import StorageError
from feedsvc.model import Outcome, PollDay
from feedsvc.operations import Services
from feedsvc.publish.decide import digest
from feedsvc.serve.current import services
from feedsvc.serve.desk import wording
from feedsvc.serve.desk.drawing import chart_of_polls, chart_of_runs, ended
from feedsvc.serve.desk.durations import duration
from feedsvc.serve.desk.framing import desk_page, speaking
from feedsvc.serve.desk.naming import labels_of
from feedsvc.serve.desk.troubles import troubles

log = logging.getLogger(__name__)

blueprint = Blueprint("overviewing", __name__)
blueprint.record(wording.prepare)

_CHARTED, _LISTED, _COMING = 60, 8, 6
_DAYS = 30
# Of the newest runs alone it is looked whether they are still the same.
_MARKED = 5


@blueprint.get("/")
def overview() -> Response:
    """Show how the service is."""
    own, now = services(), operations.now()
    health = operations.health(own) if own.database.exists else None
    recent = operations.runs(own, limit=_CHARTED, without=("rejections", "written")).items
    going = tuple(run for run in recent if run.outcome is Outcome.RUNNING)
    waiting = tuple(run for run in recent if run.outcome is Outcome.QUEUED)
    past = tuple(run for run in recent if run not in going and run not in waiting)
    is_publishing = own.publisher_lock.is_held()
    shown = ended(recent)
    days = _polls(own)
    with speaking():
        charts = chart_of_runs(shown, now=now), chart_of_polls(days)
    return desk_page(
        "overview.html",
        troubles=troubles(health, is_publishing=is_publishing, is_running=bool(going)),
        health=health,
        is_publishing=is_publishing,
        going=going,
        waiting=waiting,
        past=past[:_LISTED],
        agenda=operations.schedule(own),
        coming=_COMING,
        charted=shown,
        labels=labels_of(recent),
        mark=_mark(own),
        runs_chart=charts[0],
        days=days,
        polls_chart=charts[1],
        counts_polls=own.settings.polls.count,
        spent=lambda run: duration(run, now=now),
    )


@blueprint.get("/mark")
def mark() -> Response:
    """Tell in a word how things stand: once it is another word, the overview is out of date."""
    return Response(_mark(services()), content_type="text/plain; charset=utf-8")


def _mark(own: Services) -> str:
    first = operations.runs(own, limit=_MARKED, without=("rejections", "written")).items
    said = [(run.id, run.outcome, run.scope) for run in first]
    return digest(repr((own.publisher_lock.is_held(), said)).encode())


def _polls(own: Services) -> tuple[PollDay, ...]:
    """Return how feeds were asked for; counts that cannot be read hide nothing else."""
    try:
        return operations.poll_totals(own, days=_DAYS, most=0).days
    except StorageError as error:
        log.warning("polls cannot be shown: %s (%s)", error, error.hint)
        return ()
