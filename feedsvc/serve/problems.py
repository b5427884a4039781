"""Errors for programs: ``application/problem+json`` (RFC 9457)."""

import json
from http import HTTPStatus

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

# The one table of error codes and what they are in HTTP; a code that is not here is our fault.
_STATUS = {
    "invalid-request": HTTPStatus.BAD_REQUEST,
    "unauthorized": HTTPStatus.UNAUTHORIZED,
    "forbidden": HTTPStatus.FORBIDDEN,
    "unknown-run": HTTPStatus.NOT_FOUND,
    "too-many-requests": HTTPStatus.TOO_MANY_REQUESTS,
    "not-ready": HTTPStatus.SERVICE_UNAVAILABLE,
    "storage": HTTPStatus.SERVICE_UNAVAILABLE,
}


def problem(code: str, detail: str, *, hint: str = "") -> Response:
    """Return the response for the error with this *code*."""
    status = _STATUS.get(code, HTTPStatus.INTERNAL_SERVER_ERROR)
    return _response(status, code, {"detail": detail} | ({"hint": hint} if hint else {}))


def problem_in_request(error: HTTPException) -> Response:
    """Return the response for an error that Flask found; its code is the name of its status."""
    status = HTTPStatus(error.code or 500)
    code = status.name.lower().replace("_", "-")
    return _response(status, code, {"detail": error.description or status.description})


def _response(status: HTTPStatus, code: str, said: dict[str, str]) -> Response:
    members = {"title": status.phrase, "status": status.value, "code": code, **said}
    body = json.dumps(members, ensure_ascii=False)
    response = Response(body, status=status, content_type="application/problem+json")
    response.cache_control.no_store = True
    return response
