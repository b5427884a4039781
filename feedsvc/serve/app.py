"""The Flask application: what is served, and what every response says about itself."""

from flask import Flask, request
from werkzeug.wrappers import Response

from feedsvc.operations import Services
from feedsvc.serve import (
    api,
    discovery,
    failures,
    metrics,
    moved,
    pages,
    rendering,
    sitemaps,
    styling,
    theming,
)
from feedsvc.serve.addresses import ArchiveConverter, FeedConverter
from feedsvc.serve.front import FAILURE

_LARGEST_REQUEST = 64 * 1024
_STATIC_SECONDS = 600
# Pictures, sound and film may come from anywhere, as articles embed them; nothing else may. Fonts
# are those of a theme.
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "font-src 'self'; img-src * data:; media-src *; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def create_app(services: Services) -> Flask:
    """Return the web application of everything but documents."""
    app = Flask(__name__)
    app.config.from_mapping(
        SERVICES=services,
        MAX_CONTENT_LENGTH=_LARGEST_REQUEST,
        SEND_FILE_MAX_AGE_DEFAULT=_STATIC_SECONDS,
    )
    # Werkzeug's own redirects would name the host that the client claims.
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    app.url_map.converters |= {"archive": ArchiveConverter, "feed": FeedConverter}
    for room in (pages, discovery, sitemaps, api, metrics, styling, theming, moved):
        app.register_blueprint(room.blueprint)
    rendering.prepare(app)
    theming.prepare(app)
    failures.register(app)
    app.before_request(_told_why)
    app.after_request(_secured)
    return app


def _told_why() -> None:
    """Raise what kept a document from being answered."""
    if failure := request.environ.get(FAILURE):
        raise failure


def _secured(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", _POLICY)
    response.headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
    response.headers["X-Content-Type-Options"] = "nosniff"
    # Every server adds this one itself; Werkzeug's would be the second.
    response.headers.pop("Date", None)
    return response
