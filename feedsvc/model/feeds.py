"""What readers get: entries, feeds and documents."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, StrEnum

from feedsvc.model.articles import Enclosure, Origin, Person
from feedsvc.model.packing import lightly_pickled


class FeedKind(StrEnum):
    """What a feed collects."""

    # That of Enum is written in Python, and a run looks up hundreds of thousands of feeds.
    __hash__ = str.__hash__

    ALL = "all"
    SECTION = "section"
    TAG = "tag"
    AUTHOR = "author"


@lightly_pickled
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


@lightly_pickled
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


@lightly_pickled
@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A document as last written: its digest, when its bytes last changed, where they divide.

    ``pieces`` are the lengths in bytes of what stands before its entries, between two of them, and
    of each entry.
    """

    digest: str
    changed_at: datetime
    pieces: tuple[int, ...]


@lightly_pickled
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


@lightly_pickled
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
    published: datetime
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


@lightly_pickled
@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed before it has a format and entries.

    ``url`` is its address without extension, which is also its page for people; ``home_url`` is
    what it calls its alternate; ``fresh_seconds`` is how long it may be kept without asking again.
    """

    key: FeedKey
    id: str
    url: str
    home_url: str
    title: str
    subtitle: str
    language: str | None
    updated: datetime
    fresh_seconds: int
