"""Who may use the API: each refusal has its status, a sentence, and what to do."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from feedsvc import operations
from feedsvc.access import Kind, TokenScope
from feedsvc.access.failures import LIMITS
from feedsvc.access.uses import PER_MINUTE
from tests.conftest import Site

RUNS = "/api/v1/runs"
OF_ONE = LIMITS[Kind.TOKEN].of_one


@pytest.fixture
def client(newsroom: Site, connect: Callable[[Site], FlaskClient]) -> FlaskClient:
    """A client of a newsroom that has not seen a run."""
    return connect(newsroom)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def said(answer: Any) -> dict[str, Any]:
    assert answer.mimetype == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    found: dict[str, Any] = answer.json
    return found


@pytest.mark.parametrize(
    ("scope", "reads", "runs"),
    [
        (TokenScope.READ, True, False),
        (TokenScope.RUN, False, True),
        (TokenScope.WITHDRAW, False, False),
        (TokenScope.ADMIN, True, True),
    ],
)
def test_a_token_does_what_its_scope_is_for(
    newsroom: Site, client: FlaskClient, scope: TokenScope, reads: bool, runs: bool
) -> None:
    headers = bearer(newsroom.token(scope))

    assert client.get(RUNS, headers=headers).status_code == (200 if reads else 403)
    assert client.get("/metrics", headers=headers).status_code == (200 if reads else 403)
    assert client.post(RUNS, headers=headers).status_code == (202 if runs else 403)
    assert len(newsroom.services.queue.waiting()) == (1 if runs else 0)


def test_a_refusal_names_the_scope_that_is_missing(newsroom: Site, client: FlaskClient) -> None:
    answer = client.post(RUNS, headers=bearer(newsroom.token(TokenScope.READ)))

    problem = said(answer)
    assert problem["code"] == "forbidden"
    assert problem["detail"] == "this token does not have the scope run"
    assert "--scope run" in problem["hint"]
    challenge = answer.headers["WWW-Authenticate"]
    assert challenge == 'Bearer error="insufficient_scope", scope="run"'


def test_an_expired_token_is_told_so_and_never_has_to_wait(
    newsroom: Site, client: FlaskClient
) -> None:
    now = operations.now()
    token = newsroom.services.access.tokens.create(
        "old", scopes=[TokenScope.READ], now=now - timedelta(days=2), expires_at=now
    )

    answers = [client.get(RUNS, headers=bearer(token)) for _ in range(OF_ONE + 5)]

    assert {answer.status_code for answer in answers} == {401}
    assert said(answers[-1])["detail"] == "this token has expired"


def test_a_revoked_token_is_refused_like_one_that_never_was(
    newsroom: Site, client: FlaskClient
) -> None:
    token = newsroom.token()
    newsroom.services.access.tokens.revoke("ci")

    revoked = client.get(RUNS, headers=bearer(token))
    invented = client.get(RUNS, headers=bearer("fs_" + "x" * 43))

    assert revoked.status_code == invented.status_code == 401
    assert revoked.data == invented.data
    assert revoked.headers["WWW-Authenticate"] == invented.headers["WWW-Authenticate"]


def test_whoever_shows_too_many_wrong_tokens_has_to_wait(
    newsroom: Site, client: FlaskClient
) -> None:
    statuses = [
        client.get(RUNS, headers=bearer(f"fs_{each}")).status_code for each in range(OF_ONE)
    ]
    refused = client.get("/metrics", headers=bearer("fs_once-more"))

    assert set(statuses) == {401}
    assert refused.status_code == 429
    assert said(refused)["code"] == "too-many-requests"
    assert 0 < int(refused.headers["Retry-After"]) <= LIMITS[Kind.TOKEN].seconds
    assert f"{refused.headers['Retry-After']} seconds" in said(refused)["hint"]


def test_a_good_token_is_let_in_whatever_others_at_its_address_do(
    newsroom: Site, client: FlaskClient
) -> None:
    token = newsroom.token()
    for each in range(OF_ONE + 1):
        client.get(RUNS, headers=bearer(f"fs_{each}"))

    assert client.get(RUNS, headers=bearer(token)).status_code == 200


def test_requests_without_a_token_are_no_failures(newsroom: Site, client: FlaskClient) -> None:
    newsroom.token()
    statuses = {client.get(RUNS).status_code for _ in range(OF_ONE + 1)}

    assert statuses == {401}
    assert client.get(RUNS, headers=bearer("fs_wrong")).status_code == 401


def test_clients_behind_a_proxy_of_ours_are_told_apart(
    newsroom: Site, connect: Callable[[Site], FlaskClient]
) -> None:
    newsroom.variables["FEEDSVC_SERVER__PROXIES"] = "1"
    client = connect(newsroom)

    def ask(address: str) -> int:
        headers = bearer("fs_wrong") | {"X-Forwarded-For": f"203.0.113.9, {address}"}
        return client.get(RUNS, headers=headers).status_code

    statuses = [ask("192.0.2.1") for _ in range(OF_ONE + 1)]

    assert statuses[-1] == 429
    assert ask("192.0.2.2") == 401


def test_a_token_that_is_used_too_often_has_to_wait(newsroom: Site, client: FlaskClient) -> None:
    token = newsroom.token()
    tokens, now = newsroom.services.access.tokens, operations.now()
    (listed,) = tokens.all()
    while tokens.note_use(listed, now=now + timedelta(seconds=30)) == 0:
        pass

    answer = client.post(RUNS, headers=bearer(token))

    assert answer.status_code == 429
    assert said(answer)["detail"] == "the token ci is used too often"
    assert int(answer.headers["Retry-After"]) > 0
    assert newsroom.services.queue.waiting() == ()
    assert PER_MINUTE == 600


def test_no_answer_and_no_line_of_the_log_repeats_what_was_shown(
    newsroom: Site, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    good, wrong = newsroom.token(TokenScope.READ), "fs_" + "y" * 43

    answers = [client.get(RUNS, headers=bearer(each)) for each in (good, wrong)]
    answers.append(client.post(RUNS, headers=bearer(good)))

    told = caplog.text + "".join(f"{each.text}{each.headers}" for each in answers)
    assert good not in told
    assert wrong not in told
