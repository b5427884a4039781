"""Killed at any instant: readers see whole documents, old or new, and the next run completes."""

import json
import os
import shutil
import time
from functools import partial

import pytest

from feedsvc import operations
from feedsvc.model import Outcome, Run, Scope, Trigger
from tests.conftest import Site
from tests.end_to_end.conftest import eventually, feedsvc_serve, publishers
from tests.faults.conftest import (
    SOAK,
    Newsroom,
    children,
    entries,
    kill,
    reading,
    run,
    shown,
    shows,
    start,
)

pytestmark = pytest.mark.slow

KILLS = 100 if SOAK else 4
STATE = {"metrics", "catalog.sqlite3", "publisher.lock", "queue"}
STATE |= {"agenda.json", "polls", "polls.sqlite3"}


def test_a_build_may_be_killed_at_any_instant(
    site: Site, tmp_path_factory: pytest.TempPathFactory
) -> None:
    newsroom = Newsroom(site, seed=1, articles=300)
    assert run(site, "build").returncode == 0
    lengths = {}
    for scope in ((), ("--everything",)):
        newsroom.work(30)
        lengths[scope] = length(site, *scope)

    with reading(site) as reader:
        for _ in range(KILLS):
            newsroom.work(30)
            scope = newsroom.dice.choice(list(lengths))
            build = start(site, "build", *scope)
            wait_for_an_instant(newsroom, lengths[scope])
            workers = children(build.pid)
            victims = newsroom.dice.choice([[build.pid], workers[:1], [build.pid, *workers]])
            kill(*victims)
            build.communicate(timeout=60)
            if build.pid not in victims:
                # A worker that dies while it starts is an error of its own.
                assert build.returncode in (0, 8)
            if newsroom.dice.random() < 0.5:
                completed(newsroom)
        completed(newsroom)

    assert len(interrupted(site)) >= KILLS // 4
    assert reader.answers > KILLS
    assert leftovers(site) == set()
    equals_a_build_that_nobody_disturbed(newsroom, Site(tmp_path_factory.mktemp("twin")))


def test_a_server_may_be_killed_at_any_instant(
    site: Site, tmp_path_factory: pytest.TempPathFactory
) -> None:
    newsroom = Newsroom(site, seed=2, articles=300)
    assert run(site, "build").returncode == 0
    kills = 0

    with reading(site) as reader:
        while kills < KILLS:
            with feedsvc_serve(site, **site.variables) as server:
                reader.server = server
                while kills < KILLS:
                    publisher = the_publisher(site)
                    newsroom.work(30)
                    if kills % 2:
                        operations.request(site.services, Trigger.API, Scope.EVERYTHING)
                    wait_for_an_instant(newsroom, 0.7)
                    kills += 1
                    whom = newsroom.dice.choice(["publisher", "publisher", "worker", "all"])
                    if whom == "all":
                        reader.server = None
                        kill(server.process.pid, *children(server.process.pid))
                        server.process.wait()
                        break
                    if whom == "worker":
                        kill(*children(publisher)[:1])
                    else:
                        kill(publisher)
                        eventually(partial(has_ended, publisher, site), "its end")
                    if newsroom.dice.random() < 0.5:
                        shows(newsroom)
                else:
                    shows(newsroom)
                reader.server = None
        # One whose server was killed ends with the run that it is at.
        eventually(lambda: not publishers(site), "the end of every publisher")
        completed(newsroom)

    assert len(interrupted(site)) >= KILLS // 4
    assert reader.answers > KILLS
    assert leftovers(site) == set()
    equals_a_build_that_nobody_disturbed(newsroom, Site(tmp_path_factory.mktemp("twin")))


def test_a_request_that_waits_outlives_every_process_and_many_are_one(site: Site) -> None:
    Newsroom(site, seed=3, articles=300)
    services = site.services
    with feedsvc_serve(site, FEEDSVC_SCHEDULE__WATCH="false", **site.variables) as server:
        first = operations.request(services, Trigger.API, Scope.EVERYTHING)
        eventually(lambda: services.queue.first() is None, "begin of the run")
        waiting = {operations.request(services, Trigger.API).id for _ in range(20)}
        kill(server.process.pid, *children(server.process.pid))
    (asked,) = waiting

    with feedsvc_serve(site, FEEDSVC_SCHEDULE__WATCH="false", **site.variables):
        eventually(lambda: found(site, asked).outcome == "succeeded", "the run that was asked for")

    cut_short = found(site, first.id)
    assert cut_short.failure is not None
    assert cut_short.failure.code == "stopped"


