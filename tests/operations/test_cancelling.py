"""A run may be cancelled at any instant: all documents stay whole, and the next run completes."""

import time
from collections.abc import Callable
from random import Random

import pytest

from feedsvc import operations
from feedsvc.errors import RunEndedError, UnknownRunError
from feedsvc.model import Deed, Outcome, Run, Scope, Target, Trigger
from feedsvc.operations import Services
from tests.conftest import Site
from tests.end_to_end.conftest import eventually, feedsvc_serve
from tests.faults.conftest import Newsroom, children, entries, reading, run, shown, start

ROOMS = ("read", "catalog", "publish", "archive")


def cancelled_at(
    site: Site, room: str, step: int, scope: Scope = Scope.CHANGED, target: Target | None = None
) -> Run:
    """Regenerate here, and cancel the run at a step in a room."""
    services = site.services

    def progress(where: str, done: int, _total: int) -> None:
        if (where, done) >= (room, step) and where == room:
            (running,) = [r for r in operations.recent_runs(services, limit=5) if not r.finished_at]
            if services.queue.wants_stopped(running) is None:
                operations.cancel(services, running.id, who="Ann")
                time.sleep(0.06)  # a run looks only so often

    with operations.publishing(services, "cannot regenerate"):
        return operations.run_here(services, scope, target=target, progress=progress)


def whole(site: Site) -> None:
    """Every document is whole, and nothing unfinished lies beside them."""
    for path, body in site.documents().items():
        entries(path, body)
    assert not list(site.output.rglob("*.unfinished"))


@pytest.mark.parametrize("room", ROOMS)
def test_a_run_stops_in_every_room_and_the_next_one_completes_it(site: Site, room: str) -> None:
    site.variables["FEEDSVC_FEEDS__LIMIT"] = "3"
    twin_of: dict[str, bytes] = {}
    for number in range(60):
        site.article(f"{number}.md", f"No {number}", tags=f"[t{number % 30}]", date="2026-01-01")

    stopped = cancelled_at(site, room, 1)

    assert stopped.outcome is Outcome.CANCELLED
    assert stopped.failure is not None
    assert stopped.failure.message == "cancelled by Ann"
    assert operations.find_run(site.services, stopped.id) == stopped
    whole(site)
    site.build(after=60)
    whole(site)
    twin_of |= site.documents()
    site.build(scope=Scope.EVERYTHING, after=60)
    assert site.documents() == twin_of
    assert len(site.entries()) == 60


def test_a_run_for_everything_stops_too_and_what_readers_have_stays(site: Site) -> None:
    for number in range(60):
        site.article(f"{number}.md", f"No {number}", tags=f"[t{number % 30}]", date="2026-01-01")
    site.build()
    before = site.documents()

    stopped = cancelled_at(site, "publish", 1, Scope.EVERYTHING)

    assert stopped.outcome is Outcome.CANCELLED
    assert site.documents() == before
    site.build(after=60)
    assert site.documents() == before


def test_a_run_for_a_tag_stops_too(site: Site) -> None:
    site.article("a.md", "One", tags="[x]")
    site.build()
    target = operations.target(site.services, "tag:x")

    assert cancelled_at(site, "read", 1, target=target).outcome is Outcome.CANCELLED


def test_a_request_that_waits_never_begins(site: Site) -> None:
    site.article("a.md", "One")
    services = site.services
    asked = operations.start(services, Trigger.API).run
    operations.cancel(services, asked.id, who="Ann")

    with operations.publishing(services, "cannot regenerate"):
        ended = operations.perform(services, asked)

    assert ended.outcome is Outcome.CANCELLED
    assert operations.find_run(services, asked.id) == ended
    assert site.documents() == {}
    assert services.queue.cancelled() == ()


def test_an_order_that_is_cancelled_is_not_carried_out(site: Site) -> None:
    site.article("a.md", "One")
    site.build()
    services = site.services
    order = operations.order(services, Deed.WITHDRAW, "a.md", who="Bob", reason="")
    asked = operations.request_order(services, order)
    operations.cancel(services, asked.id, who="Ann")

    with operations.publishing(services, "cannot withdraw"):
        ended = operations.perform(services, asked)

    assert ended.outcome is Outcome.CANCELLED
    assert len(site.entries()) == 1


def test_a_run_that_has_ended_cannot_be_cancelled(site: Site) -> None:
    site.article("a.md", "One")
    services = site.services
    with operations.publishing(services, "cannot build"):
        ended = operations.run_here(services, Scope.CHANGED)

    with pytest.raises(RunEndedError, match="has ended already: succeeded"):
        operations.cancel(services, ended.id, who="Ann")


def test_a_run_can_be_cancelled_once(site: Site) -> None:
    services = site.services
    asked = operations.start(services, Trigger.API).run
    operations.cancel(services, asked.id, who="Ann")

    with pytest.raises(RunEndedError, match="has ended already: cancelled"):
        operations.cancel(services, asked.id, who="Bob")


