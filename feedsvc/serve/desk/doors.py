"""Logging in and out."""

import logging
from http import HTTPStatus
from time import monotonic

from flask import Blueprint, request
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from werkzeug.wrappers import Response

from feedsvc import operations
from feedsvc.access import LogInRefusal
from feedsvc.access.cookies import no_cookie, session_cookie
from feedsvc.errors import StorageError
from feedsvc.model import Deed
from feedsvc.serve.current import services
from feedsvc.serve.desk import failing, framing, places, visitors

blueprint = Blueprint("doors", __name__)

log = logging.getLogger(__name__)

_MINUTE = 60
# Those who have to wait may ask as often as they like; the log tells of them once a minute.
_told_at = -_MINUTE * 1.0


@blueprint.get("/login")
def show_login() -> Response:
    """Show the form to log in, or that nobody can."""
    after = places.next_place(request.args.get("next", ""))
    if visitors.session() is not None:
        return places.sent_on(after)
    if services().access.password.mark() is None:
        return _off()
    return _form(after, *_told())


@blueprint.post("/login")
def log_in() -> Response:
    """Begin a session, with an id that nobody knew before."""
    after = places.next_place(request.form.get("next", ""))
    now = operations.now()
    begun = services().access.log_in(request.form.get("password", ""), visitors.client(), now=now)
    if isinstance(begun, LogInRefusal):
        return _refused(begun, after)
    try:
        operations.note(services(), visitors.WHO, Deed.LOG_IN, visitors.client())
    except StorageError:
        services().access.sessions.end(begun)  # nobody is in of whom the audit does not tell
        raise
    if former := visitors.session_id():
        services().access.sessions.end(former)
    response = places.to_login(after=after, is_begun=True)
    response.headers.add("Set-Cookie", session_cookie(begun))
    return response


@blueprint.post("/logout")
def log_out() -> Response:
    """End the session here, so that its cookie is worth nothing, wherever it is.

    Where nothing can be written, the browser forgets it at least.
    """
    is_over = _has_ended(visitors.session_id())
    visitors.leave()
    response = places.sent_on("/login?out=1") if is_over else _half_out()
    response.headers.add("Set-Cookie", no_cookie())
    # What browsers keep to go back to shows nothing any more.
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _has_ended(id: str | None) -> bool:
    """End the session and note that; tell whether it has ended."""
    try:
        if id:
            services().access.sessions.end(id)
    except StorageError as error:
        log.error("a session cannot be ended: %s", error)
        return False
    try:
        operations.note(services(), visitors.WHO, Deed.LOG_OUT, visitors.client())
    except StorageError as error:
        log.error("a log-out from %s is not in the audit: %s", visitors.client(), error)
    return True


def _half_out() -> Response:
    return failing.told(
        HTTPStatus.SERVICE_UNAVAILABLE,
        _("You are logged out in this browser only"),
        _(
            "Storage cannot be written, so the session goes on for whoever has a copy of its"
            " cookie, until two hours after the last click. A new password ends it."
        ),
    )


def _told() -> tuple[LazyString | None, bool]:
    """Return what whoever comes to the form is told, and whether it is bad news."""
    if "out" in request.args:
        return _("You are logged out."), False
    if "over" in request.args:
        return _("You were not logged in any more, so nothing was done."), True
    if "begun" in request.args:
        return (
            _(
                "Your browser did not keep the session. It does so over https, and on this"
                " machine itself over http."
            ),
            True,
        )
    return None, False


def _form(
    after: str, said: LazyString | None = None, is_bad: bool = False, *, status: int = HTTPStatus.OK
) -> Response:
    return framing.desk_page(
        "login.html",
        status=status,
        after=after,
        said=said,
        is_bad=is_bad,
        can_be_overheard=visitors.can_be_overheard(),
    )


def _off() -> Response:
    return framing.desk_page("off.html", status=HTTPStatus.FORBIDDEN)


def _refused(refusal: LogInRefusal, after: str) -> Response:
    if refusal.is_off:
        return _off()
    if refusal.wait_seconds:
        _tell_log_of_wait()
        minutes = -(-refusal.wait_seconds // _MINUTE)
        said = _(
            "Too many passwords were wrong. Try again in %(minutes)s min; until then not even the"
            " right one is taken.",
            minutes=minutes,
        )
        response = _form(after, said, is_bad=True, status=HTTPStatus.TOO_MANY_REQUESTS)
        response.headers["Retry-After"] = str(refusal.wait_seconds)
        return response
    log.warning("a wrong password for the admin page from %s", visitors.client())
    return _form(after, _("This is not the password."), is_bad=True, status=HTTPStatus.FORBIDDEN)


def _tell_log_of_wait() -> None:
    global _told_at
    if monotonic() - _told_at >= _MINUTE:
        _told_at = monotonic()
        log.warning(
            "too many wrong passwords for the admin page, %s has to wait", visitors.client()
        )
