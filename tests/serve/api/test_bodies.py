"""What is sent is read as it was meant, to its end, or refused; never a part of it."""

import http.client
import json
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing
from typing import Any

import pytest

from feedsvc import operations
from feedsvc.access import TokenScope
from feedsvc.model import Run
from tests.conftest import Site
from tests.deployment.conftest import SERVERS
from tests.end_to_end.conftest import Server
from tests.serve.api.conftest import Api, problem

RUNS = "/api/v1/runs"
DRY = b'{"scope": "everything", "dry_run": true}'


@pytest.fixture(params=SERVERS)
def server(request: pytest.FixtureRequest, newsroom: Site) -> Iterator[Server]:
    """A server that does nothing but what it is asked for."""
    newsroom.variables["FEEDSVC_SCHEDULE__WATCH"] = "false"
    begin: Any = SERVERS[request.param]
    serving: AbstractContextManager[Server] = begin(newsroom, **newsroom.variables)
    with serving as running:
        yield running


def chunked(server: Server, token: str, path: str, *parts: bytes) -> tuple[int, Any]:
    """Return status and answer to a body that is sent in *parts*."""
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)) as client:
        fields = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        client.request("POST", path, iter(parts), fields, encode_chunked=True)
        answer = client.getresponse()
        return answer.status, json.loads(answer.read())


def asked_by_the_api(site: Site) -> list[Run]:
    """Return the runs that the API asked for."""
    runs = operations.recent_runs(site.services, limit=50)
    return [run for run in runs if run.trigger == "api"]


@pytest.mark.slow
def test_a_body_in_chunks_is_read_to_its_end(newsroom: Site, server: Server) -> None:
    token = newsroom.token(TokenScope.ADMIN)

    dry = chunked(server, token, RUNS, DRY[:9], DRY[9:])
    huge = chunked(server, token, RUNS, DRY, *[b" " * 8192] * 12)
    cut = chunked(server, token, RUNS, DRY[:9])
    before = asked_by_the_api(newsroom)
    reason = chunked(server, token, "/api/v1/articles/listen.md/withdraw", b'{"reason":', b'"no"}')

    assert (dry[0], set(dry[1])) == (200, {"counts", "feeds", "rejections"})
    assert (huge[0], huge[1]["code"]) == (413, "request-entity-too-large")
    assert (cut[0], cut[1]["code"]) == (400, "invalid-request")
    assert before == []
    assert reason[0] == 202
    (run,) = asked_by_the_api(newsroom)
    assert run.order is not None
    assert run.order.reason == "no"


def leave(server: Server, token: str, length: str, sent: bytes) -> None:
    """Begin a request, send a part of its body, and hear what comes."""
    head = (
        f"POST {RUNS} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\n{length}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as client:
        client.sendall(head.encode() + sent)
        client.shutdown(socket.SHUT_WR)
        client.recv(65536)


@pytest.mark.slow
def test_clients_that_leave_before_their_bodies_are_sent_have_asked_for_nothing(
    newsroom: Site, server: Server
) -> None:
    token = newsroom.token(TokenScope.ADMIN)
    lengths = ("Transfer-Encoding: chunked", f"Content-Length: {len(DRY)}")
    ways = [(length, sent) for length in lengths for sent in (b"", b"1\r\n \r\n")]

    # Together: servers wait for the rest of a request for a while.
    with ThreadPoolExecutor(len(ways)) as clients:
        list(clients.map(lambda way: leave(server, token, *way), ways))

    assert server.get("/healthz").status == 200
    assert asked_by_the_api(newsroom) == []


def test_a_body_whose_end_the_server_does_not_see_is_refused(api: Api) -> None:
    answer = api(
        "/runs",
        method="POST",
        data=DRY,
        content_type="application/json",
        headers={"Transfer-Encoding": "chunked"},
    )

    assert "Content-Length" in problem(answer, 411, "length-required")["hint"]
    assert api.site.services.queue.waiting() == ()


@pytest.mark.parametrize(
    "body",
    [
        b'{"scope": "everything", "dry_run": true, "dry_run": false}',
        b'{"scope": "changed", "sc\\u006fpe": "everything"}',
        b'{"scope": {"a": 1, "a": 1}}',
    ],
)
def test_a_body_that_says_something_twice_asks_for_nothing(api: Api, body: bytes) -> None:
    answer = api("/runs", method="POST", data=body, content_type="application/json")

    assert "several times" in problem(answer, 400, "invalid-request")["detail"]
    assert api.site.services.queue.waiting() == ()
