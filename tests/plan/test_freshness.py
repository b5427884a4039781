import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedsvc.plan.freshness import Freshness

DAY = 86_400
BOUNDS = Freshness(least=300, most=3600)


@pytest.mark.parametrize(
    ("hours", "seconds"), [(0.1, 300), (1, 360), (5, 1800), (10, 3600), (200, 3600)]
)
def test_a_feed_is_kept_for_a_tenth_of_the_usual_time_between_entries(
    hours: float, seconds: int
) -> None:
    published = [number * hours * 3600 for number in range(30)]

    assert BOUNDS.seconds(published) == seconds


def test_one_long_silence_does_not_change_the_rhythm() -> None:
    published = [0.0, 7200, 14_400, 21_600, 28_800, 28_800 + 60 * DAY]

    assert BOUNDS.seconds(published) == 720


def test_old_entries_do_not_count() -> None:
    rare = [number * 30.0 * DAY for number in range(50)]
    often = [rare[-1] + number * 3600 for number in range(25)]

    assert BOUNDS.seconds([*rare, *often]) == 360


@pytest.mark.parametrize("published", [[], [1.0], [1.0, 1.0], [1.0, 5.0 * DAY]])
def test_few_entries_have_no_rhythm(published: list[float]) -> None:
    assert BOUNDS.seconds(published) == 300


def test_equal_bounds_know_no_rhythm() -> None:
    assert Freshness(least=60, most=60).seconds([0.0, DAY, 2.0 * DAY, 3.0 * DAY]) == 60


@given(st.lists(st.floats(-1e10, 1e10)))
def test_whatever_the_instants_the_bounds_hold(published: list[float]) -> None:
    assert 300 <= BOUNDS.seconds(published) <= 3600
