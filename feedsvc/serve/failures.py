"""What went wrong, told to whoever asked: a page for people, a problem for programs."""

from flask import Flask, current_app, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.wrappers import Response

from feedsvc.catalog.database import NoCatalogError
from feedsvc.errors import StorageError
from feedsvc.model import ALL_FEED, DocumentKey
from feedsvc.serve.current import NotReadyError, services
from feedsvc.serve.documents.paths import parse_document
from feedsvc.serve.problems import problem, problem_in_request
from feedsvc.serve.rendering import PAGE_SECONDS, notice

# As long as a page: an article may be published, or come back, under the address at any moment.
_ABSENT = {404: "not-found", 410: "gone"}


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
    if isinstance(error, NoCatalogError) and not _has_documents():
        return not_ready(error)
    current_app.logger.error("storage cannot be used", exc_info=error)
    return _later(error.code, "storage cannot be used; the log says more", seconds=30)


def refused(error: HTTPException) -> Response:
    """Answer an error that has a status, with the fields that belong to it, such as Allow."""
    if _is_program():
        response = problem_in_request(error)
    else:
        status = error.code or 500
        about = _ABSENT.get(status) or ("failed" if status >= 500 else "refused")
        kept = PAGE_SECONDS if status in _ABSENT else None
        response = notice(about, status=status, kept_seconds=kept)
    for name, value in error.get_headers(request.environ):
        if name != "Content-Type":
            response.headers[name] = value
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return response


def _later(code: str, detail: str, *, seconds: int) -> Response:
    if _is_program():
        response = problem(code, detail, hint="ask again later")
    else:
        is_document = parse_document(request.path.removeprefix("/feeds/")) is not None
        about = "unreadable" if code == "storage" and is_document else code
        response = notice(about, status=503, refresh_seconds=seconds)
    response.headers["Retry-After"] = str(seconds)
    return response


def _has_documents() -> bool:
    """Tell whether there has been a run, wherever its catalog is now."""
    root = services().documents.root
    try:
        return any((root / key.path).exists() for key in DocumentKey.of(ALL_FEED))
    except OSError:
        return True  # what we may not look at is there


def _is_program() -> bool:
    return request.path.lstrip("/").partition("/")[0].lower() == "api"
