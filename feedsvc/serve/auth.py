"""Who may use the API: whoever shows a token that the operator made."""

from flask import request
from werkzeug.wrappers import Response

from feedsvc.serve.current import services
from feedsvc.serve.problems import problem


def require_token() -> Response | None:
    """Return the refusal of a request without a valid bearer token (RFC 6750)."""
    shown = request.authorization
    if shown is None or shown.type != "bearer" or not shown.token:
        return _refusal("this needs a bearer token", challenge="Bearer")
    if not services().tokens.accepts(shown.token):
        return _refusal("this token is not valid", challenge='Bearer error="invalid_token"')
    return None


def _refusal(detail: str, *, challenge: str) -> Response:
    response = problem("unauthorized", detail, hint="make a token with feedsvc token")
    response.headers["WWW-Authenticate"] = challenge
    return response
