"""Told once when it begins, once when it is well again; never a flood."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedsvc.model import (
    Counts,
    Failure,
    FeedKey,
    FeedKind,
    Outcome,
    Rejection,
    Run,
    Scope,
    Target,
    Trigger,
)
from feedsvc.notify.notices import (
    FeedsInvalid,
    FeedsValid,
    Notice,
    RejectionsBack,
    RejectionsJumped,
    RunFailed,
    RunRecovered,
)
from feedsvc.notify.policy import Limits, Standing, judge

NOON = datetime(2026, 3, 12, 12, 0, tzinfo=UTC)
LIMITS = Limits(more=10, share=0.2)
WELL = Run(
    id="w",
    trigger=Trigger.SCHEDULE,
    scope=Scope.CHANGED,
    outcome=Outcome.SUCCEEDED,
    requested_at=NOON,
    finished_at=NOON,
)
FAILED = replace(
    WELL, id="f", outcome=Outcome.FAILED, failure=Failure(code="storage", message="no room")
)
STOPPED = replace(FAILED, failure=Failure(code="stopped", message="stopped"))


def invalid(*names: str) -> Run:
    """Return a run that kept these feeds as they were."""
    return rejecting(0, *(f"feeds/{name}.{end}" for name in names for end in ("atom", "rss")))


def rejecting(files: int, *documents: str) -> Run:
    """Return a run that rejected so many files, and these documents."""
    paths = (*(f"{number}.md" for number in range(files)), *documents)
    found = tuple(Rejection(path=path, line=None, reason="bad", hint="mend") for path in paths)
    return replace(WELL, counts=Counts(rejected=len(paths)), rejections=found)


def told(
    *runs: Run, every: timedelta = timedelta(minutes=5), standing: Standing | None = None
) -> list[Notice]:
    """Return what is told of *runs*, one after the other."""
    found: list[Notice] = []
    standing, now = standing or Standing(), NOON
    for run in runs:
        judgement = judge(standing, run, limits=LIMITS, now=now)
        standing, now = judgement.standing, now + every
        found += judgement.notices
    return found


def kinds(*runs: Run, every: timedelta = timedelta(minutes=5)) -> list[type]:
    return [type(each) for each in told(*runs, every=every)]


class TestRuns:
    def test_runs_that_go_well_are_nothing_to_tell(self) -> None:
        assert told(*[WELL] * 50) == []

    def test_a_thousand_failures_are_one_message_and_their_end_another(self) -> None:
        first, last = told(WELL, *[FAILED] * 1000, WELL, WELL)

        assert first == RunFailed(at=NOON + timedelta(minutes=5), run="f", failure=FAILED.failure)  # type: ignore[arg-type]
        assert isinstance(last, RunRecovered)
        assert last.failed == 1000

    @pytest.mark.parametrize(
        "confined",
        [
            replace(WELL, target=Target(feed=FeedKey(kind=FeedKind.TAG, slug="tea"))),
            replace(WELL, outcome=Outcome.CANCELLED),
            replace(WELL, outcome=Outcome.QUEUED),
        ],
    )
    def test_a_run_that_looked_at_little_does_not_say_that_all_is_well(self, confined: Run) -> None:
        assert kinds(FAILED, confined, FAILED, WELL) == [RunFailed, RunRecovered]

    def test_a_publisher_that_was_stopped_once_is_no_news_but_one_that_keeps_dying_is(self) -> None:
        assert kinds(STOPPED, WELL, STOPPED, WELL) == []
        assert kinds(STOPPED, STOPPED, STOPPED, WELL) == [RunFailed, RunRecovered]

    @pytest.mark.parametrize(
        "small",
        [
            replace(WELL, trigger=Trigger.WATCH),
            replace(WELL, target=Target(feed=FeedKey(kind=FeedKind.TAG, slug="tea"))),
        ],
    )
    def test_a_publisher_killed_in_every_large_run_is_told_whatever_small_ones_do(
        self, small: Run
    ) -> None:
        found = kinds(STOPPED, small, STOPPED, small, STOPPED, small, WELL)

        assert found == [RunFailed, RunRecovered]

    def test_a_publisher_killed_in_every_run_for_everything_is_told_in_spite_of_ordinary_ones(
        self,
    ) -> None:
        killed = replace(STOPPED, scope=Scope.EVERYTHING)
        everything = replace(WELL, scope=Scope.EVERYTHING)

        assert kinds(killed, WELL, WELL, killed, WELL) == [RunFailed, RunRecovered]
        assert kinds(killed, WELL, everything, killed, WELL) == []

    def test_what_comes_and_goes_is_told_six_times_an_hour_and_then_what_is_true(self) -> None:
        often = [FAILED, WELL] * 30

        noisy = kinds(*often, every=timedelta(minutes=1))
        later = kinds(*often, *[FAILED] * 2, every=timedelta(minutes=1))

        assert noisy == [RunFailed, RunRecovered] * 3
        assert later == [RunFailed, RunRecovered] * 3 + [RunFailed]


class TestFeeds:
    def test_five_hundred_feeds_are_one_message_that_names_ten(self) -> None:
        (notice,) = told(WELL, *[invalid(*(f"tag/t{number:03}" for number in range(500)))] * 3)

        assert isinstance(notice, FeedsInvalid)
        assert (notice.count, notice.total) == (500, 500)
        assert notice.feeds == tuple(f"tag/t00{number}" for number in range(10))

    def test_each_is_told_once_and_once_that_it_is_valid_again(self) -> None:
        found = told(invalid("a"), invalid("a", "b"), invalid("a", "b"), invalid("b"), WELL)

        said = [(type(each), each.feeds, each.total) for each in found]  # type: ignore[union-attr]
        assert said == [
            (FeedsInvalid, ("a",), 1),
            (FeedsInvalid, ("b",), 2),
            (FeedsValid, ("a",), 1),
            (FeedsValid, ("b",), 0),
        ]

    def test_feeds_that_fall_one_by_one_are_told_together_in_the_end(self) -> None:
        falling = [invalid(*(f"t{n:03}" for n in range(1, count))) for count in range(2, 100)]

        found = told(*falling, *[falling[-1]] * 61, every=timedelta(minutes=1))

        assert len(found) < 20
        assert sum(each.count for each in found if isinstance(each, FeedsInvalid)) == 98

    def test_an_article_in_a_folder_called_feeds_is_no_feed(self) -> None:
        assert told(rejecting(0, "feeds/a.md")) == []

    def test_a_failed_run_says_nothing_of_feeds(self) -> None:
        assert kinds(invalid("a"), FAILED, invalid("a")) == [FeedsInvalid, RunFailed, RunRecovered]

    def test_there_may_be_more_feeds_than_anybody_counts(self) -> None:
        many = invalid(*(f"t{number}" for number in range(12_000)))

        assert kinds(many, many, many) == [FeedsInvalid]


class TestRejections:
    def test_the_first_run_is_what_others_are_compared_with(self) -> None:
        assert told(rejecting(500), rejecting(500)) == []

    def test_a_jump_is_told_once_with_examples_and_once_that_it_is_over(self) -> None:
        jumped, back = told(rejecting(2), rejecting(40), rejecting(40), rejecting(3), rejecting(3))

        assert isinstance(jumped, RejectionsJumped)
        assert (jumped.rejected, jumped.before, len(jumped.examples)) == (40, 2, 5)
        assert isinstance(back, RejectionsBack)
        assert (back.rejected, back.before) == (3, 40)

    @pytest.mark.parametrize(("before", "after"), [(0, 9), (100, 119), (5, 14)])
    def test_a_few_more_or_a_small_share_more_are_none(self, before: int, after: int) -> None:
        assert told(rejecting(before), rejecting(after)) == []

    @pytest.mark.parametrize(("before", "after"), [(0, 10), (100, 120), (5, 15)])
    def test_both_together_are_one(self, before: int, after: int) -> None:
        assert kinds(rejecting(before), rejecting(after)) == [RejectionsJumped]

    def test_a_second_jump_is_told_as_well(self) -> None:
        found = told(rejecting(0), rejecting(20), rejecting(60))

        assert [each.before for each in found] == [0, 20]  # type: ignore[union-attr]

    def test_a_run_that_saw_one_file_does_not_say_that_it_is_over(self) -> None:
        saved = replace(rejecting(0), trigger=Trigger.WATCH)

        assert kinds(rejecting(0), rejecting(30), saved) == [RejectionsJumped]

    def test_documents_are_no_files(self) -> None:
        names = (f"feeds/t{number}.atom" for number in range(50))

        assert kinds(rejecting(0), rejecting(0, *names)) == [FeedsInvalid]

    def test_it_can_be_switched_off(self) -> None:
        off, standing = Limits(more=0, share=0), Standing(good=0)

        assert judge(standing, rejecting(999), limits=off, now=NOON).notices == ()


RUNS = st.lists(
    st.sampled_from([WELL, FAILED, STOPPED, invalid("a"), invalid("b"), rejecting(50)]),
    max_size=60,
)


@given(RUNS)
def test_of_each_subject_no_more_than_six_messages_come_in_an_hour(runs: list[Run]) -> None:
    found = told(*runs, every=timedelta(seconds=59))

    for subject in ((RunFailed, RunRecovered), (FeedsInvalid, FeedsValid)):
        assert sum(isinstance(each, subject) for each in found) <= 6


@given(RUNS)
def test_beginnings_and_ends_take_turns(runs: list[Run]) -> None:
    said = [type(each) for each in told(*runs) if isinstance(each, RunFailed | RunRecovered)]

    assert said == ([RunFailed, RunRecovered] * len(said))[: len(said)]


@given(RUNS)
def test_once_all_is_well_for_long_admins_know(runs: list[Run]) -> None:
    standing, now = Standing(), NOON
    for run in (*runs, *[WELL] * 70):
        standing = judge(standing, run, limits=LIMITS, now=now).standing
        now += timedelta(minutes=1)

    assert not standing.failure_told
    assert standing.invalid == ()
    assert standing.jumped is None
