"""Work in other processes: all of it is answered, and what ends a process costs one item."""

import os
import shutil
import signal
import sys
import time
from collections.abc import Iterable, Iterator

import pytest

from feedsvc.errors import WorkerError
from feedsvc.workers import Lost, Workers


@pytest.fixture
def workers() -> Iterator[Workers]:
    pool = Workers(2)
    yield pool
    pool.close()


def answers(found: Iterable[int | Lost[int]]) -> list[int]:
    """Return the answers in order; none may be lost."""
    kept = list(found)
    assert not [each for each in kept if isinstance(each, Lost)]
    return sorted(each for each in kept if isinstance(each, int))


def square(number: int) -> int:
    return number * number


def stumble(number: int) -> int:
    """Do to the process what the number says."""
    while number == 30:
        pass
    if number == 31:
        os.abort()
    if number == 32:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def idle(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def twice(item: bytes) -> bytes:
    return item + item


def process(_: int) -> int:
    return os.getpid()


def refuse(number: int) -> int:
    raise ValueError(f"not {number}")


@pytest.mark.parametrize("count", [0, 1, 15, 16, 17, 500])
def test_every_item_is_answered_once(workers: Workers, count: int) -> None:
    found = answers(workers.map(square, range(count), seconds=10))

    assert found == [number * number for number in range(count)]


def test_endless_work_a_crash_and_a_killed_process_cost_their_own_items(workers: Workers) -> None:
    found = list(workers.map(stumble, range(100), seconds=0.3))

    lost = {each.item: each.reason for each in found if isinstance(each, Lost)}
    assert lost.keys() == {30, 31, 32}
    assert lost[30] == "takes too long"
    assert "status -6" in lost[31]
    assert sorted(each for each in found if isinstance(each, int)) == [
        number for number in range(100) if number not in lost
    ]


def test_waiting_uses_no_processor_time_and_is_not_too_long(workers: Workers) -> None:
    assert list(workers.map(idle, [0.5], seconds=0.1)) == [0.5]


def test_a_process_that_somebody_kills_costs_nothing(workers: Workers) -> None:
    (number,) = answers(workers.map(process, [1], seconds=10))
    os.kill(number, signal.SIGKILL)

    found = answers(workers.map(square, range(40), seconds=10))

    assert found == [number * number for number in range(40)]


def test_processes_are_kept_for_later_work_until_they_are_closed(workers: Workers) -> None:
    (first,) = workers.map(process, [1], seconds=10)
    (second,) = workers.map(process, [1], seconds=10)
    workers.close()
    (third,) = workers.map(process, [1], seconds=10)

    assert first == second != third


def test_large_items_with_large_answers_keep_nobody_waiting(workers: Workers) -> None:
    items = [bytes([number]) * 300_000 for number in range(100)]

    found = [each for each in workers.map(twice, items, seconds=10) if isinstance(each, bytes)]

    assert sorted(found) == [item + item for item in items]


def test_what_a_function_raises_is_raised_here_and_later_work_goes_on(workers: Workers) -> None:
    with pytest.raises(ValueError, match="not"):
        list(workers.map(refuse, range(100), seconds=10))

    assert list(workers.map(square, [3], seconds=10)) == [9]


def test_work_that_is_given_up_leaves_no_answers_behind(workers: Workers) -> None:
    for _ in workers.map(square, range(500), seconds=10):
        break

    assert answers(workers.map(square, [1, 2], seconds=10)) == [1, 4]


def test_a_worker_that_cannot_start_is_an_error_and_no_item_is_blamed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "executable", shutil.which("false"))

    with pytest.raises(WorkerError, match="status 1"):
        list(Workers(1).map(square, [1], seconds=10))


def test_workers_end_with_the_process_that_started_them() -> None:
    pool = Workers(1)
    (number,) = answers(pool.map(process, [1], seconds=10))

    pool.close()

    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)
