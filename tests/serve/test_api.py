from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import pytest
from flask.testing import FlaskClient

from feedsvc import operations
from feedsvc.model import Run, Scope, Trigger
from feedsvc.presenting import run_as_json
from tests.conftest import Site

RUNS = "/api/v1/runs"


@pytest.fixture
def token(newsroom: Site) -> dict[str, str]:
    """The field that shows a valid token."""
    return {"Authorization": f"Bearer {newsroom.token()}"}


@pytest.fixture
def client(newsroom: Site, connect: Callable[[Site], FlaskClient]) -> FlaskClient:
    """A client of a newsroom that has not seen a run."""
    return connect(newsroom)


def perform_next(site: Site) -> Run:
    services = site.services
    with operations.publishing(services, "test"):
        run = services.queue.first()
        assert run is not None
        return operations.perform(services, run)


def problem(answer: Any) -> dict[str, Any]:
    assert answer.mimetype == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json["status"] == answer.status_code
    assert answer.json["title"] == HTTPStatus(answer.status_code).phrase
    said: dict[str, Any] = answer.json
    return said


def test_a_run_that_is_asked_for_waits_and_has_an_address(
    newsroom: Site, client: FlaskClient, token: dict[str, str]
) -> None:
    answer = client.post(RUNS, headers=token)

    (waiting,) = newsroom.services.queue.waiting()
    url = f"https://feeds.example.cn{RUNS}/{waiting.id}"
    assert answer.status_code == 202
    assert answer.headers["Location"] == url
    assert answer.json == {"id": waiting.id, "url": url, "outcome": "queued"}
    assert (waiting.trigger, waiting.scope) == (Trigger.API, Scope.CHANGED)
    assert not waiting.accept_loss


def test_the_body_says_what_the_run_looks_at(
    newsroom: Site, client: FlaskClient, token: dict[str, str]
) -> None:
    answer = client.post(RUNS, headers=token, json={"scope": "everything", "accept_loss": True})

    (waiting,) = newsroom.services.queue.waiting()
    assert answer.status_code == 202
    assert waiting.scope is Scope.EVERYTHING
    assert waiting.accept_loss


def test_asking_twice_is_asking_once(client: FlaskClient, token: dict[str, str]) -> None:
    first, second = client.post(RUNS, headers=token), client.post(RUNS, headers=token)

    assert first.json == second.json


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b"null",
        b'"everything"',
        b'{"scope": "all"}',
        b'{"scope": null}',
        b'{"accept_loss": "yes"}',
        b'{"accept_loss": 1}',
        b'{"unknown": 1}',
        b"\xff\xfe",
        b"[" * 10_000,
    ],
)
def test_a_body_that_we_do_not_understand_asks_for_nothing(
    newsroom: Site, client: FlaskClient, token: dict[str, str], body: bytes
) -> None:
    answer = client.post(RUNS, headers=token, data=body)

    said = problem(answer)
    assert answer.status_code == 400
    assert said["code"] == "invalid-request"
    assert said["detail"]
    assert newsroom.services.queue.waiting() == ()


def test_a_problem_names_the_member_that_is_wrong(
    client: FlaskClient, token: dict[str, str]
) -> None:
    said = problem(client.post(RUNS, headers=token, json={"scope": "all"}))

    assert said["detail"].startswith("scope: ")
    assert '"scope"' in said["hint"]


def test_a_huge_body_is_refused(client: FlaskClient, token: dict[str, str]) -> None:
    answer = client.post(RUNS, headers=token, data=b" " * 100_000)

    assert problem(answer)["status"] == 413


def test_a_run_can_be_followed_from_request_to_outcome(
    newsroom: Site, client: FlaskClient, token: dict[str, str]
) -> None:
    url = client.post(RUNS, headers=token).headers["Location"]
    path = url.removeprefix("https://feeds.example.cn")
    newsroom.write("broken.md", "---\ntitle: [\n---\n")

    queued = client.get(path, headers=token)
    ended = perform_next(newsroom)
    done = client.get(path, headers=token)

    assert queued.json is not None
    assert queued.json["outcome"] == "queued"
    assert done.json == run_as_json(ended)
    assert done.json["outcome"] == "succeeded"
    assert done.json["counts"]["rejected"] == 1
    assert done.json["rejections"][0]["path"] == "broken.md"


def test_the_newest_twenty_runs_are_listed(
    newsroom: Site, client: FlaskClient, token: dict[str, str]
) -> None:
    for _ in range(21):
        client.post(RUNS, headers=token)
        perform_next(newsroom)
    last = client.post(RUNS, headers=token).json

    runs = client.get(RUNS, headers=token).json

    assert last is not None
    assert runs is not None
    assert len(runs["runs"]) == 20
    assert runs["runs"][0]["id"] == last["id"]


def test_an_unknown_run_is_a_problem(client: FlaskClient, token: dict[str, str]) -> None:
    answer = client.get(f"{RUNS}/20260312T120000-00000000", headers=token)

    assert answer.status_code == 404
    assert problem(answer)["code"] == "unknown-run"


@pytest.mark.parametrize(
    "shown",
    [
        None,
        "Bearer",
        "Bearer ",
        "Bearer fs_wrong",
        "Basic YTpi",
        "fs_wrong",
        "Bearer 中文".encode(),
    ],
)
@pytest.mark.parametrize(("method", "path"), [("POST", RUNS), ("GET", RUNS), ("GET", f"{RUNS}/1")])
def test_without_a_valid_token_nothing_happens(
    newsroom: Site, client: FlaskClient, shown: str | bytes | None, method: str, path: str
) -> None:
    newsroom.token(name="somebody else's")
    field = shown.decode("latin-1") if isinstance(shown, bytes) else shown
    headers = {} if field is None else {"Authorization": field}

    answer = client.open(path, method=method, headers=headers)

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert problem(answer)["code"] == "unauthorized"
    assert newsroom.services.queue.waiting() == ()


def test_a_token_that_was_taken_back_is_worth_nothing_at_once(
    newsroom: Site, client: FlaskClient, token: dict[str, str]
) -> None:
    assert client.get(RUNS, headers=token).status_code == 200

    newsroom.services.access.tokens.revoke("ci")

    assert client.get(RUNS, headers=token).status_code == 401


def test_an_unknown_address_below_the_api_is_a_problem(client: FlaskClient) -> None:
    answer = client.get("/api/v1/nothing")

    assert answer.status_code == 404
    assert problem(answer)["code"] == "not-found"


def test_a_method_that_a_run_does_not_have_is_a_problem_that_names_those_it_has(
    client: FlaskClient, token: dict[str, str]
) -> None:
    answer = client.delete(f"{RUNS}/1", headers=token)

    assert problem(answer)["status"] == 405
    assert {"GET", "HEAD"} <= set(answer.headers["Allow"].split(", "))


def test_a_damaged_token_file_is_told_to_the_log_and_not_to_strangers(
    newsroom: Site, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    newsroom.build()
    path = newsroom.root / "feeds.state" / "tokens.json"
    path.write_text("[]")

    answer = client.get(RUNS, headers={"Authorization": "Bearer x"})

    assert answer.status_code == 503
    assert problem(answer)["code"] == "storage"
    assert str(path) in caplog.text
    assert str(path) not in answer.text
