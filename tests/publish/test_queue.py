"""Requests wait on disk: at most one of each kind, and none is lost."""

from datetime import timedelta
from pathlib import Path

from feedsvc.model import Scope, Trigger
from feedsvc.publish.queue import Queue
from feedsvc.publish.requests import new_run
from tests.conftest import NOON


def test_a_request_survives_the_process_that_made_it(tmp_path: Path) -> None:
    run = new_run(Trigger.API, Scope.CHANGED, now=NOON)

    Queue(tmp_path / "queue").put(run)

    assert Queue(tmp_path / "queue").first() == run


def test_whoever_asks_while_a_request_waits_gets_that_one(tmp_path: Path) -> None:
    queue = Queue(tmp_path)
    first = queue.put(new_run(Trigger.API, Scope.CHANGED, now=NOON))

    second = queue.put(new_run(Trigger.WATCH, Scope.CHANGED, now=NOON + timedelta(seconds=1)))

    assert second == first
    assert queue.waiting() == (first,)


def test_a_request_made_after_one_was_taken_is_a_new_run(tmp_path: Path) -> None:
    queue = Queue(tmp_path)
    first = queue.put(new_run(Trigger.API, Scope.CHANGED, now=NOON))
    queue.take(first)

    second = queue.put(new_run(Trigger.API, Scope.CHANGED, now=NOON))

    assert second.id != first.id
    assert queue.first() == second


def test_the_wider_scope_takes_the_place_of_the_narrower_one(tmp_path: Path) -> None:
    queue = Queue(tmp_path)
    changed = queue.put(new_run(Trigger.API, Scope.CHANGED, now=NOON))
    everything = queue.put(new_run(Trigger.API, Scope.EVERYTHING, now=NOON))

    assert queue.waiting() == (everything,)
    assert queue.find(changed.id) == everything


def test_a_confirmed_loss_is_a_request_of_its_own(tmp_path: Path) -> None:
    queue = Queue(tmp_path)
    queue.put(new_run(Trigger.API, Scope.CHANGED, now=NOON))

    confirmed = queue.put(new_run(Trigger.CLI, Scope.CHANGED, now=NOON, accept_loss=True))

    assert confirmed in queue.waiting()
    assert len(queue.waiting()) == 2


def test_a_request_that_cannot_be_understood_does_not_block_the_others(tmp_path: Path) -> None:
    queue = Queue(tmp_path)
    (tmp_path / "changed.json").write_text("{broken")

    assert queue.first() is None
    run = queue.put(new_run(Trigger.API, Scope.CHANGED, now=NOON))
    assert queue.first() == run


def test_taking_one_run_leaves_the_request_of_another(tmp_path: Path) -> None:
    queue = Queue(tmp_path)
    waiting = queue.put(new_run(Trigger.API, Scope.CHANGED, now=NOON))

    queue.take(new_run(Trigger.CLI, Scope.CHANGED, now=NOON))

    assert queue.first() == waiting
