"""What went wrong at the desk, told as a page of the desk."""

from collections.abc import Collection
from http import HTTPStatus

from flask import Blueprint, current_app, request
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.wrappers import Response

from feedsvc.catalog.database import NoCatalogError
from feedsvc.errors import FeedsvcError, StorageError
from feedsvc.serve.desk import framing, places, visitors

# A title and a sentence for each status; whatever else there is, is a mistake of ours.
_TEXTS = {
    400: (_("This request cannot be answered"), _("The address or the form is not complete.")),
    404: (_("There is no such page"), _("The address may be mistyped, or what it named is gone.")),
    405: (_("This request cannot be answered"), _("This address does not take such requests.")),
    413: (_("This is too much"), _("The form is larger than we take. Nothing was done.")),
}
_OURS = (
    _("Something went wrong"),
    _("The fault is ours, and it has been noted. Please try again in a moment."),
)
# Of errors that are no mistake of ours: the status, and what people read above what happened.
_BY_CODE = {
    "access": (400, _("This cannot be done")),
    "busy": (409, _("Somebody else is at it")),
    "cancelled": (409, _("This was cancelled")),
    "content": (409, _("The content folder cannot be believed")),
    "invalid-cursor": (404, _("The list does not go on there")),
    "key-reused": (409, _("This was sent before")),
    "run-ended": (409, _("The run has ended")),
    "unchanged": (409, _("It is so already")),
    "unknown-article": (404, _("There is no such article")),
    "unknown-feed": (404, _("There is no such feed")),
    "unknown-run": (404, _("There is no such run")),
    "unknown-scope": (404, _("There is nothing of that name")),
    "not-ready": (503, _("Nothing is published here yet")),
    "storage": (503, _("Storage cannot be used")),
    "workers": (503, _("No process can be started")),
}


def register(blueprint: Blueprint) -> None:
    """Make *blueprint* answer every error with a page of the desk."""
    blueprint.register_error_handler(FeedsvcError, failed)
    blueprint.register_error_handler(HTTPException, refused)
    # For this one the application has a handler of its own, which would come first.
    blueprint.register_error_handler(HTTPStatus.NOT_FOUND, refused)


def told(
    status: int,
    title: str | LazyString,
    text: str | LazyString,
    *,
    detail: str = "",
    hint: str = "",
    ways: Collection[str] = (),
) -> Response:
    """Return the page that tells what went wrong.

    *detail* and *hint* are what an error says of itself, in English; *ways* are the paths of pages
    that tell more.
    """
    return framing.desk_page(
        "notice.html", status=status, title=title, text=text, detail=detail, hint=hint, ways=ways
    )


def failed(error: FeedsvcError) -> Response:
    """Answer an error that says what happened and what to do about it."""
    if isinstance(error, NoCatalogError):
        return told(*_BY_CODE["not-ready"], _("The first run has yet to end; look at the runs."))
    status, title = _BY_CODE.get(error.code, (500, _OURS[0]))
    if isinstance(error, StorageError) or status == HTTPStatus.INTERNAL_SERVER_ERROR:
        current_app.logger.error("the desk cannot answer: %s", error, exc_info=error)
    return told(status, title, "", detail=str(error), hint=error.hint)


def refused(error: HTTPException) -> Response:
    """Answer an error that has a status, with the fields that belong to it, such as Allow.

    What an address takes is told to those who are logged in.
    """
    status = error.code or 500
    if isinstance(error, MethodNotAllowed) and not visitors.is_logged_in():
        return framing.closed(places.to_login(is_over=True))
    response = told(status, *_TEXTS.get(status, _OURS if status >= 500 else _TEXTS[400]))
    for name, value in error.get_headers(request.environ):
        if name != "Content-Type":
            response.headers[name] = value
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return framing.closed(response)
