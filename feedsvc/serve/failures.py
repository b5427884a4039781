"""What went wrong, told to whoever asked: a page for people, a problem for programs."""

from flask import Flask, current_app, request
from flask_babel import lazy_gettext as _
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.wrappers import Response

from feedsvc.catalog.database import NoCatalogError
from feedsvc.errors import StorageError
from feedsvc.model import ALL_FEED, DocumentKey
from feedsvc.serve.audience import (
    is_for_a_document,
    is_in_a_browser,
    is_of_the_api,
    is_of_the_desk,
)
from feedsvc.serve.current import NotReadyError, services
from feedsvc.serve.desk.failing import refused as desk_refused
from feedsvc.serve.documents.paths import parse_document
from feedsvc.serve.identity import known_site
from feedsvc.serve.nearby import nearby, words_asked_for
from feedsvc.serve.problems import problem, problem_in_request
from feedsvc.serve.rendering import PAGE_SECONDS, line, notice

# As long as a page: an article may be published, or come back, under the address at any moment.
_ABSENT = (404, 410)
_READING = ("GET", "HEAD")
_UNREADABLE = ("storage", "unreadable")

# What people read: a title and a sentence.
_TEXTS = {
    "not-found": (_("There is no such page"), _("The address may be mistyped.")),
    "gone": (
        _("This article is no longer here"),
        _("There was an article at this address. It is not published any more."),
    ),
    "not-ready": (
        _("Nothing is published here yet"),
        _("It may be on its way. This page reloads by itself."),
    ),
    "storage": (
        _("Not available right now"),
        _("Please try again in a moment. Feeds are not affected."),
    ),
    "unreadable": (
        _("This feed cannot be read right now"),
        _("Please try again in a moment."),
    ),
    "failed": (
        _("Something went wrong"),
        _("The fault is ours, and it has been noted. Please try again in a moment."),
    ),
    "refused": (
        _("This request cannot be answered"),
        _("This address does not take such requests."),
    ),
}


def register(app: Flask) -> None:
    """Make *app* answer every error in our words."""
    app.register_error_handler(NotReadyError, not_ready)
    app.register_error_handler(StorageError, unusable)
    # Flask makes an InternalServerError of everything else, and logs it with its traceback.
    app.register_error_handler(HTTPException, refused)


def not_ready(_error: Exception) -> Response:
    """Answer that what is asked for has yet to be published."""
    return _later("not-ready", "it has yet to be published", seconds=2)


def unusable(error: StorageError) -> Response:
    """Answer that something cannot be read or written; where it lies only the log tells."""
    if isinstance(error, NoCatalogError) and (is_of_the_api() or not _has_documents()):
        return not_ready(error)
    current_app.logger.error("storage cannot be used: %s", error, exc_info=error)
    return _later(error.code, "storage cannot be used; the log says more", seconds=30)


def refused(error: HTTPException) -> Response:
    """Answer an error that has a status, with the fields that belong to it, such as Allow."""
    status = error.code or 500
    if is_of_the_desk():
        return desk_refused(error)
    if is_of_the_api():
        response = problem_in_request(error)
    else:
        kept = PAGE_SECONDS if status in _ABSENT else None
        response = _told(_about(status), status=status, kept_seconds=kept)
    for name, value in error.get_headers(request.environ):
        if name != "Content-Type":
            response.headers[name] = value
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return response


def unreadable() -> Response:
    """Answer that a feed is there and cannot be read."""
    return _told("unreadable", status=503)


def _later(code: str, detail: str, *, seconds: int) -> Response:
    if is_of_the_api():
        response = problem(code, detail, hint="ask again later")
    else:
        is_document = parse_document(request.path.removeprefix("/feeds/")) is not None
        about = "unreadable" if code == "storage" and is_document else code
        response = _told(about, status=503, refresh_seconds=seconds)
    response.headers["Retry-After"] = str(seconds)
    return response


def _told(
    about: str,
    *,
    status: int,
    kept_seconds: int | None = None,
    refresh_seconds: int | None = None,
) -> Response:
    """Return the page about it, or at the address of a feed, for programs, what it says."""
    for_document = is_for_a_document()
    # A catalog that could not be read a moment ago is not tried again.
    site = None if about in _UNREADABLE else known_site()
    if for_document and not is_in_a_browser():
        response = line(*_TEXTS[about], status=status, known=site, kept_seconds=kept_seconds)
    else:
        words = words_asked_for() if about == "not-found" else ""
        response = notice(
            *_TEXTS[about],
            status=status,
            known=site,
            kept_seconds=kept_seconds,
            refresh_seconds=refresh_seconds,
            about=about,
            words=words,
            nearest=nearby(words) if site and request.method in _READING else (),
        )
    if for_document:
        response.vary.update(("Accept", "Sec-Fetch-Dest"))
    return response


def _about(status: int) -> str:
    if status in _ABSENT:
        return "not-found" if status == 404 else "gone"
    return "failed" if status >= 500 else "refused"


def _has_documents() -> bool:
    """Tell whether there has been a run, wherever its catalog is now."""
    root = services().documents.root
    try:
        return any((root / key.path).exists() for key in DocumentKey.of(ALL_FEED))
    except OSError:
        return True  # what we may not look at is there
