"""Stopping and reloading ``feedsvc serve`` loses no request."""

import signal
import socket
from collections.abc import Iterator

import pytest

from tests.conftest import Site
from tests.deployment.conftest import FEED, asking, children
from tests.end_to_end.conftest import PATIENCE, Server, eventually, feedsvc_serve, publishers

pytestmark = pytest.mark.slow


@pytest.fixture
def server(filled: Site) -> Iterator[Server]:
    with feedsvc_serve(filled, FEEDSVC_SERVER__WORKERS="2") as running:
        yield running


def test_a_stop_finishes_the_answers_that_go_on(site: Site) -> None:
    # Larger than any buffer between us, so that an answer goes on until its client reads it.
    for number in range(50):
        site.article(f"{number}.md", f"Large {number}", body="text " * 40_000)
    request = f"GET {FEED} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()

    with feedsvc_serve(site) as server, socket.socket() as client:
        whole = server.get(FEED).body
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
        client.settimeout(PATIENCE)
        client.connect(("127.0.0.1", server.port))
        client.sendall(request)
        begun = client.recv(1000)
        server.process.send_signal(signal.SIGTERM)
        eventually(lambda: not _takes_requests(server), "a server that takes no more requests")
        answer = begun + b"".join(iter(lambda: client.recv(1 << 20), b""))
        status = server.process.wait(PATIENCE)

    assert len(whole) > 4_200_000  # more than the kernel keeps for a client that is slow
    assert answer.partition(b"\r\n\r\n")[2] == whole
    assert status == 0


def test_a_reload_replaces_the_workers_and_loses_no_request(server: Server, filled: Site) -> None:
    before = children(server, filled)

    with asking(server, FEED, "/feeds/tag/x.rss", "/", times=300) as statuses:
        server.process.send_signal(signal.SIGHUP)
        eventually(lambda: _are_others(before, children(server, filled)), "other workers")

    assert set(statuses) == {200}
    assert server.process.poll() is None


def test_feeds_are_kept_current_after_a_reload(server: Server, filled: Site) -> None:
    before = children(server, filled)
    server.process.send_signal(signal.SIGHUP)
    eventually(lambda: _are_others(before, children(server, filled)), "other workers")

    filled.article("later.md", "Written after the reload", tags="[x, later]")

    eventually(lambda: server.answers("/feeds/tag/later.atom"), "the feed of a new tag")
    assert len(publishers(filled)) == 1


def _are_others(before: set[int], now: set[int]) -> bool:
    """Whether two workers or more are gone and as many others have come.

    A process that the server keeps for itself may stay.
    """
    return len(before - now) >= 2 and len(now - before) == len(before - now)


def _takes_requests(server: Server) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", server.port), timeout=1) as client:
            client.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            return client.recv(1) != b""
    except OSError:
        return False
