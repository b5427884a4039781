"""Runs: asked for, looked at, watched and cancelled."""

from typing import cast

from flask_openapi3.models.tag import Tag
from werkzeug.wrappers import Response

from feedsvc import operations
from feedsvc.access import TokenScope
from feedsvc.desk import part_as_json
from feedsvc.errors import UnknownRunError
from feedsvc.model import Outcome, Scope, Target, Trigger
from feedsvc.presenting import preview_as_json, run_as_json
from feedsvc.serve.api.answers import answer, part, requested
from feedsvc.serve.api.blueprint import endpoint
from feedsvc.serve.api.shapes.runs import Keyed, Preview, Requested, Run, RunPath, Runs, Wish
from feedsvc.serve.api.shapes.words import Page
from feedsvc.serve.auth import goes_on, lacking, who
from feedsvc.serve.current import services
from feedsvc.serve.previewing import preview
from feedsvc.serve.streaming import run_stream

_TAG = Tag(name="runs", description="Runs make feeds from articles.")
# About as long as programs and proxies wait for an answer.
_PREVIEW_SECONDS = 120.0
_EVENT = {
    "type": "object",
    "properties": {
        "event": {"type": "string", "enum": ["progress", "end"]},
        "data": {"type": "string"},
        "id": {"type": "string"},
    },
    "required": ["event", "data"],
}
_EVENTS = {
    "description": "Events: progress at once and at each change, then end, each with the run",
    "content": {"text/event-stream": {"schema": _EVENT}},
}


@endpoint(
    "post",
    "/runs",
    tag=_TAG,
    scope=TokenScope.RUN,
    answers={200: Preview, 202: Requested},
    problems=("unknown-scope", "unknown-run", "key-reused", "content", "busy", "too-long"),
)
def start_run(header: Keyed, body: Wish) -> Response:
    """Ask the publisher for a run.

    Whoever asks while the same waits gets that run. Where it stands is told at its own address,
    which the field Location names. With a key that was sent before, the answer is the run of that
    time, whatever became of it. A dry run writes nothing and looks at no key: the answer, with
    status 200, is what would change.
    """
    if body.dry_run:
        target = _target(body.scope)
        scope = Scope.CHANGED if target else Scope(body.scope)
        found = preview(
            services(), scope, target, accept_loss=body.accept_loss, seconds=_PREVIEW_SECONDS
        )
        return answer(preview_as_json(found))
    started = operations.start_named(
        services(),
        Trigger.API,
        body.scope,
        accept_loss=body.accept_loss,
        who=who(),
        key=header.key,
    )
    return requested(started.run)


@endpoint(
    "get",
    "/runs",
    tag=_TAG,
    scope=TokenScope.READ,
    answers={200: Runs},
    problems=("invalid-cursor",),
)
def list_runs(query: Page) -> Response:
    """List runs, the newest first.

    Those that wait come before those that began.
    """
    found = operations.runs(services(), query.after or None, limit=query.limit)
    return part("runs", cast(list[object], part_as_json(found)["items"]), found.next)


@endpoint(
    "get",
    "/runs/<id>",
    tag=_TAG,
    scope=TokenScope.READ,
    answers={200: Run},
    problems=("unknown-run",),
)
def show_run(path: RunPath) -> Response:
    """Show one run.

    A wider run may have taken its place; then that one is shown, with its own id.
    """
    run = operations.find_run(services(), path.id)
    if run is None:
        raise UnknownRunError(f"there is no run {path.id}", hint="GET /api/v1/runs lists them")
    return answer(run_as_json(run))


@endpoint(
    "get",
    "/runs/<id>/events",
    tag=_TAG,
    scope=TokenScope.READ,
    answers={200: _EVENTS, 204: {"description": "The client knows the end of the run"}},
    problems=("unknown-run", "too-many-streams"),
)
def watch_run(path: RunPath) -> Response:
    """Watch a run while it goes on.

    Server-sent events: progress with how the run stands, at once and at each change, and end when
    it has ended. Both are JSON like the run, without its rejections and the documents written. A
    stream ends after a minute at the latest; clients connect again, as browsers do by themselves.
    """
    return run_stream(services(), path.id, may_watch=goes_on())


@endpoint(
    "post",
    "/runs/<id>/cancel",
    tag=_TAG,
    scope=TokenScope.RUN,
    answers={200: Run, 202: Run},
    problems=("unknown-run", "run-ended"),
)
def cancel_run(path: RunPath) -> Response:
    """Cancel a run.

    One that waits has ended with that: status 200. One that goes on stops a moment later where
    that is safe: status 202. A run that withdraws or restores an article needs the scope withdraw,
    too.
    """
    asked = operations.find_run(services(), path.id)
    if asked and asked.order and (refused := lacking(TokenScope.WITHDRAW)):
        return refused
    run = operations.cancel(services(), path.id, who=who())
    return answer(run_as_json(run), status=202 if run.outcome is Outcome.RUNNING else 200)


def _target(said: str) -> Target | None:
    return operations.target(services(), said) if ":" in said else None
