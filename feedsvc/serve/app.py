"""The Flask application: what is served, and what every response says about itself."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from flask import Flask, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from feedsvc.operations import Services
from feedsvc.serve import (
    desk,
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
from feedsvc.serve.lazily import Lazily
from feedsvc.serve.private import HIDDEN

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_LARGEST_REQUEST = 64 * 1024
_STATIC_SECONDS = 600
_API = "/api/"
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
    app.before_request(_hidden)
    _prepare(app, services)
    app.url_map.converters |= {"archive": ArchiveConverter, "feed": FeedConverter}
    for room in (pages, discovery, sitemaps, metrics, styling, theming, desk, moved):
        app.register_blueprint(room.blueprint)
    rendering.prepare(app)
    theming.prepare(app)
    app.before_request(_told_why)
    app.wsgi_app = _Beside(app.wsgi_app, lambda: _api(services))  # type: ignore[method-assign]
    return app


def _api(services: Services) -> "WSGIApplication":
    # Most processes are never asked for it, and need none of it in memory.
    from feedsvc.serve import api

    app = api.application(__name__, services)
    app.before_request(discovery.options)
    _prepare(app, services)
    return app


def _prepare(app: Flask, services: Services) -> None:
    app.config.from_mapping(
        SERVICES=services,
        MAX_CONTENT_LENGTH=_LARGEST_REQUEST,
        SEND_FILE_MAX_AGE_DEFAULT=_STATIC_SECONDS,
    )
    # Werkzeug's own redirects would name the host that the client claims.
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    failures.register(app)
    app.after_request(_secured)


class _Beside:
    """The pages, and beside them the API, which is made when the first request for it comes."""

    def __init__(self, pages: "WSGIApplication", make: "Callable[[], WSGIApplication]") -> None:
        self._pages = pages
        self._api = Lazily(make)

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        is_for_api = environ.get("PATH_INFO", "").startswith(_API) and not environ.get(HIDDEN)
        return (self._api if is_for_api else self._pages)(environ, start_response)


def _hidden() -> None:
    """Say that there is nothing at this address, whatever there is for others."""
    if request.environ.get(HIDDEN):
        request.url_rule = None  # nobody who answers there shall have a say
        raise NotFound


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
