"""The runs that there were, and those that somebody wants to see."""

from enum import StrEnum
from typing import TypeVar

from flask import Blueprint, request
from werkzeug.wrappers import Response

from feedsvc import operations
from feedsvc.model import Outcome, Sieve, Trigger
from feedsvc.serve.current import services
from feedsvc.serve.desk.drawing import chart_of_runs, ended
from feedsvc.serve.desk.durations import duration
from feedsvc.serve.desk.framing import desk_page, speaking
from feedsvc.serve.desk.naming import labels_of

blueprint = Blueprint("run_lists", __name__)

_LISTED = 50
_Word = TypeVar("_Word", bound=StrEnum)


@blueprint.get("/runs")
def runs() -> Response:
    """List runs, newest first, with a chart of those on the page."""
    sieve = Sieve(
        outcome=_chosen(Outcome, "outcome"),
        trigger=_chosen(Trigger, "trigger"),
        wrote=request.args.get("wrote") == "1",
    )
    after = request.args.get("after") or None
    now = operations.now()
    part = operations.runs(
        services(), after, limit=_LISTED, sieve=sieve, without=("rejections", "written")
    )
    shown = ended(part.items)
    with speaking():
        chart = chart_of_runs(shown, now=now)
    return desk_page(
        "runs.html",
        part=part,
        is_first=after is None,
        sieve=sieve,
        outcomes=tuple(Outcome),
        triggers=tuple(Trigger),
        pairs=_pairs(sieve),
        charted=shown,
        labels=labels_of(part.items),
        runs_chart=chart,
        spent=lambda run: duration(run, now=now),
    )


def _chosen(words: type[_Word], name: str) -> _Word | None:
    """Return what the query says of *name*, None if that is nothing that we know."""
    said = request.args.get(name, "")
    return words(said) if said in tuple(words) else None


def _pairs(sieve: Sieve) -> list[tuple[str, str]]:
    said = [("outcome", sieve.outcome or ""), ("trigger", sieve.trigger or "")]
    return [pair for pair in (*said, ("wrote", "1" if sieve.wrote else "")) if pair[1]]
