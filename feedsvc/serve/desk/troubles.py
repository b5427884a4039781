"""What is wrong, and how badly: what has to be seen before anything else."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from feedsvc.model import Outcome, Run
from feedsvc.operations import Complaint, Health


class Kind(StrEnum):
    """What may be wrong."""

    NO_PUBLISHER = "no-publisher"
    RUN_FAILED = "run-failed"
    DOCUMENTS_KEPT = "documents-kept"
    REFUSALS = "refusals"
    REJECTIONS = "rejections"
    NOTHING_SHOWN = "nothing-shown"
    NOT_MADE = "not-made"
    WARNINGS = "warnings"


class Weight(StrEnum):
    """How bad it is: readers miss something, some article is not there, or nothing is lost."""

    BAD = "bad"
    WARN = "warn"
    IDLE = "idle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Something that is wrong: in how many places, and in which run where it is one."""

    kind: Kind
    weight: Weight
    count: int = 0
    run: Run | None = None


def troubles(health: Health | None, *, is_publishing: bool, is_running: bool) -> list[Trouble]:
    """Return what is wrong, the worst first; *health* is None while there is no catalog yet."""
    order = list(Weight)
    found = [*_troubles(health, is_publishing=is_publishing, is_running=is_running)]
    return sorted(found, key=lambda each: order.index(each.weight))


def _troubles(health: Health | None, *, is_publishing: bool, is_running: bool) -> Iterator[Trouble]:
    if not is_publishing:
        yield Trouble(kind=Kind.NO_PUBLISHER, weight=Weight.BAD)
    if health is None:
        return
    last = health.last_run
    if last and last.outcome is Outcome.FAILED:
        yield Trouble(kind=Kind.RUN_FAILED, weight=Weight.BAD, run=last)
    if kept := sum(group.count for group in health.groups if group.kind is Complaint.DOCUMENT):
        yield Trouble(kind=Kind.DOCUMENTS_KEPT, weight=Weight.BAD, count=kept)
    if refused := health.refusals - kept:
        yield Trouble(kind=Kind.REFUSALS, weight=Weight.BAD, count=refused)
    if health.totals.articles and not health.totals.visible:
        yield Trouble(kind=Kind.NOTHING_SHOWN, weight=Weight.WARN)
    if health.rejections:
        yield Trouble(kind=Kind.REJECTIONS, weight=Weight.WARN, count=health.rejections)
    if health.totals.stale and not is_running:
        yield Trouble(kind=Kind.NOT_MADE, weight=Weight.WARN, count=health.totals.stale)
    if health.warnings:
        yield Trouble(kind=Kind.WARNINGS, weight=Weight.IDLE, count=health.warnings)
