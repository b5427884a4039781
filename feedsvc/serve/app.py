"""The Flask application: what is served, and what every response says about itself."""

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes, urlsplit

from flask import Flask
from werkzeug.wrappers import Response

from feedsvc.operations import Services
from feedsvc.serve import api, discovery, documents, failures, moved, pages, rendering
from feedsvc.serve.addresses import DocumentConverter, FeedConverter

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_LARGEST_REQUEST = 64 * 1024
_STATIC_SECONDS = 600
# Pictures, sound and film may come from anywhere, as articles embed them; nothing else may.
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src * data:; media-src *; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def create_app(services: Services) -> Flask:
    """Return the web application; it opens nothing before the first request."""
    app = Flask(__name__)
    app.config.from_mapping(
        SERVICES=services,
        MAX_CONTENT_LENGTH=_LARGEST_REQUEST,
        SEND_FILE_MAX_AGE_DEFAULT=_STATIC_SECONDS,
    )
    # Werkzeug's own redirects would name the host that the client claims.
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    app.url_map.converters |= {"feed": FeedConverter, "document": DocumentConverter}
    for room in (documents, pages, discovery, api, moved):
        app.register_blueprint(room.blueprint)
    rendering.prepare(app)
    failures.register(app)
    app.after_request(_secured)
    prefix = unquote_to_bytes(urlsplit(services.settings.site.base_url).path).decode("latin-1")
    if prefix:
        app.wsgi_app = _below(prefix, app.wsgi_app)  # type: ignore[assignment, method-assign]
    return app


def _secured(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", _POLICY)
    response.headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
    response.headers["X-Content-Type-Options"] = "nosniff"
    # Every server adds this one itself; Werkzeug's would be the second.
    response.headers.pop("Date", None)
    return response


def _below(prefix: str, application: "WSGIApplication") -> "WSGIApplication":
    """Return *application* as it is reached through proxies that keep the prefix of base_url."""

    def mounted(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if f"{path}/".startswith(f"{prefix}/"):
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + prefix
            environ["PATH_INFO"] = path[len(prefix) :] or "/"
        return application(environ, start_response)

    return mounted
