"""What went wrong, told to whoever asked: a page for people, a problem for programs."""

from flask import Flask, current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from feedsvc.errors import StorageError
from feedsvc.serve.current import NotReadyError, services
from feedsvc.serve.problems import problem, problem_in_request
from feedsvc.serve.rendering import notice


def register(app: Flask) -> None:
    """Make *app* answer every error in our words."""
    app.register_error_handler(NotReadyError, _not_ready)
    app.register_error_handler(StorageError, _unusable)
    # Flask makes an InternalServerError of everything else, and logs it with its traceback.
    app.register_error_handler(HTTPException, _refused)


def _not_ready(_error: Exception) -> Response:
    return _later("not-ready", "it has yet to be published", seconds=2)


def _unusable(error: StorageError) -> Response:
    """Answer that something cannot be read or written; where it lies only the log tells."""
    if not services().database.exists:
        return _not_ready(error)
    current_app.logger.error("storage cannot be used", exc_info=error)
    return _later(error.code, "storage cannot be used; the log says more", seconds=30)


def _later(code: str, detail: str, *, seconds: int) -> Response:
    if _is_program():
        response = problem(code, detail, hint="ask again later")
    else:
        response = notice(code, status=503, refresh_seconds=seconds)
    response.headers["Retry-After"] = str(seconds)
    return response


def _refused(error: HTTPException) -> Response:
    """Answer an error that has a status, with the fields that belong to it, such as Allow."""
    if _is_program():
        response = problem_in_request(error)
    else:
        status = error.code or 500
        about = "not-found" if status == 404 else "failed" if status >= 500 else "refused"
        response = notice(about, status=status)
    for name, value in error.get_headers(request.environ):
        if name != "Content-Type":
            response.headers[name] = value
    return response


def _is_program() -> bool:
    return request.path.startswith("/api/")
