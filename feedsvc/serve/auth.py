"""Who may use the API: whoever shows a token that the operator made, and only what it is for."""

from collections.abc import Callable

from flask import g, request
from werkzeug.wrappers import Response

from feedsvc import operations
from feedsvc.access import Kind, Refusal, Token, TokenScope
from feedsvc.serve.current import services
from feedsvc.serve.observing.clients import client_address
from feedsvc.serve.problems import problem

_READING = ("GET", "HEAD", "OPTIONS")


def require_token() -> Response | None:
    """Return the refusal of a request whose token may not read, or run where it does not read."""
    return refusal(TokenScope.READ if request.method in _READING else TokenScope.RUN)


def required(scope: TokenScope) -> Callable[[], Response | None]:
    """Return what refuses requests whose token lacks *scope*, to stand before a request."""
    return lambda: refusal(scope)


def refusal(needed: TokenScope) -> Response | None:
    """Return the refusal of this request, None if its bearer token may do this (RFC 6750).

    A good token is let in whatever strangers at the same address do: guessing one is hopeless, and
    nobody shall lock others out.
    """
    shown, now = request.authorization, operations.now()
    if shown is None or shown.type != "bearer" or not shown.token:
        return _unauthorized("this needs a bearer token", challenge="Bearer")
    tokens = services().access.tokens
    token = tokens.check(shown.token, now=now)
    if token is Refusal.UNKNOWN:
        if wait := services().access.failures.count(Kind.TOKEN, _client(), now=now):
            return _too_many("too many tokens from your address were not valid", wait)
        return _unauthorized("this token is not valid", challenge=_INVALID)
    if token is Refusal.EXPIRED:
        return _unauthorized("this token has expired", challenge=_INVALID)
    if wait := tokens.note_use(token, now=now):
        return _too_many(f"the token {token.name} is used too often", wait)
    g.token = token
    return lacking(needed)


def lacking(needed: TokenScope) -> Response | None:
    """Return the refusal of what needs another scope, for a token that was let in already."""
    token: Token = g.token
    return None if token.may(needed) else _forbidden(needed)


def who() -> str:
    """Return the name of the token that this request was let in with, for the audit."""
    token: Token = g.token
    return token.name


def goes_on() -> Callable[[], bool]:
    """Return what tells later whether the token of this request is still good."""
    tokens, shown = services().access.tokens, request.authorization
    secret = (shown and shown.token) or ""
    return lambda: not isinstance(tokens.check(secret, now=operations.now()), Refusal)


_INVALID = 'Bearer error="invalid_token"'


def _client() -> str:
    forwarded = ",".join(request.headers.getlist("X-Forwarded-For"))
    return client_address(request.remote_addr or "", forwarded, services().settings.server.proxies)


def _unauthorized(detail: str, *, challenge: str) -> Response:
    response = problem("unauthorized", detail, hint="make a token with feedsvc token create")
    response.headers["WWW-Authenticate"] = challenge
    return response


def _forbidden(needed: TokenScope) -> Response:
    response = problem(
        "forbidden",
        f"this token does not have the scope {needed}",
        hint=f"use one made with feedsvc token create NAME --scope {needed}",
    )
    response.headers["WWW-Authenticate"] = f'Bearer error="insufficient_scope", scope="{needed}"'
    return response


def _too_many(detail: str, seconds: int) -> Response:
    response = problem("too-many-requests", detail, hint=f"ask again in {seconds} seconds")
    response.headers["Retry-After"] = str(seconds)
    return response
