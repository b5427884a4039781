"""The API: ask for a run, and see how runs went."""

import json

from flask import Blueprint, request
from pydantic import BaseModel, ConfigDict, StrictBool, ValidationError
from werkzeug.wrappers import Response

from feedsvc import operations
from feedsvc.model import Scope, Trigger
from feedsvc.presenting import run_as_json
from feedsvc.serve.auth import require_token
from feedsvc.serve.current import address, services
from feedsvc.serve.problems import problem

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
blueprint.before_request(require_token)

_LISTED_RUNS = 20


class _Wish(BaseModel):
    """What a request for a run may say."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    scope: Scope = Scope.CHANGED
    accept_loss: StrictBool = False


@blueprint.post("/runs")
def request_run() -> Response:
    """Ask the publisher for a run; where it stands is told at its own address."""
    try:
        wish = _Wish.model_validate_json(request.get_data() or b"{}")
    except ValidationError as error:
        return problem("invalid-request", _mistakes(error), hint=_EXAMPLE)
    run = operations.request(services(), Trigger.API, wish.scope, accept_loss=wish.accept_loss)
    url = address(f"/api/v1/runs/{run.id}")
    response = _json({"id": run.id, "url": url, "outcome": run.outcome}, status=202)
    response.headers["Location"] = url
    return response


@blueprint.get("/runs")
def list_runs() -> Response:
    """Answer with the newest runs, the newest first."""
    runs = operations.recent_runs(services(), limit=_LISTED_RUNS)
    return _json({"runs": [run_as_json(run) for run in runs[:_LISTED_RUNS]]})


@blueprint.get("/runs/<id>")
def show_run(id: str) -> Response:
    """Answer with one run."""
    run = operations.find_run(services(), id)
    if run is None:
        return problem("unknown-run", f"there is no run {id}", hint="GET /api/v1/runs lists them")
    return _json(run_as_json(run))


_EXAMPLE = 'send nothing, or JSON such as {"scope": "everything", "accept_loss": false}'


def _mistakes(error: ValidationError) -> str:
    found = (
        ".".join(map(str, each["loc"])) + ": " * bool(each["loc"]) + each["msg"]
        for each in error.errors(include_url=False, include_context=False, include_input=False)
    )
    return "; ".join(found)


def _json(said: object, *, status: int = 200) -> Response:
    body = json.dumps(said, ensure_ascii=False)
    response = Response(body, status=status, content_type="application/json")
    response.cache_control.no_store = True
    return response
