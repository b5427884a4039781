"""Articles and entries, and why they are in feeds."""

from pydantic import Field

from feedsvc.model import FeedKind, Origin, Role
from feedsvc.operations import State, Why
from feedsvc.serve.api.shapes.words import (
    Answer,
    Asked,
    Instant,
    Name,
    Optionally,
    Page,
    Part,
    Rejection,
    Text,
)


class ArticlePath(Asked):
    """Which article."""

    article: Name
    """The id of an article, its file in the content folder, its slug, or the address of its
    page."""


class Search(Page):
    """Which articles are wanted."""

    q: Text = ""
    """Words that all stand in the title, the file or the address."""


class Expected(Asked):
    """In which feeds somebody expects the article."""

    expected: list[Name] = Field(default_factory=list)
    """Feeds to be judged beside those in which it is or might be, such as tag:tea."""


class Reasoned(Optionally):
    """Why something is done."""

    reason: Text = ""
    """Why, for the audit."""


class Category(Answer):
    """A section or a tag of an entry."""

    kind: FeedKind
    term: str
    label: str
    slug: str
    scheme: str


class Person(Answer):
    """Somebody who wrote or edited an article."""

    name: str
    role: Role
    email: str | None
    uri: str | None
    slug: str | None


class Enclosure(Answer):
    """A media file: its length in bytes, its duration in seconds, its size in pixels."""

    url: str
    media_type: str
    length: int
    duration: int | None
    width: int | None
    height: int | None


class Picture(Answer):
    """A picture: its size in pixels where that is known, and what it shows."""

    url: str
    width: int | None
    height: int | None
    text: str


class Podcast(Answer):
    """What an episode says for podcast directories."""

    author: str | None
    image: str | None
    explicit: bool | None
    duration: int | None
    categories: list[str]


class Entry(Answer):
    """An article as readers get it, but for its content."""

    id: str
    path: str
    slug: str
    url: str
    title: str
    summary: str
    published: Instant
    published_origin: Origin
    updated: Instant
    expires: Instant | None
    draft: bool
    categories: list[Category]
    people: list[Person]
    enclosures: list[Enclosure]
    image: Picture | None
    podcast: Podcast | None
    language: str | None


class Entries(Part):
    """Entries of a feed, the newest first."""

    entries: list[Entry]


class ArticleLine(Answer):
    """An article in a list: in how many feeds it stands, how many warnings it has."""

    id: str
    path: str
    title: str
    url: str
    published: Instant
    updated: Instant
    state: State
    feeds: int
    warnings: int


class Articles(Part):
    """Articles, the newest first."""

    articles: list[ArticleLine]


class Withdrawal(Answer):
    """Who took an article back, when, and why."""

    at: Instant
    who: str
    reason: str


class Withdrawn(Answer):
    """An article that is withdrawn."""

    id: str
    title: str | None
    """Null where nothing is known of it any more."""
    at: Instant
    who: str
    reason: str


class AllWithdrawn(Part):
    """The articles that are withdrawn, those of late first."""

    withdrawn: list[Withdrawn]


class Notice(Answer):
    """Something odd in a file that did not keep it from becoming an article."""

    line: int | None
    message: str


class Verdict(Answer):
    """Whether a feed's documents hold an article, and why."""

    feed: str
    """The path of the feed, such as tag/tea."""
    label: str
    is_in: bool
    why: Why
    message: str
    """The same in a sentence."""
    at: Instant | None
    """The instant that matters."""
    limit: int | None
    """How many entries the feed shows."""
    newer: int | None
    """How many of its entries are newer."""
    marks: list[str]
    """What the article lacks, or has and must not have."""
    is_archived: bool


class Article(Answer):
    """All that is known of an article."""

    id: str | None
    path: str | None
    """Its file; null if none holds it any more."""
    entry: Entry | None
    state: State | None
    """Whether readers may see it."""
    withdrawal: Withdrawal | None
    rejection: Rejection | None
    """Why its file, as it is now, is no article."""
    refusal: Rejection | None
    """Why it would break the feeds that hold it."""
    warnings: list[Notice]
    verdicts: list[Verdict]
