"""Why an article is in a feed, and why not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from feedsvc.catalog import feeds, places
from feedsvc.catalog.database import Connection
from feedsvc.catalog.feeds import Listing
from feedsvc.model import ALL_FEED, Entry, FeedKey, FeedKind
from feedsvc.operations.services import Services
from feedsvc.operations.states import State
from feedsvc.pipeline.stated import choices, membership
from feedsvc.plan.combinations import Combination, Marks, marks


class Why(StrEnum):
    """Why an article is in a feed's documents, or is not."""

    IN = "in"
    DRAFT = "draft"
    FUTURE = "future"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    LACKING = "lacking"
    EXCLUDED = "excluded"
    OUT_OF_WINDOW = "out-of-window"
    OLDER = "older"
    NO_ROOM = "no-room"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a feed's documents hold an article, and why; ``message`` says it in a sentence.

    ``at`` is the instant that matters, ``limit`` how many entries the feed shows, ``newer`` how
    many of its entries are newer; ``marks`` what is missing or excluded, such as ``tag/tea``;
    ``is_archived`` says that an archive of the feed holds it.
    """

    feed: FeedKey
    label: str
    is_in: bool
    why: Why
    message: str
    at: datetime | None = None
    limit: int | None = None
    newer: int | None = None
    marks: tuple[str, ...] = ()
    is_archived: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reason:
    why: Why
    message: str
    at: datetime | None = None
    limit: int | None = None
    newer: int | None = None
    marks: tuple[str, ...] = ()


def verdicts(
    services: Services,
    connection: Connection,
    entry: Entry,
    state: State,
    *,
    expected: Sequence[FeedKey],
    now: datetime,
) -> tuple[Verdict, ...]:
    """Return why *entry* is or is not in each feed where it might be, and in those *expected*."""
    judge = _Judge(services, connection, entry, state, now)
    keys = dict.fromkeys((*_own(entry), *judge.saved, *expected))
    return tuple(map(judge.verdict, keys))


def _own(entry: Entry) -> Iterator[FeedKey]:
    yield ALL_FEED
    for category in entry.categories:
        yield FeedKey(kind=category.kind, slug=category.slug)
    for person in entry.people:
        if person.slug:
            yield FeedKey(kind=FeedKind.AUTHOR, slug=person.slug)


class _Judge:
    """What tells why one entry is in feeds."""

    def __init__(
        self, services: Services, connection: Connection, entry: Entry, state: State, now: datetime
    ) -> None:
        settings = services.settings
        rules = membership(settings)
        self.saved = rules.saved
        self._choices = choices(settings)
        self._connection, self._entry, self._now = connection, entry, now
        self._hidden = _hidden(entry, state, connection)
        self._marks = marks(entry, language=rules.language)
        self._own = frozenset(_own(entry))

    def verdict(self, key: FeedKey) -> Verdict:
        """Return whether the documents of a feed hold the entry, and why."""
        listing = feeds.listing(self._connection, key)
        reason = self._reason(key, listing)
        found = listing is not None and places.is_archived(
            self._connection, listing.number, self._entry.id
        )
        return Verdict(
            feed=key,
            label=listing.label if listing else key.slug,
            is_in=reason.why is Why.IN,
            why=reason.why,
            message=reason.message,
            at=reason.at,
            limit=reason.limit,
            newer=reason.newer,
            marks=reason.marks,
            is_archived=found,
        )

    def _reason(self, key: FeedKey, listing: Listing | None) -> _Reason:
        away = self._hidden or self._unfit(key) or self._too_old(key, listing)
        return away or self._place(listing)

    def _unfit(self, key: FeedKey) -> _Reason | None:
        if key in self.saved:
            return _unfit(self.saved[key], self._marks)
        if key in self._own:
            return None
        return _Reason(why=Why.LACKING, message=f"it is not in the {key.kind}", marks=(key.path,))

    def _too_old(self, key: FeedKey, listing: Listing | None) -> _Reason | None:
        hours = self._choices.of(key, listing.label if listing else "").window
        if not hours:
            return None
        left = self._entry.published + timedelta(hours=hours)
        if left > self._now:
            return None
        message = (
            f"the feed holds what is younger than {hours} hours; it left at {left:%Y-%m-%d %H:%M}"
        )
        return _Reason(why=Why.OUT_OF_WINDOW, message=message, at=left)

    def _place(self, listing: Listing | None) -> _Reason:
        if listing is None:
            return _Reason(why=Why.WAITING, message="no run has made this feed yet")
        connection, entry, number = self._connection, self._entry, listing.number
        limit = self._choices.of(listing.key, listing.label).limit
        newer = places.newer_than(connection, number, entry.published, entry.id)
        if entry.id in dict(feeds.held(connection, number)):
            return _Reason(why=Why.IN, message="it is in the feed", limit=limit, newer=newer)
        if newer is None or (newer < limit and places.is_stale(connection, number)):
            return _Reason(why=Why.WAITING, message="the next run puts it into the feed")
        if newer >= limit:
            message = f"{newer} entries are newer, and the feed shows {limit}"
            return _Reason(why=Why.OLDER, message=message, limit=limit, newer=newer)
        message = "newer entries fill the feed: its documents would be larger than 5 MB"
        return _Reason(why=Why.NO_ROOM, message=message, limit=limit, newer=newer)


def _hidden(entry: Entry, state: State, connection: Connection) -> _Reason | None:
    """Return what keeps the entry out of every feed."""
    if state is State.SHOWN:
        return None
    if state is State.REFUSED:
        refusal = places.refusal(connection, entry.id)
        return _Reason(why=Why.REFUSED, message=refusal.reason if refusal else "it is refused")
    at = {State.FUTURE: entry.published, State.EXPIRED: entry.expires}.get(state)
    message = {
        State.DRAFT: "it is a draft",
        State.WITHDRAWN: "somebody withdrew it",
        State.FUTURE: f"it appears at {entry.published:%Y-%m-%d %H:%M} UTC",
        State.EXPIRED: f"it expired at {entry.expires:%Y-%m-%d %H:%M} UTC" if entry.expires else "",
    }[state]
    return _Reason(why=Why(state), message=message, at=at)


def _unfit(combination: Combination, marks: Marks) -> _Reason | None:
    """Return why what has these *marks* is not in a saved feed."""
    if excluded := tuple(sorted(combination.none & marks)):
        message = f"the feed holds nothing of {', '.join(excluded)}"
        return _Reason(why=Why.EXCLUDED, message=message, marks=excluded)
    if missing := tuple(sorted(combination.all - marks)):
        message = f"the feed asks for {', '.join(missing)}, too"
        return _Reason(why=Why.LACKING, message=message, marks=missing)
    if combination.any and combination.any.isdisjoint(marks):
        wanted = tuple(sorted(combination.any))
        message = f"the feed asks for one of {', '.join(wanted)}"
        return _Reason(why=Why.LACKING, message=message, marks=wanted)
    return None
