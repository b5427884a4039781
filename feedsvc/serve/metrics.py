"""``/metrics``: figures for Prometheus, for whoever may use the API."""

from typing import TYPE_CHECKING

from flask import Blueprint, current_app, request
from werkzeug.wrappers import Response

from feedsvc.serve.auth import require_token
from feedsvc.serve.current import services

if TYPE_CHECKING:
    from feedsvc.serve.observing.figures import Figures

blueprint = Blueprint("metrics", __name__)
blueprint.before_request(require_token)


@blueprint.get("/metrics")
def metrics() -> Response:
    """Answer with all figures, in the format that the client prefers."""
    body, media_type = _figures().exposition(request.headers.get("Accept", ""))
    response = Response(body, content_type=media_type)
    response.cache_control.no_store = True
    return response


def _figures() -> "Figures":
    # Most processes are never asked, and need no Prometheus in memory.
    from feedsvc.serve.observing.figures import Figures

    figures: Figures = current_app.extensions.setdefault("feedsvc.figures", Figures(services()))
    return figures
