"""Requests for the same are one run, and the wider one does the work of the narrower."""

from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from feedsvc.errors import KeyReusedError
from feedsvc.model import Deed, FeedKey, FeedKind, Order, Outcome, Run, Scope, Target, Trigger
from feedsvc.publish.keys import Key
from feedsvc.publish.queue import Queue
from feedsvc.publish.requests import new_run
from tests.conftest import NOON

TEA = Target(feed=FeedKey(kind=FeedKind.TAG, slug="tea"))
COFFEE = Target(feed=FeedKey(kind=FeedKind.TAG, slug="coffee"))
GREEN = Target(article="tea/green.md")


@pytest.fixture
def queue(tmp_path: Path) -> Queue:
    return Queue(tmp_path / "queue")


def wish(
    scope: Scope = Scope.CHANGED,
    target: Target | None = None,
    *,
    accept_loss: bool = False,
    who: str = "",
    after: int = 0,
) -> Run:
    now = NOON + timedelta(seconds=after)
    return new_run(Trigger.API, scope, now=now, target=target, accept_loss=accept_loss, who=who)


def order(deed: Deed = Deed.WITHDRAW, entry_id: str = "urn:x") -> Run:
    wanted = Order(deed=deed, entry_id=entry_id, who="Ann")
    return new_run(Trigger.CLI, Scope.CHANGED, now=NOON, order=wanted)


def key(name: str = "k", *, who: str = "", asked: str = "") -> Key:
    return Key(name=name, who=who, asked=asked)


@pytest.mark.parametrize("target", [TEA, GREEN, None])
def test_equal_targets_are_one_run(queue: Queue, target: Target | None) -> None:
    first = queue.put(wish(target=target))

    assert queue.put(wish(target=target, after=1)) == first
    assert queue.waiting() == (first,)


def test_different_targets_are_served_as_they_came(queue: Queue) -> None:
    runs = [
        queue.put(wish(target=target, after=after))
        for after, target in enumerate((COFFEE, None, GREEN, TEA))
    ]

    assert queue.waiting() == tuple(runs)


def test_everything_takes_the_place_of_all_narrower_ones_but_of_no_order(queue: Queue) -> None:
    narrow = [queue.put(wish(target=target)) for target in (TEA, GREEN, None)]
    first = queue.put(order())

    everything = queue.put(wish(Scope.EVERYTHING))

    assert queue.waiting() == (first, everything)
    assert {queue.find(run.id) for run in narrow} == {everything}


def test_while_everything_waits_nothing_narrower_does(queue: Queue) -> None:
    everything = queue.put(wish(Scope.EVERYTHING))

    assert queue.put(wish(target=TEA)) == everything
    assert queue.put(wish()) == everything
    assert queue.waiting() == (everything,)


def test_what_a_wider_run_swallowed_is_found_through_two_of_them(queue: Queue) -> None:
    narrow = queue.put(wish())
    wider = queue.put(wish(Scope.EVERYTHING))

    widest = queue.put(wish(Scope.EVERYTHING, accept_loss=True))

    assert queue.waiting() == (widest,)
    assert queue.find(narrow.id) == queue.find(wider.id) == widest


def test_nobody_confirms_a_loss_for_somebody_else(queue: Queue) -> None:
    queue.put(wish(Scope.EVERYTHING))

    confirmed = queue.put(wish(accept_loss=True))

    assert confirmed.accept_loss
    assert len(queue.waiting()) == 2


def test_a_request_that_is_cancelled_waits_no_more_and_is_known(queue: Queue) -> None:
    run = queue.put(wish(target=TEA))

    ended = queue.cancel(run.id, who="Ann", now=NOON)

    assert ended is not None
    assert (ended.id, ended.outcome, ended.finished_at) == (run.id, Outcome.CANCELLED, NOON)
    assert ended.failure is not None
    assert ended.failure.message == "cancelled by Ann"
    assert queue.waiting() == ()
    assert queue.find(run.id) == ended


def test_whoever_cancels_a_narrower_run_leaves_the_wider_one_to_others(queue: Queue) -> None:
    narrow, other = queue.put(wish(target=TEA)), queue.put(wish(target=COFFEE))
    wide = queue.put(wish(Scope.EVERYTHING))

    ended = queue.cancel(narrow.id, who="Ann", now=NOON)

    assert ended is not None
    assert ended.id == narrow.id
    assert queue.find(narrow.id) == ended
    (waiting,) = queue.waiting()
    assert (waiting.id, waiting.folded) == (wide.id, (other.id,))
    assert queue.take(waiting).covered == (other,)


def test_what_a_cancelled_run_covered_waits_by_itself(queue: Queue) -> None:
    runs = [queue.put(wish(target=target)) for target in (TEA, GREEN, COFFEE)]
    wide = queue.put(wish(Scope.EVERYTHING))
    queue.cancel(runs[1].id, who="Bob", now=NOON)

    queue.cancel(wide.id, who="Ann", now=NOON)

    assert queue.waiting() == (runs[0], runs[2])
    assert queue.find(runs[0].id) == runs[0]


