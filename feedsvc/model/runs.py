"""What happens: runs, and what they decide."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from feedsvc.model.articles import Rejection


class Reason(StrEnum):
    """Why a document was written or kept."""

    NEW = "new"
    BYTES_CHANGED = "bytes-changed"
    SAME_BYTES = "same-bytes"
    FILE_MISSING = "file-missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Whether a document is written, and why."""

    write: bool
    reason: Reason


class Trigger(StrEnum):
    """Who asked for a run."""

    START = "start"
    SCHEDULE = "schedule"
    WATCH = "watch"
    API = "api"
    CLI = "cli"


class Scope(StrEnum):
    """What a run looks at: files that changed, or every file and every document anew."""

    CHANGED = "changed"
    EVERYTHING = "everything"


class Outcome(StrEnum):
    """How a run stands."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class Deed(StrEnum):
    """What somebody does to an entry, whatever its file says."""

    WITHDRAW = "withdraw"
    RESTORE = "restore"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be done to which entry, who wants it, and why."""

    deed: Deed
    entry_id: str
    who: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    """A line of the audit: what somebody did to what, when, and why."""

    at: datetime
    who: str
    deed: Deed
    subject: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What a run did, in numbers: files seen and read, entries, feeds and documents."""

    files: int = 0
    read: int = 0
    added: int = 0
    changed: int = 0
    removed: int = 0
    rejected: int = 0
    feeds: int = 0
    written: int = 0
    kept: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why a run did not succeed: the error's code, what happened and what to do."""

    code: str
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far a run is in one of its rooms: how much of how many steps is done."""

    room: str
    done: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One regeneration, from its request to its outcome.

    ``timings`` are seconds for each room; ``written`` tells why documents were written, the first
    hundred of them; ``accept_loss`` says that somebody confirmed that most articles are meant to
    be gone; ``order`` is what it carries out first, and it then looks at no files; ``standing`` is
    known while it goes on.
    """

    id: str
    trigger: Trigger
    scope: Scope
    outcome: Outcome
    requested_at: datetime
    accept_loss: bool = False
    order: Order | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    counts: Counts = Counts()
    timings: tuple[tuple[str, float], ...] = ()
    rejections: tuple[Rejection, ...] = ()
    written: tuple[tuple[str, Reason], ...] = ()
    failure: Failure | None = None
    standing: Standing | None = None
