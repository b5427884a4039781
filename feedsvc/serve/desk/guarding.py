"""Who gets in: whoever is logged in, and for what changes something only from our own pages."""

from contextlib import suppress
from http import HTTPStatus

from flask import Blueprint, g, request
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response

from feedsvc import operations
from feedsvc.access.forms import FormRefusal
from feedsvc.access.origins import origin_refusal
from feedsvc.access.sessions import Session
from feedsvc.errors import StorageError
from feedsvc.serve.current import services
from feedsvc.serve.desk import failing, framing, places, visitors

FORM_TOKEN = "form_token"  # noqa: S105 (the name of a field)

# What anybody may ask for.
_OPEN = ("/admin/login",)
# What may be sent again: it changes nothing, or a second time nothing more.
_REPEATABLE = ("/admin/runs/new", "/admin/runs", "/admin/logout")
_READING = ("GET", "HEAD", "OPTIONS")
_REFUSALS = {
    FormRefusal.FORGED: (
        403,
        _("This form is not ours"),
        _("It was not made for you by this page, so nothing was done. Open the page again."),
    ),
    FormRefusal.STALE: (
        409,
        _("This form is too old"),
        _("Nothing was done. Open the page again and send it then."),
    ),
    FormRefusal.SPENT: (
        409,
        _("This was sent before"),
        _("It may have been done the first time, and is not done again. These pages tell:"),
    ),
}
# Where it is seen what came of a form that was sent before.
_WAYS = ("/runs", "/audit")


def register(blueprint: Blueprint) -> None:
    """Put the guard before every page of *blueprint*, and close what goes out."""
    blueprint.before_request(guard)
    blueprint.after_request(framing.closed)
    blueprint.after_request(give_back)


def guard() -> Response | None:
    """Return the refusal of this request, None if it may go on.

    Raises StorageError if nobody can tell who is logged in.
    """
    reads = request.method in _READING
    if not reads and _comes_from_elsewhere():
        return failing.told(
            403,
            _("This did not come from our own page"),
            _("Another site may have sent it, so nothing was done. Use the form on the page."),
        )
    if request.path in _OPEN:
        return None
    session = visitors.session()
    if session is None:
        return _to_the_door(reads=reads)
    if reads:
        return None
    refusal = _form_refusal(session)
    if refusal is None:
        return None
    return failing.told(*_REFUSALS[refusal], ways=_WAYS if refusal is FormRefusal.SPENT else ())


def give_back(response: Response) -> Response:
    """Let a form be sent once more that came to nothing."""
    session: Session | None = g.pop("desk_spender", None)
    if session and response.status_code >= HTTPStatus.BAD_REQUEST:
        token = request.form.get(FORM_TOKEN, "")
        # Where that cannot be kept either, the page has to be opened again.
        with suppress(StorageError):
            services().access.sessions.give_back(session, request.path, token, now=operations.now())
    return response


def _form_refusal(session: Session) -> FormRefusal | None:
    """Return why the form of this request must not be acted on; spend its token if it counts."""
    sessions, now = services().access.sessions, operations.now()
    token = request.form.get(FORM_TOKEN, "")
    if request.path in _REPEATABLE:
        return sessions.check(session, request.path, token, now=now)
    refusal = sessions.accept(session, request.path, token, now=now)
    if refusal is None:
        g.desk_spender = session
    return refusal


def _comes_from_elsewhere() -> bool:
    refusal = origin_refusal(
        sec_fetch_site=request.headers.get("Sec-Fetch-Site"),
        origin=request.headers.get("Origin"),
        ours=our_addresses(),
    )
    return refusal is not None


def our_addresses() -> tuple[str, ...]:
    """Return the addresses at which people reach the desk."""
    settings = services().settings
    private = settings.server.private
    return (settings.site.base_url, *([f"http://{private}"] if private else []))


def _to_the_door(*, reads: bool) -> Response:
    """Send on to the log-in, and from there to where somebody wanted to go."""
    if request.accept_mimetypes.best == "text/event-stream":
        return Response("log in\n", status=401, content_type="text/plain; charset=utf-8")
    return places.to_login(after=places.here() if reads else "/", is_over=not reads)
