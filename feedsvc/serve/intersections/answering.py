"""The answers to requests for intersections, as Flask gives them."""

import time
from typing import cast

from flask import current_app, request
from flask.sansio.app import App
from werkzeug.datastructures import Headers
from werkzeug.wrappers import Response

from feedsvc import intersections, library
from feedsvc.operations import Services
from feedsvc.serve.current import services
from feedsvc.serve.documents import Edition
from feedsvc.serve.documents.answers import answer
from feedsvc.serve.documents.codings import Coding
from feedsvc.serve.documents.fields import Wording
from feedsvc.serve.documents.paths import FORMATS
from feedsvc.serve.failures import unreadable
from feedsvc.serve.front import FEEDS, asked_in
from feedsvc.serve.intersections.making import CrowdedError, Intersections
from feedsvc.serve.observing.middleware import WHOLE
from feedsvc.serve.spellings import MeantIntersection, several

_EXTENSION = "feedsvc.intersections"


def prepare(app: App) -> None:
    """Give *app* its memory of intersections."""
    served: Services = app.config["SERVICES"]
    app.extensions[_EXTENSION] = Intersections(served)


def recalled(path: str) -> Response | None:
    """Answer with the document at *path* if it is in memory; this takes no catalog."""
    kept = _ours().recall(path.removeprefix(FEEDS)) if path.startswith(FEEDS) else None
    return _response(kept.edition) if kept and kept.edition else None


def answered(meant: MeantIntersection, path: str) -> Response | str | None:
    """Answer with the document that is meant, or tell the path that is its one address.

    None if there is none, because a feed has no such name or nothing stands in all of them.
    """
    keys = [library.find_feed(services(), kind, name) for kind, name in meant.names]
    feeds = intersections.canonical(key for key in keys if key)
    if None in keys:
        return None
    address = intersections.path_of(feeds)
    if len(feeds) == 1:
        return f"{FEEDS}{address}{meant.ending}"
    # A name that looks like two names, as people may write one, has no address of this kind.
    is_whole = several(address) == tuple((key.kind, key.slug) for key in feeds)
    format = FORMATS.get(meant.ending.removeprefix("."))
    if format is None or not is_whole:
        return None
    try:
        edition = _ours().find(feeds, format)
    except CrowdedError as error:
        return _crowded(error)
    if edition is None:
        return None
    place = f"{FEEDS}{edition.path}"
    return _response(edition) if place == path else place


def _response(edition: Edition) -> Response | None:
    # Few people follow one of these, so no coding is worth the memory that it would take.
    asked = asked_in(request.environ)._replace(accept_encoding=None)
    found = answer(asked, edition, _body, time.time())
    if found is None:
        return None
    request.environ[WHOLE] = edition.size
    response = Response(found.body, status=found.status)
    response.headers = Headers(_wording().fields(found))
    return response


def _body(edition: Edition, coding: Coding) -> bytes | None:
    return edition.bodies.get(coding)


def _wording() -> Wording:
    settings = services().settings
    # No hub is told when one of these changes, so none is named.
    return Wording(settings.site.base_url, settings.http.model_copy(update={"hub": ""}))


def _crowded(error: CrowdedError) -> Response:
    response = unreadable()
    response.headers["Retry-After"] = str(error.seconds)
    return response


def _ours() -> Intersections:
    return cast(Intersections, current_app.extensions[_EXTENSION])
