"""Runs are asked for when they are due: real APScheduler, real seconds."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from threading import Event
from zoneinfo import ZoneInfo

import pytest

from feedsvc.model import Appointment, Occasion
from feedsvc.schedule import Timetable
from feedsvc.settings import Schedule

SHANGHAI = ZoneInfo("Asia/Shanghai")
INTERVAL = Occasion.INTERVAL
QUIET = Schedule(interval=0, cron=(), watch=False)


def test_an_interval_asks_again_and_again() -> None:
    asked: list[datetime] = []
    twice = Event()

    def ask() -> None:
        asked.append(datetime.now(UTC))
        if len(asked) == 2:
            twice.set()

    timetable = Timetable(Schedule(interval=1), zone=SHANGHAI, ask=ask)
    timetable.start()
    came = twice.wait(10)
    timetable.stop()

    assert came


@pytest.mark.slow
def test_a_cron_expression_asks_when_its_minute_begins() -> None:
    asked = Event()

    timetable = Timetable(Schedule(interval=0, cron=("* * * * *",)), zone=SHANGHAI, ask=asked.set)
    timetable.start()
    came = asked.wait(70)
    second = datetime.now(UTC).second
    timetable.stop()

    assert came
    assert second < 5


def test_the_end_of_an_embargo_asks_at_its_instant() -> None:
    asked = Event()
    timetable = Timetable(QUIET, zone=SHANGHAI, ask=asked.set)
    timetable.start()

    timetable.note_next_change(datetime.now(UTC) + timedelta(seconds=1))
    early = asked.wait(0.5)
    in_time = asked.wait(5)
    timetable.stop()

    assert (early, in_time) == (False, True)


def test_an_embargo_that_passed_while_nobody_ran_asks_at_once() -> None:
    asked = Event()
    timetable = Timetable(QUIET, zone=SHANGHAI, ask=asked.set)
    timetable.start()

    timetable.note_next_change(datetime.now(UTC) - timedelta(days=400))
    came = asked.wait(5)
    timetable.stop()

    assert came


def test_an_embargo_that_was_lifted_asks_no_more() -> None:
    asked = Event()
    timetable = Timetable(QUIET, zone=SHANGHAI, ask=asked.set)
    timetable.start()
    timetable.note_next_change(datetime.now(UTC) + timedelta(seconds=1))

    timetable.note_next_change(None)
    came = asked.wait(2)
    timetable.stop()

    assert not came


@pytest.mark.parametrize("step", [-86_400.0, 86_400.0])
def test_a_clock_that_is_set_is_asked_about_once_and_planned_by(step: float) -> None:
    asked: list[float] = []
    timetable = Timetable(Schedule(interval=300), zone=SHANGHAI, ask=lambda: asked.append(1))
    timetable.start()

    for offset in (0.0, 0.2, 0.1, step, step + 0.1):
        timetable.look_up(offset=offset)
    timetable.stop()

    assert len(asked) == 1


def test_a_timetable_tells_when_it_asks_next_and_again_when_that_moves() -> None:
    told: list[tuple[Appointment, ...]] = []
    moved = Event()

    def tell(appointments: Sequence[Appointment]) -> None:
        told.append(tuple(appointments))
        if len({each.at for all_ in told for each in all_ if each.occasion is INTERVAL}) > 1:
            moved.set()

    every_day = Schedule(interval=1, cron=("0 6 * * *",))
    before = datetime.now(UTC)
    timetable = Timetable(every_day, zone=SHANGHAI, ask=lambda: None, tell=tell)
    timetable.start()
    timetable.note_next_change(before + timedelta(hours=1))
    came = moved.wait(10)
    timetable.stop()

    assert came
    interval, cron = sorted(told[-1], key=lambda each: each.occasion, reverse=True)
    assert (interval.occasion, interval.detail) == (INTERVAL, "")
    assert abs(interval.at - before) < timedelta(seconds=20)
    assert (cron.occasion, cron.detail, cron.at.hour) == (Occasion.CRON, "0 6 * * *", 22)
