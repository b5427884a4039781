"""Who has to hear what: what a run says beside what admins believe. Nothing is told twice."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from feedsvc.model import REFUSED_BELOW, Outcome, Rejection, Run, Scope, Trigger, refused_document
from feedsvc.notify.notices import (
    FeedsInvalid,
    FeedsValid,
    Notice,
    RejectionsBack,
    RejectionsJumped,
    RunFailed,
    RunRecovered,
)

# Of each subject so many messages in so long; then silence until what is true can be told.
_MOST = 6
_SPAN = timedelta(hours=1)
_RUNS, _FEEDS, _REJECTIONS = "runs", "feeds", "rejections"

_NAMED = 10
_EXAMPLES = 5
# Beyond that nobody needs to be told which.
_MOST_FEEDS = 10_000
# A publisher that is stopped once was stopped by somebody; twice, something kills it.
_STOPPED = "stopped"
_ACCIDENTS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a jump of rejections is: so many more, and by that share more than before.

    No number of them is one if ``more`` is 0.
    """

    more: int
    share: float

    def are_passed(self, rejected: int, before: int) -> bool:
        """Tell whether it is a jump from *before* to *rejected*."""
        rise = rejected - before
        return 0 < self.more <= rise and rise >= self.share * before


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How things stand, and what admins were told of it.

    ``failing_since`` and ``failed`` are of the failures since the last run that was well, and
    ``failure_told`` says whether admins know; ``stops`` counts runs that were cut short since one
    went well that looked at all files, ``whole_stops`` those for everything since such a one did.
    ``invalid`` are the feeds that they believe to be invalid. ``good`` is how many files the last
    good run rejected, ``jumped`` how many they were told are, if that is too many. ``told`` has the
    subject and the instant of each message of the last hour.
    """

    failing_since: datetime | None = None
    failed: int = 0
    failure_told: bool = False
    stops: int = 0
    whole_stops: int = 0
    invalid: tuple[str, ...] = ()
    good: int | None = None
    jumped: int | None = None
    told: tuple[tuple[str, datetime], ...] = ()

    def may_tell(self, subject: str, now: datetime) -> bool:
        """Whether another message about *subject* would not be too many."""
        recent = [at for about, at in self.told if about == subject and now - at < _SPAN]
        return len(recent) < _MOST

    def having_told(self, subject: str, now: datetime) -> "Standing":
        """Return this standing after one more message."""
        recent = (each for each in self.told if now - each[1] < _SPAN)
        return replace(self, told=(*recent, (subject, now)))


@dataclass(frozen=True, slots=True)
class Judgement:
    """How things stand after a run, and what has to be told."""

    standing: Standing
    notices: tuple[Notice, ...] = ()

    def telling(self, subject: str, notice: Notice) -> "Judgement":
        """Return this judgement with another notice."""
        standing = self.standing.having_told(subject, notice.at)
        return Judgement(standing, (*self.notices, notice))


def judge(standing: Standing, run: Run, *, limits: Limits, now: datetime) -> Judgement:
    """Return how things stand after *run* has ended, and what admins have to be told."""
    judgement = Judgement(standing)
    if run.outcome is Outcome.FAILED:
        return _failed(judgement, run, now)
    if run.outcome is not Outcome.SUCCEEDED:
        return judgement
    judgement = _recovered(judgement, run, now)
    judgement = _feeds(judgement, run, now)
    return _rejections(judgement, run, limits, now)


def _failed(judgement: Judgement, run: Run, now: datetime) -> Judgement:
    standing, failure = judgement.standing, run.failure
    if failure is None:
        return judgement
    if failure.code == _STOPPED:
        if run.scope is Scope.EVERYTHING:
            standing = replace(standing, whole_stops=(stops := standing.whole_stops + 1))
        else:
            standing = replace(standing, stops=(stops := standing.stops + 1))
        if stops < _ACCIDENTS:
            return Judgement(standing)
    standing = replace(
        standing,
        failing_since=standing.failing_since or run.finished_at or now,
        failed=standing.failed + 1,
    )
    if standing.failure_told or not standing.may_tell(_RUNS, now):
        return Judgement(standing)
    told = Judgement(replace(standing, failure_told=True))
    return told.telling(_RUNS, RunFailed(at=now, run=run.id, failure=failure))


def _recovered(judgement: Judgement, run: Run, now: datetime) -> Judgement:
    standing = judgement.standing
    # What kills a publisher is in large runs as a rule: small ones between them say nothing of it.
    if not _is_narrow(run):
        is_everything = run.scope is Scope.EVERYTHING
        standing = replace(
            standing, stops=0, whole_stops=0 if is_everything else standing.whole_stops
        )
    keeps_dying = standing.stops >= _ACCIDENTS
    # An order looks at no files and a target at few: that they go well says nothing of the rest.
    if standing.failing_since is None or run.order or run.target or keeps_dying:
        return Judgement(standing, judgement.notices)
    well = replace(standing, failing_since=None, failed=0, failure_told=False)
    if not standing.failure_told:
        return Judgement(well, judgement.notices)
    if not standing.may_tell(_RUNS, now):
        return Judgement(standing, judgement.notices)
    since, failed = standing.failing_since, standing.failed
    notice = RunRecovered(at=now, run=run.id, since=since, failed=failed)
    return Judgement(well, judgement.notices).telling(_RUNS, notice)


def _is_narrow(run: Run) -> bool:
    """Tell whether a run looks at those files alone that somebody named or saved."""
    return bool(run.target or run.order or run.trigger is Trigger.WATCH)


def _feeds(judgement: Judgement, run: Run, now: datetime) -> Judgement:
    reasons = {_feed(each.path): each.reason for each in _documents(run.rejections)}
    known = set(judgement.standing.invalid)
    new, well = sorted(reasons.keys() - known), sorted(known - reasons.keys())
    is_full = len(known) >= _MOST_FEEDS
    if new and not is_full and judgement.standing.may_tell(_FEEDS, now):
        known |= set(new)
        notice = FeedsInvalid(
            at=now,
            run=run.id,
            feeds=tuple(new[:_NAMED]),
            count=len(new),
            total=len(reasons),
            reason=reasons[new[0]],
        )
        judgement = _believing(judgement, known).telling(_FEEDS, notice)
    if well and judgement.standing.may_tell(_FEEDS, now):
        known -= set(well)
        named = tuple(well[:_NAMED])
        valid = FeedsValid(at=now, run=run.id, feeds=named, count=len(well), total=len(reasons))
        judgement = _believing(judgement, known).telling(_FEEDS, valid)
    return judgement


def _believing(judgement: Judgement, invalid: Iterable[str]) -> Judgement:
    kept = tuple(sorted(invalid)[:_MOST_FEEDS])
    return Judgement(replace(judgement.standing, invalid=kept), judgement.notices)


def _rejections(judgement: Judgement, run: Run, limits: Limits, now: datetime) -> Judgement:
    standing = judgement.standing
    of_documents = len(_documents(run.rejections))
    rejected = run.counts.rejected - of_documents
    # Files that cannot even be looked at are known to those runs only that look at all.
    is_whole = not _is_narrow(run)
    if standing.good is None:
        good = rejected if is_whole else None
        return Judgement(replace(standing, good=good), judgement.notices)
    if limits.are_passed(rejected, standing.jumped or standing.good):
        if not standing.may_tell(_REJECTIONS, now):
            return judgement
        notice = RejectionsJumped(
            at=now,
            run=run.id,
            rejected=rejected,
            before=standing.jumped or standing.good,
            examples=_articles(run.rejections)[:_EXAMPLES],
        )
        jumped = replace(standing, jumped=rejected)
        return Judgement(jumped, judgement.notices).telling(_REJECTIONS, notice)
    if not is_whole or limits.are_passed(rejected, standing.good):
        return judgement
    back = replace(standing, good=rejected, jumped=None)
    if standing.jumped is None:
        return Judgement(back, judgement.notices)
    if not standing.may_tell(_REJECTIONS, now):
        return judgement
    well = RejectionsBack(at=now, run=run.id, rejected=rejected, before=standing.jumped)
    return Judgement(back, judgement.notices).telling(_REJECTIONS, well)


def _documents(rejections: Iterable[Rejection]) -> tuple[Rejection, ...]:
    return tuple(each for each in rejections if refused_document(each.path))


def _articles(rejections: Iterable[Rejection]) -> tuple[Rejection, ...]:
    return tuple(each for each in rejections if not refused_document(each.path))


def _feed(path: str) -> str:
    """Return what a feed is called, whose document is at *path*: ``tag/tea``."""
    return path.removeprefix(REFUSED_BELOW).rpartition(".")[0]
