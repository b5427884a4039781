"""Feeds, and how they are asked for."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from feedsvc.model import FeedKind, Reason
from feedsvc.operations import KEPT_DAYS
from feedsvc.serve.api.shapes.articles import Picture
from feedsvc.serve.api.shapes.words import (
    Answer,
    Asked,
    Day,
    Instant,
    Name,
    Part,
    Rejection,
    digits,
)

_DAYS = 30


class FeedPath(Asked):
    """Which feed."""

    feed: Annotated[Name, Field(json_schema_extra={"example": "all"})]
    """Its path, such as tag/tea, section/culture/tea or all; tag:tea and the address are known,
    too."""


class Span(Asked):
    """How many days are wanted."""

    days: Annotated[int, Field(ge=1, le=KEPT_DAYS), BeforeValidator(digits)] = _DAYS
    """So many days, today among them."""


class Document(Answer):
    """A document of a feed; size and change are null where it is not there."""

    format: str
    path: str
    url: str
    bytes: int | None
    changed_at: Instant | None


class FeedLine(Answer):
    """A feed in a list."""

    key: str
    """Its path, such as tag/tea."""
    label: str
    url: str
    entries: int
    newest: Instant | None
    """When its newest entry was published."""
    changed_at: Instant | None
    """When one of its documents last changed."""
    is_stale: bool
    """Whether its documents are yet to be made anew."""
    documents: list[Document]


class Feeds(Part):
    """Feeds by kind and slug."""

    feeds: list[FeedLine]


class Decision(Answer):
    """Why a run wrote a document."""

    run: str
    at: Instant | None
    path: str
    reason: Reason


class Decisions(Part):
    """Why the last runs wrote the documents of a feed, the newest first."""

    decisions: list[Decision]


class Options(Answer):
    """What is chosen for a feed."""

    limit: int
    title: str
    description: str
    image: Picture | None
    icon: str | None
    rights: str
    ttl: int | None
    """Seconds; null for the rhythm of the feed."""
    language: str | None
    full: bool
    window: int
    """Hours; 0 for none."""
    formats: list[str]
    archives: bool


class Feed(Answer):
    """A feed with what is chosen for it, and what became of it in the last runs."""

    line: FeedLine
    id: str
    created_at: Instant
    options: Options
    archives: int
    decisions: list[Decision]
    refusals: list[Rejection]
    """Documents that the last run did not replace, because they would be invalid."""


class Traffic(Answer):
    """Requests that were answered, how many of them with 304, and the bytes of all bodies."""

    requests: int
    unchanged: int
    sent: int


class Readership(Answer):
    """A hosted reader, and for how many subscribers it says that it asks."""

    reader: str
    subscribers: int


class PollDay(Traffic):
    """How a feed, or all of them, was asked for on a day."""

    day: Day
    formats: dict[str, Traffic]
    subscribers: int
    readers: list[Readership]
    clients: int
    """How many other programs asked."""


class FeedPolls(Traffic):
    """How a feed was asked for in these days."""

    kind: FeedKind
    slug: str
    subscribers: int
    clients: int


class Polls(Answer):
    """How all feeds were asked for: day by day, and feed by feed."""

    days: list[PollDay]
    feeds: list[FeedPolls]


class PollDays(Answer):
    """How a feed was asked for, day by day, the oldest first."""

    days: list[PollDay]
