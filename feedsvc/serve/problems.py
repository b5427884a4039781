"""Errors for programs: ``application/problem+json`` (RFC 9457)."""

import json
from http import HTTPStatus

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from feedsvc.errors import FeedsvcError
from feedsvc.serve import too_long

MEDIA_TYPE = "application/problem+json"
# The one table of error codes and what they are in HTTP; a code that is not here is our fault. 400
# is what the description of the API rules out, 422 what it allows and we cannot do.
STATUS = {
    "invalid-request": HTTPStatus.BAD_REQUEST,
    "unauthorized": HTTPStatus.UNAUTHORIZED,
    "forbidden": HTTPStatus.FORBIDDEN,
    "off": HTTPStatus.FORBIDDEN,
    "unknown-run": HTTPStatus.NOT_FOUND,
    "unknown-feed": HTTPStatus.NOT_FOUND,
    "unknown-article": HTTPStatus.NOT_FOUND,
    "unknown-token": HTTPStatus.NOT_FOUND,
    "run-ended": HTTPStatus.CONFLICT,
    "unchanged": HTTPStatus.CONFLICT,
    "cancelled": HTTPStatus.CONFLICT,
    "content": HTTPStatus.CONFLICT,
    "invalid-cursor": HTTPStatus.UNPROCESSABLE_ENTITY,
    "unknown-scope": HTTPStatus.UNPROCESSABLE_ENTITY,
    "key-reused": HTTPStatus.UNPROCESSABLE_ENTITY,
    "access": HTTPStatus.UNPROCESSABLE_ENTITY,
    "unreadable-article": HTTPStatus.UNPROCESSABLE_ENTITY,
    "length-required": HTTPStatus.LENGTH_REQUIRED,
    "request-entity-too-large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    too_long.CODE: HTTPStatus.REQUEST_URI_TOO_LONG,
    "unsupported-media-type": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    "too-many-requests": HTTPStatus.TOO_MANY_REQUESTS,
    "undeliverable": HTTPStatus.BAD_GATEWAY,
    "busy": HTTPStatus.SERVICE_UNAVAILABLE,
    "crowded": HTTPStatus.SERVICE_UNAVAILABLE,
    "not-ready": HTTPStatus.SERVICE_UNAVAILABLE,
    "storage": HTTPStatus.SERVICE_UNAVAILABLE,
    "too-long": HTTPStatus.SERVICE_UNAVAILABLE,
    "too-many-streams": HTTPStatus.SERVICE_UNAVAILABLE,
    "workers": HTTPStatus.SERVICE_UNAVAILABLE,
    "settings": HTTPStatus.INTERNAL_SERVER_ERROR,
    "error": HTTPStatus.INTERNAL_SERVER_ERROR,
}
# What Flask finds, by the name of its status: a sentence, and what to do about it.
_FOUND = {
    "not-found": (
        "there is nothing at this address",
        "/api/v1/openapi.json tells what there is, /api/v1/docs shows it",
    ),
    "method-not-allowed": (
        "this address does not know this method",
        "the field Allow names the methods that it knows",
    ),
    "length-required": (
        "the body says nowhere how long it is",
        "send it with the field Content-Length, not in chunks",
    ),
    "request-entity-too-large": ("the body is too large", "send less than 64 KB"),
    too_long.CODE: (too_long.DETAIL, too_long.HINT),
    "unsupported-media-type": (
        "the body is said to be something else than JSON",
        "send JSON, with the field Content-Type: application/json",
    ),
    "internal-server-error": (
        "something went wrong, and the fault is ours",
        "ask whoever runs the service; its log says more",
    ),
}
# Errors tell people at a command line what to do; programs do the same in another way.
_INSTEAD = {
    "list them with feedsvc runs": "GET /api/v1/runs lists them",
    "list them with feedsvc feeds": "GET /api/v1/feeds lists them",
    "bring them back, or confirm with: feedsvc regenerate --accept-loss": (
        'bring them back, or confirm with "accept_loss": true'
    ),
    "create it, make it readable, or name another with --content": (
        "ask whoever runs the service to create it, or to make it readable"
    ),
    "put .txt, .md or .html files into it, or name another folder with --content": (
        "put .txt, .md or .html files into it"
    ),
    "run feedsvc build or serve first": "start a run, and ask again when it has ended",
}
_RETRY_SECONDS = 5
# Later versions of Python call some by other names.
_NAMES = {status: code for code, status in STATUS.items() if code in _FOUND}


def problem(code: str, detail: str, *, hint: str = "") -> Response:
    """Return the response for the error with this *code*."""
    status = STATUS.get(code, HTTPStatus.INTERNAL_SERVER_ERROR)
    response = _response(status, code, detail, hint)
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = str(_RETRY_SECONDS)
    return response


def problem_of(error: FeedsvcError) -> Response:
    """Return the response for what went wrong on purpose."""
    return problem(error.code, str(error), hint=_INSTEAD.get(error.hint, error.hint))


def problem_in_request(error: HTTPException) -> Response:
    """Return the response for an error that Flask found; its code is the name of its status."""
    status = HTTPStatus(error.code or 500)
    code = _NAMES.get(status) or status.name.lower().replace("_", "-")
    detail, hint = _FOUND.get(code, ("", ""))
    # Werkzeug's own words are for people in front of a browser.
    said = error.description if error.description != type(error).description else ""
    return _response(status, code, said or detail or status.phrase.lower(), hint)


def _response(status: HTTPStatus, code: str, detail: str, hint: str) -> Response:
    members = {"title": status.phrase, "status": status.value, "code": code, "detail": detail}
    body = json.dumps(members | ({"hint": hint} if hint else {}), ensure_ascii=False)
    # What somebody sent may hold half a character.
    response = Response(body.encode(errors="replace"), status=status, content_type=MEDIA_TYPE)
    response.cache_control.no_store = True
    return response
