"""Starting a run: what it is for, what it would change, and then the run."""

import secrets
from dataclasses import dataclass, replace
from http import HTTPStatus
from time import monotonic

from flask import Blueprint, current_app, request
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from werkzeug.wrappers import Response

from feedsvc import operations
from feedsvc.errors import BusyError, ContentError, FeedsvcError, UnknownScopeError
from feedsvc.model import Scope, Target, Trigger
from feedsvc.pipeline.previewing import Preview
from feedsvc.serve.current import services
from feedsvc.serve.desk import framing, places, visitors
from feedsvc.serve.desk.guarding import FORM_TOKEN
from feedsvc.serve.desk.naming import labels
from feedsvc.serve.desk.wishes import (
    NAMED,
    Wish,
    is_superfluous,
    resolved,
    spelled,
    suggestions,
    wish_in,
)
from feedsvc.serve.previewing import PreviewTooLongError, preview

blueprint = Blueprint("starting", __name__)

# What one page shows of a large change; the counts tell all of it.
MOST_FEEDS = 50
MOST_TITLES = 10
MOST_REJECTIONS = 50
# Proxies give up after a minute (nginx: proxy_read_timeout).
_SECONDS = 45.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Foreseen:
    """What a run would change, None if it takes too long to find out.

    *loss* is why it would stop unless somebody accepts that.
    """

    preview: Preview | None
    loss: ContentError | None = None


@blueprint.get("/runs/new")
def ask() -> Response:
    """Show the form that says what a run is for."""
    return _form(wish_in(request.args))


@blueprint.post("/runs/new")
def foresee() -> Response:
    """Show what the run would change; nothing changes by that."""
    wish = wish_in(request.form)
    if is_superfluous(wish):
        return _form(wish, _("A name says which section or article; choose of what kind it is."))
    try:
        scope, target = resolved(services(), wish)
        foreseen = _foresee(scope, target)
    except UnknownScopeError as error:
        return _form(wish, _("There is nothing of that name."), error, status=HTTPStatus.NOT_FOUND)
    except BusyError as error:
        return _form(wish, _("Somebody else is at it."), error, status=HTTPStatus.CONFLICT)
    found = foreseen.preview
    return framing.desk_page(
        "preview.html",
        wish=wish,
        target=target,
        labels=labels([target.feed] if target and target.feed else []),
        found=found and _shortened(found),
        all_feeds=len(found.feeds) if found else 0,
        all_rejections=len(found.rejections) if found else 0,
        most_titles=MOST_TITLES,
        loss=foreseen.loss,
        key=secrets.token_urlsafe(16),
        is_published=services().publisher_lock.is_held(),
    )


@blueprint.post("/runs")
def start() -> Response:
    """Ask the publisher for the run, and show it."""
    wish = wish_in(request.form)
    started = operations.start_named(
        services(),
        Trigger.ADMIN,
        spelled(wish),
        accept_loss=request.form.get("accept_loss") == "yes",
        who=visitors.WHO,
        # Whoever sends the form again gets the run of the first time.
        key=request.form.get("key", "")[:100] or _number_of_form(),
    )
    return places.sent_on(f"/runs/{started.run.id}")


def _foresee(scope: Scope, target: Target | None) -> _Foreseen:
    seconds: float = current_app.config.get("PREVIEW_SECONDS", _SECONDS)
    began, loss = monotonic(), None
    try:
        try:
            found = preview(services(), scope, target, seconds=seconds, waits=True)
            return _Foreseen(preview=found)
        except ContentError as error:
            loss = error
        # Where the folder itself is at fault, this raises the same again.
        left = seconds - (monotonic() - began)
        found = preview(services(), scope, target, accept_loss=True, seconds=left, waits=True)
        return _Foreseen(preview=found, loss=loss)
    except PreviewTooLongError:
        return _Foreseen(preview=None, loss=loss)


def _number_of_form() -> str:
    return request.form[FORM_TOKEN].partition(".")[0]


def _shortened(found: Preview) -> Preview:
    return replace(
        found, feeds=found.feeds[:MOST_FEEDS], rejections=found.rejections[:MOST_REJECTIONS]
    )


def _form(
    wish: Wish,
    said: LazyString | None = None,
    error: FeedsvcError | None = None,
    *,
    status: int | None = None,
) -> Response:
    usual = HTTPStatus.BAD_REQUEST if said else HTTPStatus.OK
    return framing.desk_page(
        "new_run.html",
        status=status or usual,
        wish=wish,
        kinds=NAMED,
        said=said,
        error=error,
        suggestions=suggestions(services()),
    )
