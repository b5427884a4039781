from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedsvc.access.uses import Uses
from tests.access.conftest import NOW
from tests.access.processes import PROCESSES, at_once, flat

ID = "0123456789abcdef"


def allowed(uses: Uses, tries: int, after: float = 0) -> int:
    at = NOW + timedelta(seconds=after)
    return sum(uses.note(ID, now=at) == 0 for _ in range(tries))


def test_a_minute_has_as_many_uses_as_the_limit_says(state: Path) -> None:
    uses = Uses(state, per_minute=60)

    assert allowed(uses, 100) == 60
    assert uses.note(ID, now=NOW) == 1


def test_whoever_waits_as_told_is_let_in_and_no_faster(state: Path) -> None:
    uses = Uses(state, per_minute=6)
    allowed(uses, 6)

    wait = uses.note(ID, now=NOW)

    assert wait == 10
    assert allowed(uses, 5, after=wait - 1) == 0
    assert allowed(uses, 5, after=wait) == 1


def test_after_a_quiet_minute_all_is_as_at_first(state: Path) -> None:
    uses = Uses(state, per_minute=60)
    allowed(uses, 60)

    assert allowed(uses, 100, after=60) == 60


def test_tokens_do_not_use_up_the_limit_of_each_other(state: Path) -> None:
    uses = Uses(state, per_minute=5)
    allowed(uses, 10)

    assert uses.note("another", now=NOW) == 0


def test_a_clock_that_is_set_back_locks_nobody_out(state: Path) -> None:
    uses = Uses(state, per_minute=5)
    allowed(uses, 10, after=86_400)

    assert allowed(uses, 10) == 5


def test_a_refused_use_is_not_the_last_one(state: Path) -> None:
    uses = Uses(state, per_minute=1)
    allowed(uses, 1)

    allowed(uses, 1, after=5)

    assert uses.last(ID) == NOW


def test_where_nothing_can_be_noted_a_token_still_works(state: Path) -> None:
    state.write_text("in the way")
    uses = Uses(state)

    assert uses.note(ID, now=NOW) == 0
    assert uses.last(ID) is None
    uses.forget(ID)


@given(st.binary(max_size=40))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_the_file_holds_a_token_works(state: Path, body: bytes) -> None:
    state.mkdir(exist_ok=True)
    (state / ID).write_bytes(body)
    uses = Uses(state, per_minute=2)

    uses.last(ID)
    for _ in range(3):
        uses.note(ID, now=NOW)

    assert (state / ID).stat().st_size in (16, len(body))


def use_often(_number: int, state: Path) -> list[int]:
    uses = Uses(state, per_minute=6_000)
    return [uses.note(ID, now=NOW) for _ in range(3_000)]


@pytest.mark.slow
def test_processes_together_have_the_limit_of_one(state: Path) -> None:
    waits = flat(at_once(use_often, state))

    assert len(waits) == PROCESSES * 3_000
    assert waits.count(0) == 6_000
