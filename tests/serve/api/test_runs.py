"""Runs by the API: for a part of the site, without effect, once for each key, cancelled."""

import json
from http import HTTPStatus
from typing import Any

import pytest

from feedsvc import operations
from feedsvc.access import TokenScope
from feedsvc.model import Outcome, Scope, Target, Trigger
from feedsvc.operations import Services
from feedsvc.serve import previewing
from tests.serve.api.conftest import Api, problem


def waiting(services: Services) -> Any:
    (run,) = services.queue.waiting()
    return run


@pytest.mark.parametrize(
    ("said", "target"),
    [
        ("section:culture/audio", "section:culture/audio"),
        ("tag:主题教育", "tag:zhutijiaoyu"),
        ("author:ann-lee", "author:ann-lee"),
        ("article:listen.md", "article:listen.md"),
        ("article:listen", "article:listen.md"),
    ],
)
def test_a_run_is_for_what_its_scope_names(api: Api, said: str, target: str) -> None:
    answer = api.post("/runs", {"scope": said})

    run = waiting(api.site.services)
    assert answer.status_code == HTTPStatus.ACCEPTED
    assert answer.headers["Location"].endswith(f"/api/v1/runs/{run.id}")
    assert run.target.name == target
    assert (run.trigger, run.who) == (Trigger.API, "desk")


def test_a_scope_that_does_not_exist_names_the_nearest(api: Api) -> None:
    tag = problem(api.post("/runs", {"scope": "tag:tee"}), 422, "unknown-scope")
    kind = problem(api.post("/runs", {"scope": "sectoin:culture"}), 422, "unknown-scope")
    words = [
        problem(api.post("/runs", {"scope": said}), 400, "invalid-request")
        for said in ("Everything", "everthing", " EVERYTHING ")
    ]

    assert "tag:tea" in tag["hint"]
    assert "section:culture" in kind["hint"]
    assert all("did you mean everything?" in word["detail"] for word in words)
    assert api.site.services.queue.waiting() == ()


def test_a_dry_run_tells_what_would_change_and_changes_nothing(api: Api) -> None:
    before = api.site.documents()
    api.site.article("new.md", "New", tags="[tea]")
    (api.site.content / "trick.md").unlink()

    answer = api.post("/runs", {"scope": "everything", "dry_run": True})

    said = answer.json
    assert said is not None
    assert answer.status_code == HTTPStatus.OK
    feeds = {feed["path"]: feed for feed in said["feeds"]}
    assert feeds["tag/tea"]["added"] == ["New"]
    assert feeds["all"]["removed"] == ["<script>alert('title')</script> & more"]
    assert said["counts"]["added"] == said["counts"]["removed"] == 1
    assert api.site.services.queue.waiting() == ()
    assert api.site.documents() == before
    assert operations.recent_runs(api.site.services, limit=10) == ()


def test_two_dry_runs_at_once_are_too_much_for_one_process(api: Api) -> None:
    with previewing._lock:
        answer = api.post("/runs", {"dry_run": True})

    assert problem(answer, 503, "busy")["hint"]
    assert int(answer.headers["Retry-After"]) > 0


def test_the_same_request_with_the_same_key_gets_the_same_run(api: Api) -> None:
    first = api.post("/runs", {"scope": "everything"}, Idempotency_Key="deploy-7")
    ended = api.perform()
    again = api.post("/runs", {"scope": "everything"}, Idempotency_Key="deploy-7")
    other = api.post("/runs", {"scope": "everything"}, Idempotency_Key="deploy-8")

    assert first.json is not None
    assert again.json is not None
    assert other.json is not None
    assert [each.status_code for each in (first, again, other)] == [202, 202, 202]
    assert again.json == {**first.json, "outcome": ended.outcome}
    assert other.json["id"] != ended.id


def test_a_key_with_another_request_is_refused(api: Api) -> None:
    api.post("/runs", {"scope": "everything"}, Idempotency_Key="deploy-7")

    answer = api.post("/runs", {"scope": "changed"}, Idempotency_Key="deploy-7")

    assert "deploy-7" in problem(answer, 422, "key-reused")["detail"]
    assert waiting(api.site.services).scope is Scope.EVERYTHING


