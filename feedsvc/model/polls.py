"""How feeds are asked for: requests, and the readers behind them, by the day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import add

from feedsvc.model.feeds import FeedKey, Format


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """Requests that were answered, how many of them with 304, and the bytes of all bodies."""

    requests: int = 0
    unchanged: int = 0
    sent: int = 0

    def __add__(self, other: "Traffic") -> "Traffic":
        return Traffic(
            requests=self.requests + other.requests,
            unchanged=self.unchanged + other.unchanged,
            sent=self.sent + other.sent,
        )

    @property
    def unchanged_share(self) -> float:
        """The share that was answered with 304, from 0 to 1; 0 if nobody asked."""
        return self.unchanged / self.requests if self.requests else 0.0

    @staticmethod
    def sum(parts: "Iterable[Traffic]") -> "Traffic":
        """Return all of them together."""
        return reduce(add, parts, Traffic())


@dataclass(frozen=True, slots=True, kw_only=True)
class Readership:
    """A hosted reader, such as Feedly, and for how many subscribers it says that it asks."""

    reader: str
    subscribers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PollDay:
    """How a feed, or all of them, was asked for on one day.

    ``readers`` are the hosted readers that state a number, the largest first; the last may stand
    for all others. ``clients`` is how many other programs asked, told apart by address and
    User-Agent.
    """

    day: date
    formats: Mapping[Format, Traffic]
    readers: tuple[Readership, ...] = ()
    clients: int = 0

    @property
    def traffic(self) -> Traffic:
        """The requests for all formats."""
        return Traffic.sum(self.formats.values())

    @property
    def subscribers(self) -> int:
        """For how many subscribers hosted readers asked."""
        return sum(each.subscribers for each in self.readers)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPolls:
    """How a feed was asked for in some days.

    ``subscribers`` are those that hosted readers stated today or yesterday, ``clients`` is the
    largest number of one day.
    """

    key: FeedKey
    traffic: Traffic
    subscribers: int
    clients: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PollTotals:
    """How all feeds were asked for: day by day, oldest first, and each feed, most asked first.

    In ``days``, whoever subscribes to two feeds of a hosted reader is two subscribers; ``clients``
    counts a program once, however many feeds it asks for. Feeds that nobody asked for are not
    there, nor are those beyond the number that was wanted.
    """

    days: tuple[PollDay, ...]
    feeds: tuple[FeedPolls, ...]