def test_no_other_run_is_cancelled_for_a_wrong_name(site: Site) -> None:
    asked = operations.start(site.services, Trigger.API).run

    with pytest.raises(UnknownRunError):
        operations.cancel(site.services, f"{asked.id}x", who="Ann")

    assert site.services.queue.waiting() == (asked,)


def test_a_stopped_run_leaves_what_it_covered_to_those_who_want_it(site: Site) -> None:
    site.article("a.md", "One", tags="[x]")
    site.build()
    services = site.services
    target = operations.target(services, "tag:x")
    narrow = operations.start(services, Trigger.API, target=target, who="Bob").run
    wide = operations.start(services, Trigger.API, Scope.EVERYTHING, who="Ann").run

    def stop(*_: object) -> None:
        if services.queue.wants_stopped(wide) is None:
            operations.cancel(services, wide.id, who="Ann")
            time.sleep(0.06)  # a run looks only so often

    with operations.publishing(services, "cannot regenerate"):
        ended = operations.perform(services, wide, stop)

    assert ended.outcome is Outcome.CANCELLED
    assert services.queue.waiting() == (narrow,)
    assert operations.find_run(services, narrow.id) == narrow


def test_a_run_that_goes_on_for_others_too_is_not_cancelled_under_a_narrower_name(
    site: Site,
) -> None:
    site.article("a.md", "One", tags="[x]")
    site.build()
    services = site.services
    target = operations.target(services, "tag:x")
    narrow = operations.start(services, Trigger.API, target=target).run
    wide = operations.start(services, Trigger.API, Scope.EVERYTHING).run
    refused: list[object] = []

    def cancel(*_: object) -> None:
        if not refused:
            with pytest.raises(RunEndedError, match=f"a part of run {wide.id}") as error:
                operations.cancel(services, narrow.id, who="Bob")
            refused.append(error)

    with operations.publishing(services, "cannot regenerate"):
        ended = operations.perform(services, wide, cancel)

    assert refused
    assert ended.outcome is Outcome.SUCCEEDED


def test_cancelling_a_run_that_goes_on_twice_is_one_deed(site: Site) -> None:
    site.article("a.md", "One")
    services = site.services
    asked = operations.start(services, Trigger.API).run

    def cancel(*_: object) -> None:
        if services.queue.wants_stopped(asked):
            return
        for who in ("Ann", "Bob"):
            operations.cancel(services, asked.id, who=who)
        time.sleep(0.06)  # a run looks only so often

    with operations.publishing(services, "cannot regenerate"):
        operations.perform(services, asked, cancel)

    (line,) = operations.audit(services, limit=10).items
    assert (line.who, line.deed) == ("Ann", Deed.CANCEL_RUN)


def test_a_wish_to_stop_does_not_outlive_its_run(site: Site) -> None:
    site.article("a.md", "One")
    stopped = cancelled_at(site, "read", 1)

    assert site.services.queue.wants_stopped(stopped) is None


@pytest.mark.slow
def test_whoever_waits_for_a_run_that_is_cancelled_is_told(site: Site) -> None:
    newsroom = Newsroom(site, seed=5, articles=400)
    services = site.services
    with feedsvc_serve(site, FEEDSVC_SCHEDULE__WATCH="false", **site.variables):
        eventually(lambda: shown(site) == newsroom.titles, "the first run")
        waiting = start(site, "regenerate", "--everything")

        operations.cancel(services, eventually_running(services).id, who="Ann")
        _, errors = waiting.communicate(timeout=60)

    assert waiting.returncode == 9
    assert b"cancelled by Ann" in errors


def eventually_running(services: Services) -> Run:
    found: list[Run] = []

    def look() -> bool:
        found[:] = [
            each
            for each in operations.recent_runs(services, limit=5)
            if each.outcome is Outcome.RUNNING and each.scope is Scope.EVERYTHING
        ]
        return bool(found)

    eventually(look, "a run that goes on")
    return found[0]


@pytest.mark.slow
def test_a_build_may_be_cancelled_at_any_instant(
    site: Site, tmp_path_factory: pytest.TempPathFactory
) -> None:
    newsroom, dice = Newsroom(site, seed=4, articles=200), Random(4)
    assert run(site, "build").returncode == 0
    outcomes = []

    with reading(site):
        for _ in range(6):
            newsroom.work(30)
            scope = dice.choice([(), ("--everything",)])
            build = start(site, "build", *scope)
            wait_until(lambda: bool(children(build.pid)), 5)  # noqa: B023
            time.sleep(dice.random() * 0.8)
            for going in operations.recent_runs(site.services, limit=3):
                if going.outcome is Outcome.RUNNING:
                    operations.cancel(site.services, going.id, who="Ann")
            build.communicate(timeout=60)
            outcomes.append(build.returncode)
            whole(site)
        assert run(site, "build").returncode == 0

    assert set(outcomes) <= {0, 9}
    assert 9 in outcomes
    assert shown(site) == newsroom.titles


def wait_until(done: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not done() and time.monotonic() < end:
        time.sleep(0.005)
