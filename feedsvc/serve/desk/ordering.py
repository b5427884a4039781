"""Taking an article back, giving it to readers again, and the list of those taken back."""

from http import HTTPStatus

from flask import Blueprint, request
from werkzeug.wrappers import Response

from feedsvc import operations
from feedsvc.model import Deed, Trigger
from feedsvc.serve.current import services
from feedsvc.serve.desk import framing, places, visitors

blueprint = Blueprint("ordering", __name__)

LONGEST_REASON = 500
_LISTED = 50


@blueprint.get("/article/withdraw")
def ask_to_withdraw() -> Response:
    """Show what it means to take this article back, and ask why."""
    return _confirm(Deed.WITHDRAW, request.args.get("named", ""))


@blueprint.get("/article/restore")
def ask_to_restore() -> Response:
    """Show what it means to give this article to readers again."""
    return _confirm(Deed.RESTORE, request.args.get("named", ""))


@blueprint.post("/article/withdraw")
def withdraw() -> Response:
    """Ask the publisher to take the article back, and show the run that does."""
    return _order(Deed.WITHDRAW, request.form.get("named", ""))


@blueprint.post("/article/restore")
def restore() -> Response:
    """Ask the publisher to give the article to readers again, and show the run that does."""
    return _order(Deed.RESTORE, request.form.get("named", ""))


@blueprint.get("/withdrawn")
def withdrawn() -> Response:
    """List the articles that somebody took back, those of late first."""
    after = request.args.get("after")
    part = operations.withdrawn(services(), after, limit=_LISTED)
    return framing.desk_page("withdrawn.html", part=part, is_first=after is None)


def _confirm(
    deed: Deed, named: str, *, lacks_reason: bool = False, status: int = HTTPStatus.OK
) -> Response:
    view = operations.article(services(), named)
    # Raises what stands against it before anybody fills in a form.
    operations.order(services(), deed, view.id or named, who=visitors.WHO, reason="")
    return framing.desk_page(
        "order.html",
        status=status,
        deed=deed,
        view=view,
        feeds=sum(1 for each in view.verdicts if each.is_in),
        longest_reason=LONGEST_REASON,
        lacks_reason=lacks_reason,
    )


def _order(deed: Deed, named: str) -> Response:
    reason = request.form.get("reason", "").strip()[:LONGEST_REASON]
    if deed is Deed.WITHDRAW and not reason:
        return _confirm(deed, named, lacks_reason=True, status=HTTPStatus.BAD_REQUEST)
    order = operations.order(services(), deed, named, who=visitors.WHO, reason=reason)
    run = operations.request_order(services(), order, Trigger.ADMIN)
    return places.sent_on(f"/runs/{run.id}")
