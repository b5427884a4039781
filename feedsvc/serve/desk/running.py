"""One run: how far it is, what it did and why, and a way to stop it."""

from http import HTTPStatus

from flask import Blueprint, request
from werkzeug.wrappers import Response

from feedsvc import operations
from feedsvc.errors import UnknownRunError
from feedsvc.model import Outcome, Run
from feedsvc.serve.current import services
from feedsvc.serve.desk import framing, places, visitors
from feedsvc.serve.desk.naming import labels_of
from feedsvc.serve.streaming import ROOM_SECONDS, TooManyStreamsError, run_stream

blueprint = Blueprint("running", __name__)

# Of more, the health page has those that still are.
_MOST_REJECTIONS = 200
_GOING = (Outcome.QUEUED, Outcome.RUNNING)


@blueprint.get("/runs/<id>")
def show(id: str) -> Response:
    """Show a run; one that a wider run took the place of leads there."""
    run = _found(id)
    if run.id != id:
        return places.sent_on(f"/runs/{run.id}")
    return framing.desk_page(
        "run.html",
        run=run,
        labels=labels_of([run]),
        is_going=run.outcome in _GOING,
        can_be_cancelled=_can_be_cancelled(run),
        is_instead="instead" in request.args,
        # A run that waits while nobody publishes waits for a publisher.
        is_published=services().publisher_lock.is_held(),
        rejections=run.rejections[:_MOST_REJECTIONS],
        seconds=sum(seconds for _, seconds in run.timings),
    )


@blueprint.get("/runs/<id>/events")
def events(id: str) -> Response:
    """Tell how the run goes on, as long as it does."""
    try:
        return run_stream(services(), id, may_watch=visitors.goes_on())
    except TooManyStreamsError as error:
        said = Response(f"{error}\n", status=HTTPStatus.SERVICE_UNAVAILABLE)
        said.headers["Retry-After"] = str(ROOM_SECONDS)
    except UnknownRunError as error:
        said = Response(f"{error}\n", status=HTTPStatus.NOT_FOUND)
    said.content_type = "text/plain; charset=utf-8"
    return said


@blueprint.post("/runs/<id>/cancel")
def cancel(id: str) -> Response:
    """Take the run out of the queue, or have it stop at the next safe point."""
    run = _found(id)
    if run.id != id:
        # Somebody else asked for that one, and wants more of it.
        return places.sent_on(f"/runs/{run.id}?instead=1")
    return places.sent_on(f"/runs/{operations.cancel(services(), id, who=visitors.WHO).id}")


def _found(id: str) -> Run:
    run = operations.find_run(services(), id)
    if run is None:
        raise UnknownRunError(f"there is no run {id[:100]}", hint="the last 1,000 are kept")
    return run


def _can_be_cancelled(run: Run) -> bool:
    # An order is carried out in a moment, in one piece.
    return run.outcome is Outcome.QUEUED or (run.outcome is Outcome.RUNNING and not run.order)
