"""What a request to the API says, read strictly: what we do not understand is never guessed."""

import json
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

from flask import Request, request
from pydantic import ValidationError
from pydantic_core import ErrorDetails, from_json
from werkzeug.exceptions import ClientDisconnected, LengthRequired, UnsupportedMediaType
from werkzeug.routing import PathConverter
from werkzeug.wrappers import Response

from feedsvc.errors import FeedsvcError
from feedsvc.serve.problems import problem
from feedsvc.settings.checks import nearest

_EXAMPLE = 'send nothing, or JSON such as {"scope": "everything", "accept_loss": false}'
_MANUAL = "/api/v1/docs shows what this address takes"
# Where pydantic's words are those of a programmer.
_WORDS = {
    "bool_type": "say true or false",
    "extra_forbidden": "there is no such parameter or member",
    "int_parsing": "say a whole number",
    "int_type": "say a whole number",
    "list_type": "say a list",
    "missing": "it has to be there",
    "string_pattern_mismatch": "it holds characters that cannot be there",
    "string_type": "say a text",
}
_QUOTED = re.compile(r"'([^']*)'")
_LONGEST_WORD = 40
# Parameters that may be there several times.
_LISTS = frozenset(("expected",))


class InvalidRequestError(FeedsvcError):
    """A request cannot be understood."""

    code = "invalid-request"


class ApiRequest(Request):
    """A request whose JSON, if it has any, is an object."""

    def get_json(self, *_how: Any, **_flags: Any) -> Any:
        """Return the object that is the body, an empty one if there is no body.

        Raises InvalidRequestError if it is none, or says something twice, UnsupportedMediaType if
        it is said to be something else, LengthRequired if the server cannot tell where it ends,
        ClientDisconnected if it ended too early.
        """
        body = self._whole_body()
        if not body:
            return {}
        if self.mimetype not in ("", "application/json"):
            raise UnsupportedMediaType(f"the body is said to be {self.mimetype}, not JSON")
        try:
            # It takes nothing that is nested deeply, and no half of a character.
            said = from_json(body, allow_inf_nan=False)
            json.loads(body, object_pairs_hook=_distinct)
        except ValueError as error:
            raise InvalidRequestError(
                f"the body is no JSON that we take: {error}", hint=_hint()
            ) from error
        if not isinstance(said, dict):
            raise InvalidRequestError("the body is JSON, but no object", hint=_hint())
        return said

    def _whole_body(self) -> bytes:
        if self.content_length is not None:
            body = self.get_data()
            if len(body) < self.content_length:
                raise ClientDisconnected("the body is shorter than its length says")
            return body
        if "Transfer-Encoding" in self.headers and not self.environ.get("wsgi.input_terminated"):
            raise LengthRequired("this server takes no body without Content-Length")
        body = self.get_data()
        self.stream.read(1)  # raises RequestEntityTooLarge if there is more than we take
        return body


class ArticleConverter(PathConverter):
    """What names an article; what is done to it comes behind."""

    regex = "(?!.*/(?:withdraw|restore)$)[^/].*?"


def mistakes(error: ValidationError) -> Response:
    """Return the problem that names what is wrong with a request."""
    found = (
        ".".join(map(str, each["loc"])) + ": " * bool(each["loc"]) + _worded(each)
        for each in error.errors(include_url=False)
    )
    return problem("invalid-request", "; ".join(found), hint=_hint())


def check_parameters(view: Callable[..., Any]) -> None:
    """Raise InvalidRequestError if a parameter is there twice, or if *view* reads none."""
    for name, values in request.args.lists():
        if "query" not in view.__annotations__:
            raise InvalidRequestError(f"{name[:100]}: there is no such parameter", hint=_MANUAL)
        if len(values) > 1 and name not in _LISTS:
            raise InvalidRequestError(
                f"{name[:100]}: it is there {len(values)} times", hint=_MANUAL
            )


def _worded(mistake: ErrorDetails) -> str:
    if mistake["type"] != "enum":
        return _WORDS.get(mistake["type"], mistake["msg"].removeprefix("Value error, "))
    known = _QUOTED.findall(mistake["ctx"]["expected"])
    meant = nearest(str(mistake["input"])[:_LONGEST_WORD].strip().casefold(), known)
    return f"did you mean {meant}? " * bool(meant) + f"there are {', '.join(known)}"


def _distinct(members: list[tuple[str, object]]) -> None:
    """Raise ValueError if an object says something twice, for nobody knows which is meant."""
    twice = [name for name, number in Counter(name for name, _ in members).items() if number > 1]
    if twice:
        raise ValueError(f"{twice[0][:100]} is there several times")


def _hint() -> str:
    return _EXAMPLE if request.path.endswith("/runs") and request.method == "POST" else _MANUAL
