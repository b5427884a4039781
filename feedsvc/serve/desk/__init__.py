"""The admin's desk: pages below /admin for whoever knows the password (docs/admin.md)."""

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from feedsvc.serve.desk import (
    article_pages,
    auditing,
    doors,
    failing,
    feed_pages,
    guarding,
    health_page,
    ordering,
    overviewing,
    places,
    poll_pages,
    run_lists,
    running,
    starting,
    stating,
    tokens,
)

blueprint = Blueprint("desk", __name__, url_prefix=places.PATH)

for _room in (
    *(doors, starting, running, ordering, tokens, auditing, stating),
    *(overviewing, run_lists, feed_pages, article_pages, health_page, poll_pages),
):
    blueprint.register_blueprint(_room.blueprint)

guarding.register(blueprint)
failing.register(blueprint)


@blueprint.get("", strict_slashes=True)
def enter() -> Response:
    """Send whoever leaves out the slash on to the overview."""
    return places.sent_on("/")


@blueprint.get("/<path:_rest>")
def nothing(_rest: str) -> Response:
    """Tell those who are logged in that there is no such page; all others have to log in first."""
    abort(404)
