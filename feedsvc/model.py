"""The words of feedsvc: what rooms hand to each other.

Every type is frozen. Sequences are tuples, URLs are absolute, instants are aware, in UTC and in
whole seconds.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, StrEnum


class Role(StrEnum):
    """What a person did for an article."""

    AUTHOR = "author"
    EDITOR = "editor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who wrote or edited an article; ``slug`` names their feed once they have one."""

    name: str
    role: Role = Role.AUTHOR
    email: str | None = None
    uri: str | None = None
    slug: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A media file of an article; ``length`` in bytes, as RSS demands (0 when unknown)."""

    url: str
    media_type: str
    length: int


class FeedKind(StrEnum):
    """What a feed collects."""

    ALL = "all"
    SECTION = "section"
    TAG = "tag"
    AUTHOR = "author"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedKey:
    """The identity of a feed; a section's slug has one part for each level, divided by ``/``."""

    kind: FeedKind
    slug: str

    @property
    def path(self) -> str:
        """The feed's path below ``/feeds/`` and below the output folder, without extension."""
        return "all" if self.kind is FeedKind.ALL else f"{self.kind}/{self.slug}"


ALL_FEED = FeedKey(kind=FeedKind.ALL, slug="all")


class Format(Enum):
    """A document format, with its file extension, media type and name for people."""

    ATOM = ("atom", "application/atom+xml", "Atom")
    RSS = ("rss", "application/rss+xml", "RSS")
    JSON = ("json", "application/feed+json", "JSON Feed")

    def __init__(self, extension: str, media_type: str, label: str) -> None:
        self.extension = extension
        self.media_type = media_type
        self.label = label


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentKey:
    """The identity of a document: a feed in one format."""

    feed: FeedKey
    format: Format

    @property
    def path(self) -> str:
        """The document's path below ``/feeds/`` and below the output folder."""
        return f"{self.feed.path}.{self.format.extension}"

    @classmethod
    def of(cls, feed: FeedKey) -> "tuple[DocumentKey, ...]":
        """Return the documents that a feed has: one in each format."""
        return tuple(cls(feed=feed, format=each) for each in Format)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The bytes of a feed in one format and when they last changed."""

    key: DocumentKey
    body: bytes
    digest: str
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A section or a tag as feed elements name it.

    ``term`` is the identity: a section's path (``中国品牌/企业党建``), the folded tag. ``label``
    is what people read, ``scheme`` the URL that tells sections from tags.
    """

    kind: FeedKind
    term: str
    label: str
    slug: str
    scheme: str


class Origin(StrEnum):
    """Where an article's date of publication came from."""

    FRONT_MATTER = "front matter"
    PAGE = "page metadata"
    DATELINE = "dateline"
    FILE_NAME = "file name"
    ADOPTED = "adopted feed"
    FIRST_SEEN = "first seen"
    DRAFT = "draft without a date"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something odd in a file that did not keep it from becoming an article."""

    line: int | None
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DateSource:
    """A place where a date of publication was looked for, what stood there and what came of it."""

    origin: Origin
    written: str
    verdict: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What one file says.

    ``path`` is relative to the content folder with ``/`` between its parts; ``content`` is safe
    HTML with absolute URLs, ``title`` and ``summary`` are plain text. ``slug`` is the name the
    article proposes for its URL, in any script; ``link`` the publisher's own page for it;
    ``source`` whom a page dump credits. ``date_sources`` tell how the date was found.
    """

    path: str
    fingerprint: str
    title: str
    content: str
    summary: str
    slug: str
    published: datetime | None = None
    published_origin: Origin | None = None
    updated: datetime | None = None
    expires: datetime | None = None
    draft: bool = False
    section: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    people: tuple[Person, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    language: str | None = None
    link: str | None = None
    stated_id: str | None = None
    site: str | None = None
    breadcrumb: str | None = None
    source: str | None = None
    date_sources: tuple[DateSource, ...] = ()
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """A file that could not become an article, and what its owner can do about it."""

    path: str
    line: int | None
    reason: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the content room made of the files it was given."""

    articles: tuple[Article, ...]
    rejections: tuple[Rejection, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing in a feed: an article completed by the ledger.

    ``updated`` is never before ``published``.
    """

    id: str
    path: str
    slug: str
    url: str
    title: str
    summary: str
    content: str
    published: datetime
    published_origin: Origin
    updated: datetime
    expires: datetime | None = None
    draft: bool = False
    categories: tuple[Category, ...] = ()
    people: tuple[Person, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Glimpse:
    """What a feed has to know of an entry that it holds; a new ``version`` says something else."""

    id: str
    version: str
    updated: datetime
    language: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Predecessor:
    """An entry that readers already have from a feed of old; its article is to go on with it."""

    id: str
    title: str
    fingerprint: str
    link: str | None = None
    published: datetime | None = None
    updated: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed before it has a format and entries.

    ``url`` is its address without extension, which is also its page for people; ``home_url`` is
    what it calls its alternate.
    """

    key: FeedKey
    id: str
    url: str
    home_url: str
    title: str
    subtitle: str
    language: str | None
    updated: datetime


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
    be gone; ``standing`` is known while it goes on.
    """

    id: str
    trigger: Trigger
    scope: Scope
    outcome: Outcome
    requested_at: datetime
    accept_loss: bool = False
    started_at: datetime | None = None
    finished_at: datetime | None = None
    counts: Counts = Counts()
    timings: tuple[tuple[str, float], ...] = ()
    rejections: tuple[Rejection, ...] = ()
    written: tuple[tuple[str, Reason], ...] = ()
    failure: Failure | None = None
    standing: Standing | None = None
