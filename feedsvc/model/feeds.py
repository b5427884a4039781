"""What readers get: entries, feeds and documents."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, StrEnum

from feedsvc.model.articles import Enclosure, Origin, Person, Picture, Podcast
from feedsvc.model.packing import lightly_pickled


class FeedKind(StrEnum):
    """What a feed collects."""

    # That of Enum is written in Python, and a run looks up hundreds of thousands of feeds.
    __hash__ = str.__hash__

    ALL = "all"
    SECTION = "section"
    TAG = "tag"
    AUTHOR = "author"
    SAVED = "saved"


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


REFUSED_BELOW = "feeds/"
"""What the path of a rejection begins with that is about a document."""
ENDINGS = tuple(f".{format.extension}" for format in Format)


def refused_document(path: str) -> str | None:
    """Return the path below ``/feeds/`` of the document that a rejection at *path* is about.

    None for a file: there may be a content folder of that name, but no article has such an ending.
    """
    is_document = path.startswith(REFUSED_BELOW) and path.endswith(ENDINGS)
    return path.removeprefix(REFUSED_BELOW) if is_document else None


@lightly_pickled
@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentKey:
    """The identity of a document: a feed in one format, or an *archive* of it (RFC 5005)."""

    feed: FeedKey
    format: Format
    archive: str | None = None

    @property
    def path(self) -> str:
        """The document's path below ``/feeds/`` and below the output folder."""
        if self.archive:
            return f"{archive_path(self.feed, self.archive)}.{self.format.extension}"
        return f"{self.feed.path}.{self.format.extension}"

    @classmethod
    def of(
        cls,
        feed: FeedKey,
        formats: "tuple[Format, ...]" = tuple(Format),
        *,
        archive: str | None = None,
    ) -> "tuple[DocumentKey, ...]":
        """Return the documents that a feed, or an archive of it, has: one in each format."""
        return tuple(cls(feed=feed, format=each, archive=archive) for each in formats)


def archive_path(feed: FeedKey, archive: str) -> str:
    """Return the path of an archive of *feed*, without extension.

    It lies below one folder for all feeds, so that nobody walks through archives on the way to
    what changes.
    """
    return f"archive/{feed.path}/{archive}"


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
    image: Picture | None = None
    podcast: Podcast | None = None
    language: str | None = None


@lightly_pickled
@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """What is left of an entry that readers could see: its id, and when it was taken away."""

    id: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An entry that no archive of its feed has as it is now; ``weight`` is about its bytes.

    One that *is_late* is older than what the feed has archived, because it came or changed since.
    """

    id: str
    published: datetime
    weight: int
    is_late: bool


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
    ``full`` says whether its entries are there with their content or only with their summary;
    ``hub`` is the WebSub hub that tells subscribers of changes.

    An archive (RFC 5005, section 4) has an ``archive_url``, its own address without extension;
    ``previous_url`` and ``next_url`` are those of the archives beside it, the former also that of
    the newest archive in the feed itself.
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
    image: Picture | None = None
    icon: str | None = None
    rights: str = ""
    stylesheet_url: str | None = None
    full: bool = True
    formats: tuple[Format, ...] = tuple(Format)
    archive_url: str | None = None
    previous_url: str | None = None
    next_url: str | None = None
    hub: str | None = None
    tombstones: tuple[Tombstone, ...] = ()
