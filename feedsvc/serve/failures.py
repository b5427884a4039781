"""What went wrong, told to whoever asked: a page for people, a problem for programs."""

from flask import Flask, current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from feedsvc.errors import FeedsvcError, StorageError
from feedsvc.serve.current import NotReadyError, services
from feedsvc.serve.problems import problem_in_request, problem_of
from feedsvc.serve.rendering import notice

_AGAIN_SECONDS = {"not-ready": 2, "unavailable": 30}


def register(app: Flask) -> None:
    """Make *app* answer every error in our words."""
    app.register_error_handler(NotReadyError, _not_now)
    app.register_error_handler(StorageError, _not_now)
    # Flask makes an InternalServerError of everything else, and logs it with its traceback.
    app.register_error_handler(HTTPException, _refused)


def _not_now(error: FeedsvcError) -> Response:
    """Answer that the catalog is not there yet, or that it cannot be read."""
    ready = not isinstance(error, NotReadyError) and services().database.exists
    if ready:
        current_app.logger.error("catalog or documents cannot be read", exc_info=error)
    about = "unavailable" if ready else "not-ready"
    seconds = _AGAIN_SECONDS[about]
    if _is_program():
        response = problem_of(error)
    else:
        response = notice(about, status=503, refresh_seconds=seconds)
    response.headers["Retry-After"] = str(seconds)
    return response


def _refused(error: HTTPException) -> Response:
    """Answer an error that has a status, with the fields that belong to it, such as Allow."""
    status = error.code or 500
    if _is_program():
        response = problem_in_request(error)
    else:
        response = notice(
            _ABOUT.get(status, "failed" if status >= 500 else "refused"), status=status
        )
    for name, value in error.get_headers(request.environ):
        if name != "Content-Type":
            response.headers[name] = value
    return response


_ABOUT = {404: "not-found"}


def _is_program() -> bool:
    return request.path.startswith("/api/")
