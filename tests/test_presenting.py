import json
from datetime import UTC, datetime

from feedsvc.model import Counts, Failure, Outcome, Rejection, Run, Scope, Trigger
from feedsvc.presenting import run_as_json


def test_a_run_is_json_with_instants_in_utc_and_timings_by_room() -> None:
    run = Run(
        id="20260312T120000-0000",
        trigger=Trigger.CLI,
        scope=Scope.EVERYTHING,
        outcome=Outcome.FAILED,
        requested_at=datetime(2026, 3, 12, 12, 0, tzinfo=UTC),
        started_at=datetime(2026, 3, 12, 12, 0, 1, tzinfo=UTC),
        counts=Counts(files=2, rejected=1),
        timings=(("scan", 0.5), ("read", 1.25)),
        rejections=(Rejection(path="a.md", line=None, reason="has no text", hint="write it"),),
        failure=Failure(code="content", message="the folder is gone"),
    )

    said = json.loads(json.dumps(run_as_json(run)))

    assert said["trigger"] == "cli"
    assert said["scope"] == "everything"
    assert said["outcome"] == "failed"
    assert said["requested_at"] == "2026-03-12T12:00:00Z"
    assert said["started_at"] == "2026-03-12T12:00:01Z"
    assert said["finished_at"] is None
    assert said["counts"]["files"] == 2
    assert said["timings"] == {"scan": 0.5, "read": 1.25}
    assert said["rejections"] == [
        {"path": "a.md", "line": None, "reason": "has no text", "hint": "write it"}
    ]
    assert said["failure"] == {"code": "content", "message": "the folder is gone", "hint": ""}


def test_a_run_without_failure_says_null() -> None:
    run = Run(
        id="1",
        trigger=Trigger.API,
        scope=Scope.CHANGED,
        outcome=Outcome.QUEUED,
        requested_at=datetime(2026, 3, 12, tzinfo=UTC),
    )

    assert run_as_json(run)["failure"] is None
