"""What happens: runs, and what they decide."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from feedsvc.model.articles import Rejection
from feedsvc.model.feeds import FeedKey


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
    ADMIN = "admin"
    CLI = "cli"


class Scope(StrEnum):
    """What a run looks at: files that changed, or every file and every document anew."""

    CHANGED = "changed"
    EVERYTHING = "everything"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a run is confined to: a feed with its articles, or one article.

    Exactly one of them is there; ``article`` is a path below the content folder.
    """

    feed: FeedKey | None = None
    article: str | None = None

    @property
    def name(self) -> str:
        """What people write for it: ``section:culture/tea``, ``article:tea/green.md``."""
        return f"{self.feed.kind}:{self.feed.slug}" if self.feed else f"article:{self.article}"


class Outcome(StrEnum):
    """How a run stands."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Deed(StrEnum):
    """What somebody does that is kept in the audit; the first two are orders about an entry."""

    WITHDRAW = "withdraw"
    RESTORE = "restore"
    START_RUN = "start-run"
    CANCEL_RUN = "cancel-run"
    CREATE_TOKEN = "create-token"  # noqa: S105 (no secret)
    REVOKE_TOKEN = "revoke-token"  # noqa: S105 (no secret)
    SET_PASSWORD = "set-password"  # noqa: S105 (no secret)
    REMOVE_PASSWORD = "remove-password"  # noqa: S105 (no secret)
    LOG_IN = "log-in"
    LOG_OUT = "log-out"


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
    be gone; ``order`` is what it carries out first, and it then looks at no files; ``target`` is
    what it is confined to, ``who`` asked for it, empty where it was no person; ``folded`` are the
    ids of narrower runs that it takes the place of; ``standing`` is known while it goes on.
    """

    id: str
    trigger: Trigger
    scope: Scope
    outcome: Outcome
    requested_at: datetime
    accept_loss: bool = False
    order: Order | None = None
    target: Target | None = None
    who: str = ""
    folded: tuple[str, ...] = ()
    started_at: datetime | None = None
    finished_at: datetime | None = None
    counts: Counts = Counts()
    timings: tuple[tuple[str, float], ...] = ()
    rejections: tuple[Rejection, ...] = ()
    written: tuple[tuple[str, Reason], ...] = ()
    failure: Failure | None = None
    standing: Standing | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sieve:
    """Which runs somebody wants to see: of an outcome, a trigger, that wrote a document."""

    outcome: Outcome | None = None
    trigger: Trigger | None = None
    wrote: bool = False

    def lets_through(self, run: Run) -> bool:
        """Tell whether it is one of those."""
        return (
            self.outcome in (None, run.outcome)
            and self.trigger in (None, run.trigger)
            and (run.counts.written > 0 or not self.wrote)
        )


EVERY_RUN = Sieve()