def test_what_is_taken_takes_along_what_it_covers(queue: Queue) -> None:
    narrow = queue.put(wish(target=TEA))
    wide = queue.put(wish(Scope.EVERYTHING))

    taken = queue.take(wide)

    assert (taken.covered, taken.ended) == ((narrow,), None)
    assert queue.waiting() == ()


def test_a_wider_run_that_comes_before_the_taking_does_not_serve_what_was_taken(
    queue: Queue,
) -> None:
    narrow = queue.put(wish(target=TEA))
    wide = queue.put(wish(Scope.EVERYTHING))
    widest = queue.put(wish(Scope.EVERYTHING, accept_loss=True))

    taken = queue.take(wide)

    assert taken.covered == (narrow,)
    (waiting,) = queue.waiting()
    assert (waiting.id, waiting.folded) == (widest.id, ())


def test_what_is_put_back_waits_under_its_own_id_beside_an_equal_one(queue: Queue) -> None:
    narrow = queue.put(wish(target=TEA))
    taken = queue.take(queue.put(wish(Scope.EVERYTHING)))
    equal = queue.put(wish(target=TEA, after=1))

    queue.put_back(taken.covered)

    (waiting,) = queue.waiting()
    assert (waiting.id, waiting.folded) == (equal.id, (narrow.id,))


def test_equal_orders_are_one_and_others_are_served_as_they_came(queue: Queue) -> None:
    first = queue.put(order())
    other = queue.put(order(entry_id="urn:y"))

    assert queue.put(order()) == first
    back = queue.put(order(Deed.RESTORE))
    again = queue.put(order())

    assert again != first
    assert queue.waiting() == (first, other, back, again)


def test_requests_of_a_version_before_are_served_and_gone(queue: Queue) -> None:
    queue.folder.mkdir()
    run = wish()
    written = TypeAdapter(Run).dump_json(run)
    (queue.folder / "changed-accept-loss.json").write_bytes(written)

    assert queue.first() == run
    queue.take(run)

    assert queue.waiting() == ()


def test_a_wish_to_stop_counts_once(queue: Queue) -> None:
    run = wish()

    assert [queue.ask_to_stop(run, who=who) for who in ("Ann", "Bob")] == [True, False]
    assert queue.wants_stopped(run) == "Ann"


def test_only_a_request_that_waits_can_be_cancelled(queue: Queue) -> None:
    run = queue.put(wish())
    queue.take(run)

    assert queue.cancel(run.id, who="Ann", now=NOON) is None
    assert queue.cancel("nonsense", who="Ann", now=NOON) is None


def test_whoever_takes_a_cancelled_request_is_told(queue: Queue) -> None:
    run = queue.put(wish())
    ended = queue.cancel(run.id, who="Ann", now=NOON)

    assert queue.take(run).ended == ended


def test_what_is_asked_after_a_request_was_cancelled_is_a_new_run(queue: Queue) -> None:
    first = queue.put(wish(target=TEA))
    queue.cancel(first.id, who="Ann", now=NOON)

    second = queue.ask(wish(target=TEA))

    assert second.is_new
    assert queue.waiting() == (second.run,)


def test_a_key_gets_its_run_again_even_once_that_is_taken(queue: Queue) -> None:
    first = queue.ask(wish(target=TEA), key=key())
    queue.take(first.run)

    again = queue.ask(wish(target=TEA, after=3600), key=key())

    assert first.is_new
    assert not again.is_new
    assert again.run.id == first.run.id
    assert queue.waiting() == ()


def test_a_key_stands_for_one_request(queue: Queue) -> None:
    queue.ask(wish(target=TEA), key=key(asked="tea"))

    with pytest.raises(KeyReusedError, match="the key k was used for another request"):
        queue.ask(wish(target=COFFEE), key=key(asked="coffee"))

    assert len(queue.waiting()) == 1


@pytest.mark.parametrize(("hours", "same"), [(23, True), (24, False), (25, False), (100, False)])
def test_a_key_is_remembered_for_a_day(queue: Queue, hours: int, same: bool) -> None:
    first = queue.ask(wish(), key=key())
    queue.take(first.run)

    again = queue.ask(wish(after=hours * 3600), key=key())

    assert (again.run.id == first.run.id) is same


def test_keys_of_two_callers_are_two(queue: Queue) -> None:
    first = queue.ask(wish(target=TEA, who="ci"), key=key(who="ci", asked="tea"))

    second = queue.ask(wish(target=COFFEE, who="desk"), key=key(who="desk", asked="coffee"))

    assert second.is_new
    assert second.run.id != first.run.id


def test_old_keys_leave_nothing_behind(queue: Queue) -> None:
    for hour in range(60):
        queue.take(queue.ask(wish(after=hour * 3600), key=key(f"k{hour}")).run)

    assert len(list((queue.folder / "keys").iterdir())) <= 26


def test_cleaning_up_takes_no_lock_from_anybody(queue: Queue) -> None:
    run = queue.put(wish())

    queue.clean()

    assert (queue.folder / "lock").exists()
    assert queue.waiting() == (run,)
