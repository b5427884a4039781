"""Hundreds of slow clients delay nobody else, in each of the documented deployments."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median

import pytest

from tests.conftest import Site
from tests.deployment.conftest import FEED, SERVERS, Running
from tests.deployment.slow_clients import slow_clients, waits
from tests.end_to_end.conftest import Server, feedsvc_serve, free_port, run_feedsvc

pytestmark = pytest.mark.slow

# A client that gets its turn only when a slow one is done waits for many seconds.
MEDIAN_SECONDS = 0.25
LONGEST_SECONDS = 2.0


@contextmanager
def _in_front(proxy: Callable[[int, int], Running], behind: Running) -> Iterator[Server]:
    with behind as server, proxy(free_port(), server.port) as front:
        yield front


@pytest.fixture(params=["feedsvc serve", "nginx, feedsvc serve", "nginx, gunicorn", "nginx alone"])
def server(
    request: pytest.FixtureRequest,
    filled: Site,
    proxy: Callable[[int, int], Running],
    static: Callable[[], Running],
) -> Iterator[Server]:
    front, _, behind = request.param.partition(", ")
    if behind:
        deployment: Running = _in_front(proxy, SERVERS[behind](filled))
    elif front == "feedsvc serve":
        deployment = feedsvc_serve(filled)
    else:
        assert run_feedsvc(filled, "build").returncode == 0
        deployment = static()
    with deployment as running:
        yield running


def test_slow_clients_do_not_delay_others(server: Server) -> None:
    assert len(server.get(FEED).body) > 90_000

    with slow_clients(server):
        waited = waits(server, FEED, times=50)

    assert median(waited) < MEDIAN_SECONDS
    assert max(waited) < LONGEST_SECONDS
