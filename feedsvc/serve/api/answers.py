"""Answers of the API."""

import json
from collections.abc import Mapping, Sequence
from urllib.parse import quote, urlencode

from flask import request
from werkzeug.wrappers import Response

from feedsvc.model import Run
from feedsvc.serve.current import private_address

_ROOT = "/api/v1"


def answer(said: Mapping[str, object], *, status: int = 200) -> Response:
    """Return the response that says this; nobody on the way may keep it."""
    body = json.dumps(said, ensure_ascii=False).encode(errors="replace")
    response = Response(body, status=status, content_type="application/json")
    response.cache_control.no_store = True
    return response


def part(name: str, items: Sequence[object], following: str | None) -> Response:
    """Return a part of a list, and where the next one is: in the body, and as a link (RFC 8288)."""
    response = answer({name: items, "next": following})
    if following is not None:
        arguments = {**request.args.to_dict(), "after": following}
        url = f"{private_address(quote(request.path))}?{urlencode(arguments)}"
        response.headers["Link"] = f'<{url}>; rel="next"'
    return response


def requested(run: Run) -> Response:
    """Return the news of a run that somebody asked for."""
    url = private_address(f"{_ROOT}/runs/{run.id}")
    response = answer({"id": run.id, "url": url, "outcome": run.outcome}, status=202)
    response.headers["Location"] = url
    return response
