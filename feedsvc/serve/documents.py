"""The documents: feeds in their formats, from the files alone.

No catalog is asked on the way to a document, so feeds keep coming without one.
"""

import re

from flask import Blueprint, current_app, request
from flask.blueprints import BlueprintSetupState
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.wrappers import Response

from feedsvc.model import Document, DocumentKey
from feedsvc.serve.current import address, services
from feedsvc.serve.moved import redirect_or_fail
from feedsvc.serve.reading import DocumentReader

blueprint = Blueprint("documents", __name__)

# Should a browser show a document as a page after all, nothing in it may act.
_POLICY = "default-src 'none'; sandbox"
# What RFC 9110 leaves to us, many ranges and units other than bytes, gets the whole document.
_ONE_RANGE = re.compile(r"bytes=\s*(\d+-\d*|-\d+)\s*")


@blueprint.record
def _prepare(state: BlueprintSetupState) -> None:
    root = state.app.config["SERVICES"].documents.root
    state.app.extensions["feedsvc.documents"] = DocumentReader(root)


@blueprint.get("/feeds/<document:key>")
def document(key: DocumentKey) -> Response:
    """Answer with the document, or only that it did not change, or with a part of it."""
    reader: DocumentReader = current_app.extensions["feedsvc.documents"]
    found = reader.read(key)
    if found is None:
        return redirect_or_fail(key.path)
    response = _response(found).make_conditional(request)
    if response.status_code == 200 and _ONE_RANGE.fullmatch(request.headers.get("Range", "")):
        return _ranged(response, found)
    return response


def _response(document: Document) -> Response:
    key = document.key
    response = Response(document.body, content_type=f"{key.format.media_type}; charset=utf-8")
    response.set_etag(document.digest)
    response.last_modified = document.changed_at
    response.cache_control.public = True
    response.cache_control.max_age = services().settings.http.max_age
    response.accept_ranges = "bytes"
    response.headers["Content-Security-Policy"] = _POLICY
    own, page = address(f"/feeds/{key.path}"), address(f"/feeds/{key.feed.path}")
    response.headers["Link"] = (
        f'<{own}>; rel="self"; type="{key.format.media_type}", '
        f'<{page}>; rel="alternate"; type="text/html"'
    )
    return response


def _ranged(response: Response, document: Document) -> Response:
    size = len(document.body)
    try:
        return response.make_conditional(request, accept_ranges=True, complete_length=size)
    except RequestedRangeNotSatisfiable:
        # The page for people that this error would become has no place at a feed's address.
        return Response(status=416, headers={"Content-Range": f"bytes */{size}"})
