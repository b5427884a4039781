"""Which archives close, and what they are called: from the entries alone."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from feedsvc.model import Waiting
from feedsvc.plan.archives import closings

START = datetime(2020, 1, 15, tzinfo=UTC)


def waiting(*days: int, weight: int = 100, late: int = 0) -> list[Waiting]:
    """Return entries of so many days after the start; the first *late* of them came late."""
    return [
        Waiting(
            id=f"urn:{number:04}",
            published=START + timedelta(days=day),
            weight=weight,
            is_late=number < late,
        )
        for number, day in enumerate(sorted(days))
    ]


def closed(
    entries: list[Waiting], *, limit: int, name: str | None = None
) -> list[tuple[str, str, int]]:
    return [
        (each.name, each.next_name, each.entries)
        for each in closings(entries, limit=limit, name=name)
    ]


def test_a_month_that_is_over_closes_when_it_is_worth_a_document() -> None:
    entries = waiting(0, 1, 2, 30, 31, 60)

    assert closed(entries, limit=4) == [("2020-01", "2020-02", 3), ("2020-02", "2020-03", 2)]


def test_small_months_share_an_archive() -> None:
    assert closed(waiting(0, 30, 60, 90), limit=6) == [("2020-01", "2020-04", 3)]


def test_a_month_that_goes_on_closes_in_parts() -> None:
    entries = waiting(*[0] * 9)

    assert closed(entries, limit=4) == [("2020-01", "2020-01-2", 4), ("2020-01-2", "2020-01-3", 4)]


def test_large_entries_make_small_archives() -> None:
    entries = waiting(*[0] * 5, weight=900_000)

    assert [taken for *_, taken in closed(entries, limit=50)] == [2, 2]


def test_an_archive_has_the_name_that_the_one_before_it_announced() -> None:
    entries = waiting(60, 61, 120)

    assert closed(entries, limit=4, name="2020-02") == [("2020-02", "2020-05", 2)]


def test_what_came_late_names_no_archive_after_its_own_month() -> None:
    entries = waiting(-900, -600, 30, 60, late=2)

    assert closed(entries, limit=4, name="2020-02") == [("2020-02", "2020-02-2", 2)]


@given(
    st.lists(st.integers(0, 400), max_size=120),
    st.integers(1, 20),
    st.integers(0, 5),
    st.sampled_from([None, "2019-12", "2020-01-7"]),
)
def test_archives_hold_each_entry_once_and_leave_fewer_than_fit(
    days: list[int], limit: int, late: int, name: str | None
) -> None:
    entries = waiting(*days, late=late)

    found = closed(entries, limit=limit, name=name)

    taken = [each for *_, each in found]
    assert all(0 < each <= limit for each in taken)
    assert len(entries) - sum(taken) <= limit
    names = [each for each, *_ in found]
    assert len(set(names)) == len(names)
    assert [following for _, following, _ in found][:-1] == names[1:]
    assert all(following not in names[: place + 1] for place, (_, following, _) in enumerate(found))


@given(st.lists(st.integers(0, 400), max_size=80), st.integers(1, 10))
def test_entries_that_come_later_change_no_archive_that_closed(days: list[int], limit: int) -> None:
    entries = waiting(*days)

    for number in range(len(entries)):
        before = closed(entries[:number], limit=limit)
        assert closed(entries, limit=limit)[: len(before)] == before