def test_a_key_belongs_to_the_token_that_was_shown(api: Api) -> None:
    other = Api(api.site, api.client, api.site.token(TokenScope.RUN, name="other"))
    api.post("/runs", {"scope": "everything"}, Idempotency_Key="1")

    answer = other.post("/runs", {"scope": "tag:tea"}, Idempotency_Key="1")

    assert answer.status_code == 202


@pytest.mark.parametrize("key", ["", "two words", "钥匙".encode().decode("latin-1"), "x" * 256])
def test_a_key_that_is_none_is_refused(api: Api, key: str) -> None:
    answer = api.post("/runs", None, Idempotency_Key=key)

    assert problem(answer, 400, "invalid-request")["detail"].startswith("Idempotency-Key")
    assert api.site.services.queue.waiting() == ()


def test_runs_are_listed_part_by_part(api: Api) -> None:
    for _ in range(5):
        api.post("/runs")
        api.perform()
    everyone = [run.id for run in operations.recent_runs(api.site.services, limit=10)]

    seen, path, parts = [], "/runs?limit=2", 0
    while path:
        answer = api(path)
        assert answer.json is not None
        seen += [run["id"] for run in answer.json["runs"]]
        parts += 1
        link = answer.headers.get("Link", "")
        path = link.partition("/api/v1")[2].removesuffix('>; rel="next"')
        assert bool(path) is (answer.json["next"] is not None)

    assert (seen, parts) == (everyone, 3)


def test_a_run_that_waits_can_be_cancelled_and_one_that_ended_cannot(api: Api) -> None:
    asked = api.post("/runs").json
    assert asked is not None

    cancelled = api.post(f"/runs/{asked['id']}/cancel")
    again = api.post(f"/runs/{asked['id']}/cancel")
    unknown = api.post("/runs/20260312T120000-00000000/cancel")

    assert cancelled.json is not None
    assert (cancelled.status_code, cancelled.json["outcome"]) == (200, Outcome.CANCELLED)
    assert cancelled.json["failure"]["message"] == "cancelled by desk"
    problem(again, 409, "run-ended")
    problem(unknown, 404, "unknown-run")
    assert api.site.services.queue.waiting() == ()


def test_only_who_may_withdraw_cancels_a_withdrawal(api: Api) -> None:
    runner = Api(api.site, api.client, api.site.token(TokenScope.RUN, name="runner"))
    both = (TokenScope.RUN, TokenScope.WITHDRAW)
    editor = Api(api.site, api.client, api.site.token(*both, name="editor"))
    asked = editor.post("/articles/listen.md/withdraw").json
    assert asked is not None

    refused = problem(runner.post(f"/runs/{asked['id']}/cancel"), 403, "forbidden")
    run = waiting(api.site.services)
    allowed = editor.post(f"/runs/{asked['id']}/cancel")

    assert "withdraw" in refused["hint"]
    assert run.id == asked["id"]
    assert allowed.status_code == 200
    assert api.site.services.queue.waiting() == ()


def test_a_run_can_be_watched_to_its_end(api: Api) -> None:
    asked = api.post("/runs", {"scope": "tag:tea"}).json
    assert asked is not None
    api.perform()

    answer = api(f"/runs/{asked['id']}/events")
    data = next(line for line in answer.text.splitlines() if line.startswith("data: "))

    assert answer.mimetype == "text/event-stream"
    assert "event: end" in answer.text
    assert json.loads(data.removeprefix("data: "))["target"] == "tag:tea"


def test_what_is_done_with_a_token_is_in_the_audit_under_its_name(api: Api) -> None:
    asked = api.post("/runs", {"scope": "tag:tea"}).json
    assert asked is not None
    api.post(f"/runs/{asked['id']}/cancel")

    lines = operations.audit(api.site.services, limit=10).items

    assert {(line.who, line.deed, line.subject) for line in lines} == {
        ("desk", "start-run", asked["id"]),
        ("desk", "cancel-run", asked["id"]),
    }


def test_the_target_of_a_run_is_told(api: Api) -> None:
    run = operations.start(
        api.site.services, Trigger.CLI, target=Target(article="listen.md"), who="somebody"
    ).run

    said = api(f"/runs/{run.id}").json

    assert said is not None
    assert (said["target"], said["who"]) == ("article:listen.md", "somebody")
