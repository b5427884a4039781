"""Many clients at once, at a real server."""

import http.client
import json
import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Barrier
from time import monotonic
from typing import Any

import pytest

from feedsvc import operations
from feedsvc.access import TokenScope
from feedsvc.serve.streaming import MOST_STREAMS
from tests.conftest import Site
from tests.deployment.conftest import gunicorn_as_documented
from tests.end_to_end.conftest import Server, eventually, feedsvc_serve, publishers

pytestmark = pytest.mark.slow
MANY = 100
RUNS = "/api/v1/runs"


@contextmanager
def halted(site: Site) -> Iterator[None]:
    """Let the publisher do nothing meanwhile."""
    (publisher,) = publishers(site)
    os.kill(publisher, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(publisher, signal.SIGCONT)


@pytest.fixture
def server(newsroom: Site) -> Iterator[Server]:
    """A server with one web process."""
    newsroom.variables["FEEDSVC_SCHEDULE__WATCH"] = "false"
    with feedsvc_serve(newsroom, FEEDSVC_SERVER__WORKERS="1", **newsroom.variables) as server:
        yield server


def ask(server: Server, token: str, body: dict[str, Any]) -> tuple[int, Any]:
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)) as client:
        fields = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        client.request("POST", RUNS, json.dumps(body), fields)
        answer = client.getresponse()
        return answer.status, json.loads(answer.read())


def test_a_hundred_requests_while_the_publisher_is_busy_are_one_run(
    newsroom: Site, server: Server
) -> None:
    token = newsroom.token(TokenScope.RUN)
    before = {run.id for run in operations.recent_runs(newsroom.services, limit=200)}
    start = Barrier(MANY)

    def asked(_number: int) -> tuple[int, Any]:
        start.wait()
        return ask(server, token, {"scope": "everything"})

    # On a slow machine they take longer than a run of so few articles.
    with halted(newsroom), ThreadPoolExecutor(MANY) as clients:
        answers = list(clients.map(asked, range(MANY)))

    assert {status for status, _ in answers} == {202}
    assert len({said["id"] for _, said in answers}) == 1
    services = newsroom.services
    eventually(lambda: not services.queue.waiting(), "an empty queue")
    eventually(
        lambda: all(run.finished_at for run in operations.recent_runs(services, limit=5)), "end"
    )
    after = {run.id for run in operations.recent_runs(services, limit=200)}
    assert len(after - before) == 1


def test_a_hundred_different_wishes_at_once_are_all_answered(
    newsroom: Site, server: Server
) -> None:
    token = newsroom.token(TokenScope.RUN)
    scopes = ["changed", "everything", "tag:tea", "tag:nobody", "all", "section:culture"]

    with halted(newsroom), ThreadPoolExecutor(MANY) as clients:
        answers = list(
            clients.map(
                lambda number: ask(server, token, {"scope": scopes[number % len(scopes)]}),
                range(MANY),
            )
        )
        waiting = newsroom.services.queue.waiting()

    assert {status for status, _ in answers} == {202, 400, 422}
    assert [run.scope for run in waiting] == ["everything"]


class Watcher:
    """Somebody who watches a run."""

    def __init__(self, server: Server, token: str, run: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        fields = {"Authorization": f"Bearer {token}"}
        self._connection.request("GET", f"{RUNS}/{run}/events", headers=fields)
        self.answer = self._connection.getresponse()

    def read_event(self) -> str:
        """Return the next event, heartbeats left out."""
        lines: list[str] = []
        while True:
            line = self.answer.readline().decode().rstrip("\n")
            if line:
                lines.append(line)
            elif any(each.startswith("data:") for each in lines):
                return "\n".join(lines)
            else:
                lines.clear()

    def leave(self) -> None:
        """Go away without a word."""
        self.answer.close()
        self._connection.close()


def test_few_watch_at_a_time_and_whoever_leaves_makes_room(newsroom: Site, server: Server) -> None:
    token = newsroom.token()
    with halted(newsroom):
        _, asked = ask(server, token, {})
        watchers = [Watcher(server, token, asked["id"]) for _ in range(MOST_STREAMS)]
        first = [watcher.read_event() for watcher in watchers]
        refused = Watcher(server, token, asked["id"])
        problem = json.loads(refused.answer.read())
        refused.leave()
        documents = server.get("/feeds/all.atom").status, server.get("/feeds/").status

        watchers.pop().leave()
        left_at = monotonic()
        eventually(lambda: _admitted(server, token, asked["id"]), "room for another")
        took = monotonic() - left_at

    rest = [_until_end(watcher) for watcher in watchers]
    assert [watcher.answer.status for watcher in watchers] == [200] * len(watchers)
    assert all("event: progress" in event and '"queued"' in event for event in first)
    assert (refused.answer.status, problem["code"]) == (503, "too-many-streams")
    assert refused.answer.headers["Retry-After"]
    assert documents == (200, 200)
    assert took < 5
    assert all('"succeeded"' in event for event in rest)


def test_a_run_can_be_watched_under_gunicorn(newsroom: Site) -> None:
    token = newsroom.token()
    with gunicorn_as_documented(newsroom) as server:
        _, asked = ask(server, token, {"scope": "everything"})
        watcher = Watcher(server, token, asked["id"])
        last = _until_end(watcher)

    assert '"succeeded"' in last


def test_a_stream_ends_when_its_token_is_revoked(newsroom: Site, server: Server) -> None:
    token = newsroom.token(TokenScope.ADMIN)
    watching = newsroom.token(TokenScope.READ, name="watcher")
    with halted(newsroom):
        _, asked = ask(server, token, {})
        watcher = Watcher(server, watching, asked["id"])
        watcher.read_event()
        newsroom.services.access.tokens.revoke("watcher")
        told_at = monotonic()
        while watcher.answer.readline():
            pass
        took = monotonic() - told_at
        watcher.leave()

    assert took < 10


def _until_end(watcher: Watcher) -> str:
    while not (event := watcher.read_event()).startswith("event: end"):
        pass
    assert watcher.answer.read() == b""
    watcher.leave()
    return event


def _admitted(server: Server, token: str, run: str) -> bool:
    watcher = Watcher(server, token, run)
    watcher.leave()
    return watcher.answer.status == 200


def test_a_server_that_is_told_to_stop_does_not_wait_for_who_watches(
    newsroom: Site,
) -> None:
    token = newsroom.token()
    with feedsvc_serve(newsroom, FEEDSVC_SERVER__WORKERS="1") as server:
        with halted(newsroom):
            _, asked = ask(server, token, {})
            watcher = Watcher(server, token, asked["id"])
            watcher.read_event()
            (web,) = filter(lambda folder: _is_web_process(folder, server), Path("/proc").iterdir())
            os.kill(int(web.name), signal.SIGTERM)
            told_at = monotonic()
            while watcher.answer.readline():
                pass
            took = monotonic() - told_at
        watcher.leave()

    assert took < 3


def _is_web_process(folder: Path, server: Server) -> bool:
    try:
        parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
        command = (folder / "cmdline").read_bytes()
    except (OSError, IndexError):
        return False
    return int(parent) == server.process.pid and b"web_process" in command
