"""gunicorn as documented: behind nginx, with the publisher in one of its workers."""

import signal
from collections.abc import Callable

import pytest

from tests.conftest import Site
from tests.deployment.conftest import FEED, Running, asking, children, gunicorn_as_documented
from tests.end_to_end.conftest import eventually, free_port, publishers

pytestmark = pytest.mark.slow


def test_a_reload_behind_nginx_loses_no_request_and_leaves_one_publisher(
    filled: Site, proxy: Callable[[int, int], Running]
) -> None:
    with (
        gunicorn_as_documented(filled) as server,
        proxy(free_port(), server.port) as front,
    ):
        before = children(server, filled)
        (replaced,) = publishers(filled)

        # The second path is never cached.
        with asking(front, FEED, "/feeds/", times=300) as statuses:
            server.process.send_signal(signal.SIGHUP)
            eventually(lambda: not before & children(server, filled), "other workers")
        filled.article("later.md", "Later", tags="[later]")

        assert set(statuses) == {200}
        eventually(lambda: front.answers("/feeds/tag/later.atom"), "the feed of a new tag")
        (publisher,) = publishers(filled)
        assert publisher != replaced


def test_requests_that_are_too_long_are_refused(filled: Site) -> None:
    with gunicorn_as_documented(filled) as server:
        assert server.get(f"{FEED}?{'x' * 9000}").status == 414
        assert server.get(FEED, Cookie="x" * 9000).status == 431
        assert server.get(FEED).status == 200
