"""What a process counted in a while, on one day, as it is added up and handed on."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Literal, NamedTuple

from pydantic import ConfigDict, Field, TypeAdapter

from feedsvc.model import Format
from feedsvc.polls.clients import MOST, RANGE, smallest

# The feed that stands for all of them, where clients are counted once.
WHOLE_SITE = ""
# Who makes up readers shall not fill the disk: of one feed on one day no more are kept.
MOST_READERS = 100
# Who makes up clients shall not fill the memory: of all feeds together no more are kept.
MOST_HASHES = 200_000
_EXTENSIONS = frozenset(format.extension for format in Format)

_Path = Annotated[
    str, Field(max_length=5000, pattern=r"^(?:all|(?:section|tag|author|saved)/[a-z0-9/-]+)$")
]
_Number = Annotated[int, Field(ge=0, lt=1 << 62)]
_Hash = Annotated[int, Field(ge=0, lt=RANGE)]
_Text = Annotated[str, Field(max_length=100)]


class Document(NamedTuple):
    """A document that was asked for: the path of its feed, and its extension."""

    feed: _Path
    extension: _Text


class Subscription(NamedTuple):
    """A feed as a hosted reader knows it: *id* is what it calls it, or how it gets it."""

    feed: _Path
    reader: _Text
    id: _Text


class Asked(NamedTuple):
    """How often a document was asked for, how often it had not changed, the bytes of bodies."""

    requests: _Number = 0
    unchanged: _Number = 0
    sent: _Number = 0


class Stated(NamedTuple):
    """A number of subscribers, and when it was stated, in seconds since 1970."""

    at: _Number
    subscribers: _Number


@dataclass(slots=True)
class Tally:
    """Counts of one day, which grow; ``clients`` are hashes, of each feed and of the whole site."""

    day: date
    asked: dict[Document, Asked] = field(default_factory=dict)
    stated: dict[Subscription, Stated] = field(default_factory=dict)
    clients: dict[str, set[int]] = field(default_factory=dict)
    _readers: dict[str, int] = field(default_factory=dict, compare=False)
    _hashes: int = field(default=0, compare=False)

    def ask(self, document: Document, asked: Asked) -> None:
        """Add requests for a document."""
        before = self.asked.get(document, Asked())
        self.asked[document] = Asked(
            before.requests + asked.requests,
            before.unchanged + asked.unchanged,
            before.sent + asked.sent,
        )

    def state(self, subscription: Subscription, stated: Stated) -> None:
        """Keep the newest number; of too many readers of a feed the first stay."""
        known = self.stated.get(subscription)
        if known is None:
            count = self._readers.get(subscription.feed, 0)
            if count >= MOST_READERS:
                return
            self._readers[subscription.feed] = count + 1
        elif known > stated:
            return
        self.stated[subscription] = stated

    def see(self, feed: str, hashes: Iterable[int]) -> None:
        """Add clients of *feed*; of too many in all feeds together the first stay."""
        if self._hashes >= MOST_HASHES:
            return
        seen = self.clients.setdefault(feed, set())
        before = len(seen)
        seen.update(hashes)
        if len(seen) > 2 * MOST:
            seen = self.clients[feed] = set(smallest(seen))
        self._hashes += len(seen) - before

    def add(self, other: "Tally") -> None:
        """Add all that another tally of the same day counted."""
        for document, asked in other.asked.items():
            self.ask(document, asked)
        for subscription, stated in other.stated.items():
            self.state(subscription, stated)
        for feed, hashes in other.clients.items():
            self.see(feed, hashes)

    def __bool__(self) -> bool:
        return bool(self.asked)


@dataclass(frozen=True, slots=True)
class _Written:
    """A tally in a file."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    day: date
    asked: tuple[tuple[Document, Asked], ...]
    stated: tuple[tuple[Subscription, Stated], ...]
    clients: tuple[tuple[_Path | Literal[""], tuple[_Hash, ...]], ...]


_WRITTEN = TypeAdapter(_Written)


def to_json(tally: Tally) -> bytes:
    """Return *tally* as it is written into a file."""
    written = _Written(
        day=tally.day,
        asked=tuple(tally.asked.items()),
        stated=tuple(tally.stated.items()),
        clients=tuple((feed, tuple(smallest(seen))) for feed, seen in tally.clients.items()),
    )
    return _WRITTEN.dump_json(written)


def from_json(data: bytes) -> Tally:
    """Return the tally in a file; raises ValueError if there is none."""
    written = _WRITTEN.validate_json(data)
    tally = Tally(written.day)
    for document, asked in written.asked:
        if document.extension not in _EXTENSIONS or asked.unchanged > asked.requests:
            raise ValueError(f"there is no document {document} that was asked for like that")
        tally.ask(document, asked)
    for subscription, stated in written.stated:
        tally.state(subscription, stated)
    for feed, hashes in written.clients:
        tally.see(feed, hashes)
    return tally
