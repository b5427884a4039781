"""How well the site is: what is wrong with files and documents, grouped by its kind."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from feedsvc.catalog import files, index, notices, places, refusals, runs
from feedsvc.catalog.database import Connection
from feedsvc.catalog.places import Totals
from feedsvc.model import Outcome, Rejection, Run, Trigger
from feedsvc.operations.services import Services

_MOST_PLACES = 100
_RECENT_RUNS = 50
_MOST_LISTED = 10_000


class Complaint(StrEnum):
    """What a complaint is about, what costs most first: nothing is lost by a warning."""

    REJECTION = "rejection"
    REFUSAL = "refusal"
    DOCUMENT = "document"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where something is wrong: a path below the content folder, perhaps a line, what is there."""

    path: str
    line: int | None
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What is wrong in the same way in several places; of ``count`` places, the first hundred."""

    kind: Complaint
    reason: str
    hint: str
    count: int
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How well the site is; the groups are sorted by what they cost, then by how many they are.

    ``last_run`` is the last one that ended, ``next_change`` when time alone will change a feed.
    """

    groups: tuple[Group, ...]
    totals: Totals
    rejections: int
    refusals: int
    warnings: int
    last_run: Run | None
    next_change: datetime | None
    is_publishing: bool


_Found = tuple[Complaint, str, int | None, str, str]


def health(services: Services) -> Health:
    """Return how well the site is.

    Raises StorageError if there is no catalog yet, or it cannot be read.
    """
    is_publishing = services.publisher_lock.is_held()
    with services.database.reading() as connection:
        begun = runs.newest(connection, limit=_RECENT_RUNS, without=("rejections", "written"))
        found = list(_complaints(connection, begun))
        count = [each[0] for each in found].count
        return Health(
            groups=_groups(found),
            totals=places.totals(connection),
            rejections=count(Complaint.REJECTION),
            refusals=count(Complaint.REFUSAL) + count(Complaint.DOCUMENT),
            warnings=count(Complaint.WARNING),
            last_run=next((run for run in begun if run.finished_at), None),
            next_change=index.next_change(connection),
            is_publishing=is_publishing,
        )


def _complaints(connection: Connection, begun: tuple[Run, ...]) -> Iterator[_Found]:
    rejected = files.rejections(connection)
    for each in rejected:
        yield _complaint(Complaint.REJECTION, each)
    last = next((run for run in begun if run.outcome is Outcome.SUCCEEDED), None)
    if last:
        kept = runs.rejections(connection, last.id, of_documents=True, limit=_MOST_LISTED)
        yield from (_complaint(Complaint.DOCUMENT, each) for each in kept)
    # What could not even be looked at is known to runs only that looked at all.
    whole = next((run for run in begun if _is_whole(run)), None)
    if whole:
        unseen = runs.rejections(connection, whole.id, of_documents=False, limit=_MOST_LISTED)
        yield from (_complaint(Complaint.REJECTION, each) for each in unseen)
    for each in refusals.known(connection):
        yield _complaint(Complaint.REFUSAL, each)
    for path, notice in notices.every(connection):
        yield Complaint.WARNING, path, notice.line, notice.message, ""


def _is_whole(run: Run) -> bool:
    is_narrow = run.order or (run.target and run.target.article) or run.trigger is Trigger.WATCH
    return run.outcome is Outcome.SUCCEEDED and not is_narrow


def _complaint(kind: Complaint, each: Rejection) -> _Found:
    return kind, each.path, each.line, each.reason, each.hint


def _groups(found: Iterable[_Found]) -> tuple[Group, ...]:
    spots: dict[tuple[Complaint, str, str], list[Spot]] = defaultdict(list)
    for kind, path, line, message, hint in found:
        # What stands before the colon is the same in all of a kind.
        reason, _, detail = message.partition(": ")
        spots[kind, reason, hint].append(Spot(path=path, line=line, detail=detail))
    order = list(Complaint)
    groups = (
        Group(
            kind=kind, reason=reason, hint=hint, count=len(each), spots=tuple(each[:_MOST_PLACES])
        )
        for (kind, reason, hint), each in spots.items()
    )
    return tuple(sorted(groups, key=lambda g: (order.index(g.kind), -g.count, g.reason, g.hint)))
