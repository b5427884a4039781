"""Tokens: listed, made and taken back."""

from typing import cast

from flask_openapi3.models.tag import Tag
from werkzeug.wrappers import Response

from feedsvc import operations
from feedsvc.access import Token, TokenScope
from feedsvc.access.expiry import parse_expiry
from feedsvc.access.tokens import fit_name
from feedsvc.desk import as_json
from feedsvc.model import Deed
from feedsvc.serve.api.answers import answer
from feedsvc.serve.api.blueprint import endpoint
from feedsvc.serve.api.shapes.state import (
    MadeToken,
    NewToken,
    RevokedToken,
    TokenPath,
    Tokens,
    TokenState,
)
from feedsvc.serve.auth import who
from feedsvc.serve.current import services
from feedsvc.serve.problems import problem

_TAG = Tag(name="tokens", description="Who may use this API.")


@endpoint("get", "/tokens", tag=_TAG, scope=TokenScope.ADMIN, answers={200: Tokens})
def list_tokens() -> Response:
    """List tokens with what they may do and when they were last used."""
    return answer({"tokens": [_told(each) for each in services().access.tokens.all()]})


@endpoint(
    "post",
    "/tokens",
    tag=_TAG,
    scope=TokenScope.ADMIN,
    answers={201: MadeToken},
    problems=("access",),
)
def create_token(body: NewToken) -> Response:
    """Make a token and show it, this once."""
    now, name = operations.now(), fit_name(body.name)
    granted = " ".join(sorted(set(body.scopes)))
    made = services().access.tokens.create(
        name,
        scopes=body.scopes,
        now=now,
        expires_at=None if body.expires is None else parse_expiry(body.expires, now=now),
        note=operations.noting(services(), who(), Deed.CREATE_TOKEN, granted),
    )
    return answer({"name": name, "token": made}, status=201)


@endpoint(
    "delete",
    "/tokens/<path:name>",
    tag=_TAG,
    scope=TokenScope.ADMIN,
    answers={200: RevokedToken},
    problems=("unknown-token",),
)
def revoke_token(path: TokenPath) -> Response:
    """Take back a token; it is worth nothing from now on."""
    note = operations.noting(services(), who(), Deed.REVOKE_TOKEN)
    if services().access.tokens.revoke(path.name, note=note) is None:
        return problem(
            "unknown-token",
            f"there is no token {path.name}",
            hint="GET /api/v1/tokens lists them",
        )
    return answer({"revoked": path.name})


def _told(token: Token) -> object:
    is_expired = token.is_expired(operations.now())
    state = TokenState.EXPIRED if is_expired else TokenState.VALID
    return {**cast(dict[str, object], as_json(token)), "state": state}
