"""The blueprint of the API, and how an endpoint joins it.

Who may come in is decided before anything that a request says is looked at.
"""

import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from flask import current_app, request
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel
from werkzeug.wrappers import Response

from feedsvc.access import TokenScope
from feedsvc.errors import FeedsvcError, StorageError
from feedsvc.serve import failures
from feedsvc.serve.api.requests import check_parameters
from feedsvc.serve.auth import refusal
from feedsvc.serve.current import NotReadyError, services
from feedsvc.serve.problems import MEDIA_TYPE, STATUS, problem, problem_of

ROOT = "/api/v1"
SECURITY = "token"
_PROBLEM = {"$ref": "#/components/schemas/Problem"}
# What any request may get, and one with a body.
_COMMON = (
    *("unauthorized", "forbidden", "invalid-request", "too-many-requests", "storage"),
    *("not-ready", "request-uri-too-long"),
)
_WITH_BODY = ("length-required", "request-entity-too-large", "unsupported-media-type")

_View = TypeVar("_View", bound=Callable[..., Response])
_Shape = type[BaseModel] | dict[str, Any]

api = APIBlueprint("api", __name__, url_prefix=ROOT)


def endpoint(
    method: str,
    rule: str,
    *,
    tag: Tag,
    scope: TokenScope,
    answers: Mapping[int, _Shape],
    problems: Iterable[str] = (),
) -> Callable[[_View], _View]:
    """Return what makes a view an endpoint for tokens that have *scope*.

    *answers* are the shapes of its answers by status, *problems* the codes of what it may refuse.
    The docstring of the view is its description.
    """

    def join(view: _View) -> _View:
        summary, _, description = (inspect.getdoc(view) or "").partition("\n")
        view.scope = scope  # type: ignore[attr-defined]
        bind: Callable[..., Callable[[_View], _View]] = getattr(api, method)
        return bind(
            rule,
            tags=[tag],
            summary=summary.removesuffix("."),
            description=" ".join(description.split()) or f"Needs the scope {scope}.",
            operation_id=view.__name__,
            responses={**_told((*_COMMON, *problems, *_of_body(view))), **answers},
            security=[{SECURITY: [scope.value]}],
        )(view)

    return join


def is_off() -> Response | None:
    """Return the refusal of everybody while there is nothing to come in with, else None."""
    access = services().access
    if access.tokens.all() or access.password.mark():
        return None
    return problem(
        "off",
        "the API is off: there is no token that could be shown",
        hint="make one with feedsvc token create NAME --scope read",
    )


@api.before_request
def _admit() -> Response | None:
    view = current_app.view_functions[request.endpoint or ""]
    scope = getattr(view, "scope", None)
    if scope is None:  # the description, which keeps no secret
        return is_off()
    if refused := refusal(scope):
        return refused if request.authorization else is_off() or refused
    check_parameters(view)
    return None


def _of_body(view: Callable[..., Response]) -> tuple[str, ...]:
    return _WITH_BODY if "body" in inspect.signature(view).parameters else ()


def _told(codes: Iterable[str]) -> dict[int | str, _Shape]:
    """Return what the description says of problems with these codes."""
    by_status: dict[int | str, list[str]] = {}
    for code in codes:
        by_status.setdefault(STATUS[code].value, []).append(code)
    return {
        status: {
            "description": "Problem: " + ", ".join(dict.fromkeys(named)),
            "content": {MEDIA_TYPE: {"schema": _PROBLEM}},
        }
        for status, named in sorted(by_status.items())
    }


api.register_error_handler(NotReadyError, failures.not_ready)
api.register_error_handler(StorageError, failures.unusable)
api.register_error_handler(FeedsvcError, problem_of)