def test_what_killed_processes_left_is_gone_after_the_next_start(site: Site) -> None:
    Newsroom(site, seed=4, articles=3)
    assert run(site, "build").returncode == 0
    long_ago = time.time() - 3600
    for path in ("feeds/.all.atom.unfinished", "feeds.state/queue/.20260312T120000-0badcafe"):
        leftover = site.root / path
        leftover.parent.mkdir(exist_ok=True)
        leftover.write_text("half a")
        os.utime(leftover, (long_ago, long_ago))

    assert run(site, "build").returncode == 0

    assert leftovers(site) == set()


def length(site: Site, *scope: str) -> float:
    """Return how many seconds a run takes that nobody disturbs."""
    done = run(site, "build", "--json", *scope)
    assert done.returncode == 0
    seconds: dict[str, float] = json.loads(done.stdout)["timings"]
    return sum(seconds.values())


def wait_for_an_instant(newsroom: Newsroom, seconds: float) -> None:
    """Wait for any instant of the next run, which takes so many *seconds*, or one before it."""
    if newsroom.dice.random() < 0.15:
        time.sleep(newsroom.dice.random())
        return
    deadline = time.monotonic() + 5
    services = newsroom.site.services
    while time.monotonic() < deadline:
        if any(
            each.outcome is Outcome.RUNNING for each in operations.recent_runs(services, limit=2)
        ):
            break
        time.sleep(0.005)
    time.sleep(newsroom.dice.uniform(0, seconds))


def the_publisher(site: Site) -> int:
    """Return the id of the one process that publishes, once there is one."""
    seen: list[int] = []

    def one_is_there() -> bool:
        seen[:] = publishers(site)
        return len(seen) == 1

    eventually(one_is_there, "a publisher")
    return seen[0]


def has_ended(publisher: int, site: Site) -> bool:
    return publisher not in publishers(site)


def completed(newsroom: Newsroom) -> None:
    """Let the next run go to its end; the feeds show all that was saved."""
    assert run(newsroom.site, "build").returncode == 0
    assert shown(newsroom.site) == newsroom.titles


def found(site: Site, id_: str) -> Run:
    run = operations.find_run(site.services, id_)
    assert run is not None
    return run


def interrupted(site: Site) -> list[Run]:
    """Return the runs that were killed while they went on."""
    runs = operations.recent_runs(site.services, limit=1000)
    return [each for each in runs if each.failure and each.failure.code == "stopped"]


def leftovers(site: Site) -> set[str]:
    """Return the names of files that nobody needs; a request that waits is none of them."""
    state = site.root / "feeds.state"
    hidden = [path for folder in (state, site.output) for path in folder.rglob(".*")]
    return {path.name for path in hidden} | {path.name for path in state.iterdir()} - STATE


def equals_a_build_that_nobody_disturbed(newsroom: Newsroom, twin: Site) -> None:
    """Compare with what the same articles give where nothing was ever killed.

    With the catalog of the killed ones even the bytes are the same; without it the dates of those
    articles differ that have none.
    """
    site = newsroom.site
    twin.variables = site.variables
    shutil.copytree(site.content, twin.content, dirs_exist_ok=True)
    assert run(twin, "build").returncode == 0
    told = {path: entries(path, body) for path, body in site.documents().items()}
    for path, body in twin.documents().items():
        assert set(entries(path, body)) == set(told[path])
    never_seen_by_the_twin = told.keys() - twin.documents().keys()
    assert not any(told[path] for path in never_seen_by_the_twin)

    shutil.rmtree(twin.output)
    shutil.rmtree(twin.root / "feeds.state")
    shutil.copytree(site.root / "feeds.state", twin.root / "feeds.state")
    assert run(twin, "build", "--everything").returncode == 0
    assert twin.documents() == site.documents()
    for path in site.documents():
        mtimes = {(each.output / path).stat().st_mtime for each in (site, twin)}
        assert len(mtimes) == 1
