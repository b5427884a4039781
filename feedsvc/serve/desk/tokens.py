"""The tokens of programs: which there are, making one, taking one back."""

from http import HTTPStatus

from flask import Blueprint, request
from werkzeug.wrappers import Response

from feedsvc import operations
from feedsvc.access import TokenScope
from feedsvc.access.expiry import parse_expiry
from feedsvc.access.scopes import parse_scopes
from feedsvc.access.tokens import fit_name
from feedsvc.errors import AccessError
from feedsvc.model import Deed
from feedsvc.serve.current import services
from feedsvc.serve.desk import framing, places, visitors

blueprint = Blueprint("tokens", __name__)


@blueprint.get("/tokens")
def show() -> Response:
    """List the tokens, and show the form for another one."""
    return _page()


@blueprint.post("/tokens")
def make() -> Response:
    """Make a token and show its secret, here and now and never again."""
    try:
        name = fit_name(request.form.get("name", ""))
        secret = _made(name)
    except AccessError as error:
        return _page(error, status=HTTPStatus.BAD_REQUEST)
    return framing.desk_page("token.html", name=name, secret=secret)


@blueprint.get("/tokens/revoke")
def ask_to_revoke() -> Response:
    """Ask whether the token is to be worth nothing from now on."""
    name = request.args.get("name", "")
    token = next((each for each in services().access.tokens.all() if each.name == name), None)
    if token is None:
        raise _no_token(name)
    return framing.desk_page("revoke.html", token=token)


@blueprint.post("/tokens/revoke")
def revoke() -> Response:
    """Take the token back."""
    name = request.form.get("name", "")
    if (
        services().access.tokens.revoke(
            name, note=operations.noting(services(), visitors.WHO, Deed.REVOKE_TOKEN)
        )
        is None
    ):
        raise _no_token(name)
    return places.sent_on("/tokens")


def _made(name: str) -> str:
    now = operations.now()
    scopes = parse_scopes(request.form.getlist("scope"))
    expires = request.form.get("expires", "").strip()
    expires_at = parse_expiry(expires, now=now) if expires else None
    return services().access.tokens.create(
        name,
        scopes=scopes,
        now=now,
        expires_at=expires_at,
        note=operations.noting(services(), visitors.WHO, Deed.CREATE_TOKEN, " ".join(scopes)),
    )


def _page(error: AccessError | None = None, *, status: int = HTTPStatus.OK) -> Response:
    return framing.desk_page(
        "tokens.html",
        status=status,
        tokens=services().access.tokens.all(),
        scopes=tuple(TokenScope),
        error=error,
        said=request.form,
    )


def _no_token(name: str) -> AccessError:
    return AccessError(f"there is no token {name[:64]}", hint="it may be revoked already")
