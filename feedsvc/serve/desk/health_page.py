"""What is wrong with files and documents, with the lines that are complained of."""

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from feedsvc import operations
from feedsvc.operations import Complaint, Group, Health
from feedsvc.serve.current import first_run, services
from feedsvc.serve.desk.framing import desk_page

blueprint = Blueprint("health_page", __name__)

# Of each kind at first, and how many kinds; all that are known of a kind on a page of its own.
_SPOTS, _GROUPS = 5, 30
_ALL_SPOTS = 100


@blueprint.get("/health")
def health() -> Response:
    """Show each kind of what is wrong with some places, or one kind with many."""
    own = services()
    if not own.database.exists:
        raise first_run()
    found = operations.health(own)
    said = request.args.get
    is_asked = "reason" in request.args
    chosen = _chosen(found, (said("kind", ""), said("reason", ""), said("hint", "")))
    if is_asked and chosen is None:
        abort(404)
    groups = (chosen,) if chosen else found.groups[:_GROUPS]
    size = _ALL_SPOTS if chosen else _SPOTS
    spots = [
        (spot.path, spot.line)
        for group in groups
        if group.kind is not Complaint.DOCUMENT
        for spot in group.spots[:size]
        if spot.line
    ]
    return desk_page(
        "health.html",
        health=found,
        groups=groups,
        chosen=chosen,
        size=size,
        unlisted=0 if chosen else len(found.groups) - len(groups),
        quotes=operations.quote(own, spots),
    )


def _chosen(found: Health, asked: tuple[str, str, str]) -> Group | None:
    """Return the kind that is *asked* for; there may be none any more."""
    groups = (each for each in found.groups if (each.kind, each.reason, each.hint) == asked)
    return next(groups, None)
