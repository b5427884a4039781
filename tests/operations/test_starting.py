"""Whoever asks for a run gets one, or the one that does it already; nothing happens twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from feedsvc import operations
from feedsvc.errors import CursorError, KeyReusedError, UnknownRunError, UnknownScopeError
from feedsvc.model import AuditLine, Deed, Outcome, Run, Scope, Trigger
from tests.conftest import Site
from tests.end_to_end.conftest import eventually, feedsvc_serve


def test_who_asked_is_known_and_in_the_audit(site: Site) -> None:
    services = site.services

    started = operations.start(services, Trigger.ADMIN, Scope.EVERYTHING, who="admin")

    assert started.is_new
    assert (started.run.trigger, started.run.who) == (Trigger.ADMIN, "admin")
    (line,) = operations.audit(services, limit=10).items
    assert (line.who, line.deed, line.subject) == ("admin", Deed.START_RUN, started.run.id)
    assert line.reason == "everything"


def test_what_folds_into_another_run_is_no_deed(site: Site) -> None:
    services = site.services
    first = operations.start(services, Trigger.API, who="ci")

    second = operations.start(services, Trigger.API, who="desk")

    assert (second.run, second.is_new) == (first.run, False)
    assert len(operations.audit(services, limit=10).items) == 1


def test_a_repeated_key_tells_how_its_run_went(site: Site) -> None:
    site.article("a.md", "One")
    services = site.services
    first = operations.start(services, Trigger.API, who="ci", key="k")
    with operations.publishing(services, "cannot regenerate"):
        ended = operations.perform(services, first.run)

    again = operations.start(services, Trigger.API, who="ci", key="k")

    assert (again.run, again.is_new) == (ended, False)
    assert services.queue.waiting() == ()


def test_a_key_is_not_for_two_requests(site: Site) -> None:
    operations.start(site.services, Trigger.API, key="k")

    with pytest.raises(KeyReusedError):
        operations.start(site.services, Trigger.API, Scope.EVERYTHING, key="k")


def test_a_repeated_key_gets_its_run_though_its_article_is_gone(site: Site) -> None:
    site.article("a.md", "One")
    site.build()
    services = site.services
    first = operations.start_named(services, Trigger.API, "article:a.md", who="ci", key="k")
    (site.content / "a.md").unlink()
    site.article("b.md", "Two")
    site.build(accept_loss=True)

    again = operations.start_named(services, Trigger.API, "article:a.md", who="ci", key="k")

    assert (again.run.id, again.is_new) == (first.run.id, False)
    with pytest.raises(UnknownScopeError):
        operations.start_named(services, Trigger.API, "article:a.md", who="ci", key="other")
    with pytest.raises(KeyReusedError):
        operations.start_named(services, Trigger.API, "changed", who="ci", key="k")


def test_a_key_whose_run_is_forgotten_gets_no_other(site: Site) -> None:
    site.article("a.md", "One")
    services = site.services
    first = operations.start(services, Trigger.API, who="ci", key="k")
    services.queue.take(first.run)

    with pytest.raises(UnknownRunError, match="is forgotten"):
        operations.start(services, Trigger.API, who="ci", key="k")


def test_a_swallowed_run_is_found_once_the_wider_one_has_ended(site: Site) -> None:
    site.article("a.md", "One")
    services = site.services
    narrow = operations.start(services, Trigger.API).run
    wide = operations.start(services, Trigger.API, Scope.EVERYTHING).run
    with operations.publishing(services, "cannot regenerate"):
        ended = operations.perform(services, wide)

    assert operations.find_run(services, narrow.id) == ended
    assert operations.wait_for(services, narrow) == ended


def test_runs_come_part_by_part_and_none_twice(site: Site) -> None:
    site.article("a.md", "One")
    services = site.services
    with operations.publishing(services, "cannot build"):
        begun = [operations.run_here(services, Scope.CHANGED) for _ in range(5)]
    waiting = operations.start(services, Trigger.API).run

    found: list[Run] = []
    after = None
    while True:
        part = operations.runs(services, after, limit=2)
        found += part.items
        after = part.next
        if after is None:
            break

    assert [run.id for run in found] == [waiting.id, *(run.id for run in reversed(begun))]


def test_no_run_is_lost_or_doubled_when_those_that_wait_begin_between_two_parts(
    site: Site,
) -> None:
    for number in range(5):
        site.article(f"{number}.md", f"No {number}")
    site.build()
    services = site.services
    waiting = [
        operations.start_named(services, Trigger.API, f"article:{number}.md").run
        for number in range(5)
    ]
    with operations.publishing(services, "cannot build"):
        begun = [operations.run_here(services, Scope.CHANGED) for _ in range(2)]
        first = operations.runs(services, limit=2)
        for run in waiting:
            operations.perform(services, run)
    rest = operations.runs(services, first.next, limit=100)

    assert [run.id for run in first.items] == [run.id for run in waiting]
    assert [run.id for run in rest.items][:2] == [run.id for run in reversed(begun)]
    assert not {run.id for run in rest.items} & {run.id for run in waiting}


def test_no_part_follows_a_run_that_is_not_there(site: Site) -> None:
    with pytest.raises(CursorError):
        operations.runs(site.services, "nonsense", limit=2)


@pytest.mark.slow
def test_a_hundred_triggers_at_once_are_one_run_and_at_most_one_more(site: Site) -> None:
    for number in range(200):
        site.article(f"{number}.md", f"No {number}", tags=f"[t{number % 50}]")
    services = site.services
    with feedsvc_serve(site, FEEDSVC_SCHEDULE__WATCH="false", **site.variables):
        eventually(lambda: len(site.documents()) > 150, "the first run")
        eventually(lambda: not services.queue.waiting(), "an empty queue")
        before = {run.id for run in operations.recent_runs(services, limit=1000)}
        with ThreadPoolExecutor(100) as crowd:
            asked = list(
                crowd.map(
                    lambda _: operations.start(services, Trigger.API, Scope.EVERYTHING, who="ci"),
                    range(100),
                )
            )
        ids = {each.run.id for each in asked}
        for each in asked:
            assert operations.wait_for(services, each.run).outcome is Outcome.SUCCEEDED
        runs = {run.id for run in operations.recent_runs(services, limit=1000)} - before

    assert len(ids) <= 2
    assert runs == ids
    assert sum(each.is_new for each in asked) == len(ids)
    lines = operations.audit(services, limit=1000).items
    assert {line.subject for line in lines} >= ids
    assert len(lines) == len(ids)


def test_the_audit_comes_part_by_part_whether_lines_were_taken_or_not(site: Site) -> None:
    services = site.services
    operations.make_ready(services)
    for number in range(7):
        operations.note(services, "Ann", Deed.LOG_IN, f"{number}")
        if number == 4:
            operations.take_notes(services)

    found: list[AuditLine] = []
    after = None
    while True:
        part = operations.audit(services, after, limit=3)
        found += part.items
        after = part.next
        if after is None:
            break

    assert [line.subject for line in found] == ["6", "5", "4", "3", "2", "1", "0"]


def test_no_line_of_the_audit_is_lost_when_many_wait_and_are_taken_between_parts(
    site: Site,
) -> None:
    services = site.services
    operations.make_ready(services)
    operations.note(services, "Ann", Deed.LOG_IN, "old")
    operations.take_notes(services)
    for number in range(30):
        operations.note(services, "Ann", Deed.LOG_IN, f"{number}")

    first = operations.audit(services, limit=20)
    operations.take_notes(services)
    rest = operations.audit(services, first.next, limit=20)

    subjects = [line.subject for line in (*first.items, *rest.items)]
    assert subjects == [*(f"{number}" for number in reversed(range(30))), "old"]


def test_a_note_that_was_taken_is_one_line_although_its_file_is_left(site: Site) -> None:
    services = site.services
    operations.make_ready(services)
    operations.note(services, "Ann", Deed.LOG_OUT, "session")
    (file,) = services.queue.folder.glob("note-*.json")
    body = file.read_bytes()
    operations.take_notes(services)
    file.write_bytes(body)  # as if the publisher had died before it removed it

    assert len(operations.audit(services, limit=10).items) == 1
    operations.take_notes(services)
    operations.take_notes(services)

    assert len(operations.audit(services, limit=10).items) == 1
    assert not file.exists()


def test_a_line_of_the_audit_is_one_line_whatever_is_noted(site: Site) -> None:
    operations.note(site.services, "A\nB", Deed.CREATE_TOKEN, "x\ny\x1b[2K", "because\r\nof")

    (line,) = operations.audit(site.services, limit=10).items

    assert "\n" not in line.who + line.subject + line.reason
    assert "\x1b" not in line.subject


def test_audit_lines_have_the_instant_of_the_deed(site: Site) -> None:
    before = operations.now()

    operations.note(site.services, "Ann", Deed.SET_PASSWORD, "password")

    (line,) = operations.audit(site.services, limit=1).items
    assert before <= line.at <= before + timedelta(seconds=5)
