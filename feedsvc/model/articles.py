"""What files say: articles and rejections."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from feedsvc.model.packing import lightly_pickled


class Role(StrEnum):
    """What a person did for an article."""

    AUTHOR = "author"
    EDITOR = "editor"


@lightly_pickled
@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who wrote or edited an article; ``slug`` names their feed once they have one."""

    name: str
    role: Role = Role.AUTHOR
    email: str | None = None
    uri: str | None = None
    slug: str | None = None


@lightly_pickled
@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A media file of an article; ``length`` in bytes, as RSS demands (0 when unknown).

    ``duration`` is in seconds, ``width`` and ``height`` are in pixels; None when unknown.
    """

    url: str
    media_type: str
    length: int
    duration: int | None = None
    width: int | None = None
    height: int | None = None


@lightly_pickled
@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture: its size in pixels where that is known, and what it shows, in plain text."""

    url: str
    width: int | None = None
    height: int | None = None
    text: str = ""


@lightly_pickled
@dataclass(frozen=True, slots=True, kw_only=True)
class Podcast:
    """What front matter says of an episode for podcast directories; ``duration`` in seconds."""

    author: str | None = None
    image: str | None = None
    explicit: bool | None = None
    duration: int | None = None
    categories: tuple[str, ...] = ()


class Origin(StrEnum):
    """Where an article's date of publication came from."""

    FRONT_MATTER = "front matter"
    PAGE = "page metadata"
    DATELINE = "dateline"
    FILE_NAME = "file name"
    ADOPTED = "adopted feed"
    FIRST_SEEN = "first seen"
    DRAFT = "draft without a date"


@lightly_pickled
@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something odd in a file that did not keep it from becoming an article."""

    line: int | None
    message: str


@lightly_pickled
@dataclass(frozen=True, slots=True, kw_only=True)
class DateSource:
    """A place where a date of publication was looked for, what stood there and what came of it."""

    origin: Origin
    written: str
    verdict: str


@lightly_pickled
@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What one file says.

    ``path`` is relative to the content folder with ``/`` between its parts; ``content`` is safe
    HTML with absolute URLs, ``title`` and ``summary`` are plain text. ``slug`` is the name the
    article proposes for its URL, in any script; ``link`` the publisher's own page for it;
    ``source`` whom a page dump credits; ``image`` the picture that stands for it. ``date_sources``
    tell how the date was found.
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
    image: Picture | None = None
    podcast: Podcast | None = None
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
