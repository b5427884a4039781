"""How feeds look in a browser: their style sheet, where the folder of documents has it too."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from feedsvc.publish.decide import digest
from feedsvc.publish.stylesheet import NAME, stylesheet

blueprint = Blueprint("styling", __name__)

_DAY = 24 * 60 * 60


@blueprint.get(f"/feeds/{NAME}")
def feed_css() -> Response:
    """Answer with the style sheet, which takes no file and no catalog."""
    response = Response(stylesheet(), content_type="text/css; charset=utf-8")
    response.set_etag(digest(stylesheet()))
    response.cache_control.public = True
    response.cache_control.max_age = _DAY
    return response.make_conditional(request)
