"""Polls of real servers: several processes, killed ones, restarts, and what is on the disk."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from feedsvc import operations
from feedsvc.model import ALL_FEED, PollDay
from tests.conftest import Site
from tests.end_to_end.conftest import Answer, Server, eventually, feedsvc_serve, gunicorn

pytestmark = pytest.mark.slow

TWO = {"FEEDSVC_SERVER__WORKERS": "2", "FEEDSVC_SERVER__PROXIES": "1"}
FEEDLY = "Feedly/1.0 (+http://www.feedly.com/fetcher.html; 134 subscribers; )"
PRIVATE = "Hidden-Reader/9 (ann@example.org)"


@pytest.fixture
def filled(site: Site) -> Site:
    site.article("a.md", "One", tags="[tea]")
    return site


def polled(site: Site, *, requests: int) -> PollDay:
    """Wait until so many requests are counted today, or yesterday, and return them."""
    days: list[PollDay] = []

    def counted() -> bool:
        days[:] = operations.polls(site.services, ALL_FEED, days=2)
        return sum(day.traffic.requests for day in days) >= requests

    eventually(counted, f"{requests} requests are counted")
    (day,) = [day for day in days if day.traffic.requests]
    return day


def ask(server: Server, times: int, *, etag: str = "", agent: str = PRIVATE) -> None:
    fields = {"If_None_Match": etag} if etag else {}

    def once(number: int) -> int:
        address = f"198.51.100.{70 + number % 3}"
        return server.get(
            "/feeds/all.atom", User_Agent=agent, X_Forwarded_For=address, **fields
        ).status

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(once, range(times))) == {304 if etag else 200}


def etag_of(answer: Answer) -> str:
    """Return it, whichever way through the server wrote the name of the field."""
    return {name.lower(): value for name, value in answer.headers.items()}["etag"]


def workers(server: Server) -> list[int]:
    """Return the processes that listen, but for the one that was started."""
    found = []
    for folder in Path("/proc").iterdir():
        try:
            name = (folder / "cmdline").read_bytes()
            parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
        except (OSError, NotADirectoryError):
            continue
        if int(parent) == server.process.pid and b"publisher" not in name:
            found.append(int(folder.name))
    return found


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_two_processes_answer_is_added_up_and_tells_of_nobody(filled: Site) -> None:
    with feedsvc_serve(filled, **TWO) as server:
        first = server.get("/feeds/all.atom", User_Agent=FEEDLY)  # and one by whoever waited
        body = len(server.get("/feeds/all.atom", User_Agent="Googlebot/2.1").body)
        ask(server, 60, etag=etag_of(first))
        server.request("/feeds/all.atom", method="HEAD", User_Agent=PRIVATE)
        server.get("/feeds/all", User_Agent=PRIVATE)
        before = 3

        day = polled(filled, requests=before + 60)
        kept = contents(filled.root)

    assert day.traffic.requests == before + 60
    assert day.traffic.unchanged == 60
    assert day.traffic.sent == before * body
    assert [(each.reader, each.subscribers) for each in day.readers] == [("Feedly", 134)]
    # Three addresses, and what waited for the server to begin.
    assert day.clients == 4
    for path, data in kept.items():
        for text in (b"198.51.100.7", b"Hidden-Reader", b"ann@example.org", b"feedly.com/fetcher"):
            assert text not in data, path


def test_a_killed_process_and_a_restart_lose_and_double_nothing_that_was_left(
    filled: Site,
) -> None:
    with feedsvc_serve(filled, **TWO) as server:
        ask(server, 20)
        before = polled(filled, requests=21).traffic.requests
        for process in workers(server):
            os.kill(process, signal.SIGKILL)
        eventually(lambda: server.answers("/feeds/all.atom"), "another process")
        ask(server, 10)
        after = polled(filled, requests=before + 11).traffic.requests
    with feedsvc_serve(filled, **TWO) as server:
        ask(server, 5)
    # Those of the end are in files now, or added up already.
    with feedsvc_serve(filled, **TWO):
        last = polled(filled, requests=after + 6 + 1).traffic.requests

    assert before == 21
    assert after == before + 11
    assert last >= after + 6 + 1


def test_under_another_server_polls_are_counted_all_the_same(filled: Site) -> None:
    with gunicorn(filled, FEEDSVC_SERVER__PROXIES="1") as server:
        first = server.get("/feeds/all.atom", User_Agent=FEEDLY)
        ask(server, 12, etag=etag_of(first))

        day = polled(filled, requests=14)

    assert (day.traffic.requests, day.traffic.unchanged) == (14, 12)
    assert day.subscribers == 134
    assert day.clients == 4


def test_where_it_is_switched_off_nothing_is_counted(filled: Site) -> None:
    state = filled.services.settings.output.state_directory
    with feedsvc_serve(filled, FEEDSVC_POLLS__COUNT="false", **TWO) as server:
        ask(server, 5)

    assert not (state / "polls").exists()
    assert not (state / "polls.sqlite3").exists()
