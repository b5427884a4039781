import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection

import pytest
from flask.testing import FlaskClient

from feedsvc import operations
from feedsvc.access import TokenScope
from feedsvc.model import Scope, Trigger
from feedsvc.publish.requests import new_run
from feedsvc.publisher import publish_until
from feedsvc.serve.observing import tallies
from feedsvc.serve.observing.kinds import Kind
from feedsvc.serve.observing.listener import figures_offered
from feedsvc.serve.observing.metering import Meters
from tests.conftest import Site
from tests.end_to_end.conftest import eventually, free_port


@contextmanager
def connected(port: int) -> Iterator[HTTPConnection]:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    yield connection
    connection.close()


def ask(port: int, path: str = "/metrics", method: str = "GET") -> tuple[int, str]:
    with connected(port) as connection:
        connection.request(method, path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def counted(port: int, outcome: str) -> bool:
    """Tell whether a run with this *outcome* is counted."""
    found = re.search(rf'^feedsvc_runs_total{{outcome="{outcome}"}} (\S+)$', ask(port)[1], re.M)
    return found is not None and float(found[1]) > 0


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def port(newsroom: Site) -> int:
    """The port where the newsroom's metrics need no token."""
    port = free_port()
    newsroom.variables["FEEDSVC_METRICS__PORT"] = str(port)
    return port


def test_on_the_site_the_metrics_need_a_token(newsroom: Site, client: FlaskClient) -> None:
    token = newsroom.token(TokenScope.READ)

    refused = client.get("/metrics")
    wrong = client.get("/metrics", headers={"Authorization": "Bearer fs_wrong"})
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {token}"})

    assert (refused.status_code, wrong.status_code) == (401, 401)
    assert refused.headers["WWW-Authenticate"] == "Bearer"
    assert "feedsvc_" not in refused.text + wrong.text
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.text.startswith("# HELP feedsvc_")


def test_the_metrics_of_the_site_are_those_of_all_processes(
    newsroom: Site, client: FlaskClient
) -> None:
    folder = tallies.folder_of(newsroom.services.settings)
    token = newsroom.token(TokenScope.READ)
    others = [Meters(folder) for _ in range(3)]
    for other in others:
        other.count(Kind.RSS, 200, seconds=0.1)

    answer = client.get("/metrics", headers={"Authorization": f"Bearer {token}"})

    assert 'feedsvc_requests_total{kind="rss",status="200"} 3.0' in answer.text


def test_a_port_of_their_own_needs_no_token_and_shows_nothing_else(
    newsroom: Site, port: int
) -> None:
    with figures_offered(newsroom.services):
        shown = ask(port)
        parametrized = ask(port, "/metrics?name=x")
        head = ask(port, method="HEAD")
        others = [ask(port, path) for path in ("/", "/metrics/", "/feeds/all.atom")]
        posted = ask(port, method="POST")

    assert shown[0] == 200
    assert "feedsvc_build_info" in shown[1]
    assert parametrized[0] == 200
    assert head == (200, "")
    assert [status for status, _ in others] == [404] * 3
    assert posted[0] == 501
    assert not listens(port)


def test_the_listener_does_not_tell_what_it_is_made_of(newsroom: Site, port: int) -> None:
    with figures_offered(newsroom.services), connected(port) as connection:
        connection.request("GET", "/metrics")
        headers = connection.getresponse().headers

    assert headers["Server"] is None
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_somebody_who_says_nothing_keeps_nobody_waiting(newsroom: Site, port: int) -> None:
    with figures_offered(newsroom.services):
        silent = [socket.create_connection(("127.0.0.1", port)) for _ in range(20)]

        status, _ = ask(port)

        for each in silent:
            each.close()
    assert status == 200


def test_without_a_port_nobody_listens(newsroom: Site) -> None:
    before = threading.active_count()

    with figures_offered(newsroom.services):
        assert threading.active_count() == before


def test_unreadable_counters_are_told_to_whoever_asks(newsroom: Site, port: int) -> None:
    (tallies.folder_of(newsroom.services.settings) / "lock").mkdir(parents=True)

    with figures_offered(newsroom.services):
        status, text = ask(port)

    assert status == 503
    assert "counters in" in text


def test_the_publisher_keeps_the_port_and_counts_its_runs(newsroom: Site, port: int) -> None:
    with publishing(newsroom):
        eventually(lambda: listens(port) and counted(port, "succeeded"), "a run in the metrics")
        shown = ask(port)[1]

    assert "feedsvc_publisher_up 1.0" in shown
    assert not listens(port)


def test_a_failed_run_is_counted_as_one(newsroom: Site, port: int) -> None:
    newsroom.content.rename(newsroom.root / "elsewhere")

    with publishing(newsroom):
        eventually(lambda: listens(port) and counted(port, "failed"), "the failure in the metrics")


def test_a_port_in_use_is_a_line_in_the_log_and_feeds_are_published_all_the_same(
    newsroom: Site, port: int, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.create_server(("127.0.0.1", port)), publishing(newsroom):
        eventually(newsroom.documents, "documents")

    (line,) = [each for each in caplog.messages if "metrics" in each]
    assert f"127.0.0.1 port {port}" in line
    assert "Address already in use" in line


def test_a_host_that_is_not_ours_is_a_line_in_the_log(
    newsroom: Site, port: int, caplog: pytest.LogCaptureFixture
) -> None:
    newsroom.variables["FEEDSVC_METRICS__HOST"] = "192.0.2.1"

    with figures_offered(newsroom.services):
        assert not listens(port)

    assert "192.0.2.1" in caplog.text


def test_figures_can_be_had_while_a_run_goes_on(newsroom: Site, port: int) -> None:
    for number in range(300):
        newsroom.article(f"{number}.md", f"Title {number}", tags=f"[tag{number % 50}]")

    with publishing(newsroom):
        eventually(lambda: listens(port), "the listener")
        answers = []
        while "feedsvc_last_run_succeeded 1.0" not in (text := ask(port)[1]):
            answers.append(text)

    assert all("feedsvc_build_info" in text for text in answers)


@contextmanager
def publishing(site: Site) -> Iterator[None]:
    """Be the publisher, in a thread."""
    services, stop = site.services, threading.Event()
    services.publisher_lock.take_or_fail("test", hint="")
    thread = threading.Thread(target=publish_until, args=(services, stop))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
        services.publisher_lock.release()


def test_a_run_that_is_cancelled_while_it_goes_on_is_counted(newsroom: Site, port: int) -> None:
    queue = newsroom.services.queue
    run = new_run(Trigger.API, Scope.EVERYTHING, now=operations.now())

    with publishing(newsroom):
        eventually(lambda: listens(port) and counted(port, "succeeded"), "the first run")
        queue.ask_to_stop(run, who="test")
        queue.put(run)
        eventually(lambda: counted(port, "cancelled"), "a run that was cancelled")
