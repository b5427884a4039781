"""How feeds are asked for: added up by the publisher, shown to an operator."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta

from feedsvc.catalog.batches import batches
from feedsvc.catalog.database import Connection
from feedsvc.catalog.polls import figures
from feedsvc.errors import StorageError
from feedsvc.model import (
    ALL_FEED,
    FeedKey,
    FeedKind,
    FeedPolls,
    Format,
    PollDay,
    PollTotals,
    Readership,
    Traffic,
)
from feedsvc.operations.services import Services, now
from feedsvc.pipeline.stated import zone
from feedsvc.polls.files import TallyFiles, folder_in
from feedsvc.polls.readers import OTHERS
from feedsvc.polls.salt import Salts
from feedsvc.polls.tally import Asked

# How long counts are kept: a year, and what it takes to compare a month with that a year ago.
KEPT_DAYS = 400
# What was counted before midnight is handed over shortly after.
_GRACE = timedelta(minutes=1)
_FRESH_DAYS = 2
# How many feeds are listed unless somebody wants another number; how many readers are of a day.
MOST_FEEDS = 1000
_MOST_NAMED = 50
# How many tallies are in memory at a time.
_AT_ONCE = 16


def collect_polls(services: Services, *, now: datetime) -> None:
    """Add up what web processes counted, and forget salts of days that are over.

    Only the publisher calls this. Raises StorageError if that fails; nothing is lost by it.
    """
    folder = folder_in(services.settings.output.state_directory)
    if not folder.is_dir():
        return
    files = TallyFiles(folder)
    try:
        names = files.names()
        for batch in batches(names, _AT_ONCE):
            tallies = files.read(batch)
            services.polls.collect(tallies, waiting=names)
            files.remove(tallies)
        files.tidy()
        Salts(folder).forget(before=_day(services, now))
    except OSError as error:
        raise StorageError(
            f"polls in {folder} cannot be added up: {error.strerror}",
            hint="make the state folder readable and writable",
        ) from error


def forget_polls(services: Services, *, now: datetime) -> None:
    """Remove hashes of days that are over, and counts that are too old.

    Only the publisher calls this. Raises StorageError if they stay.
    """
    if services.polls.exists:
        services.polls.forget(
            hashes_before=_day(services, now - _GRACE),
            all_before=_day(services, now) - timedelta(days=KEPT_DAYS - 1),
        )


def polls(
    services: Services, key: FeedKey, *, days: int, today: date | None = None
) -> tuple[PollDay, ...]:
    """Return how a feed was asked for on each of the last *days*, oldest first, today among them.

    There is one for each day, KEPT_DAYS at most; of one that nobody asked on all numbers are 0. A
    feed that there is not has such days alone. Raises StorageError if the counts cannot be read.
    """
    chosen = _last(services, days, today)
    if not services.polls.exists:
        return _days(chosen, None, key.path)
    with services.polls.reading() as connection:
        return _days(chosen, connection, key.path)


def poll_totals(
    services: Services, *, days: int, today: date | None = None, most: int = MOST_FEEDS
) -> PollTotals:
    """Return how all feeds were asked for in the last *days*, today among them.

    Its days are as those of :func:`polls`, fit for a chart; its feeds are the *most* that were
    asked for most. Raises StorageError if the counts cannot be read.
    """
    chosen = _last(services, days, today)
    if not services.polls.exists:
        return PollTotals(days=_days(chosen, None, None), feeds=())
    with services.polls.reading() as connection:
        asked = figures.asked_by_feed(connection, chosen, most=most) if most else {}
        return PollTotals(
            days=_days(chosen, connection, None), feeds=_feeds(connection, chosen, asked)
        )


def feed_polls(
    services: Services, keys: Collection[FeedKey], *, days: int, today: date | None = None
) -> Mapping[FeedKey, FeedPolls]:
    """Return how each of these feeds was asked for in the last *days*, by its key.

    For a part of a list of feeds: those that nobody asked for are there, too, with zeros. Raises
    StorageError if the counts cannot be read.
    """
    chosen = _last(services, days, today)
    found: tuple[FeedPolls, ...] = ()
    if keys and services.polls.exists:
        with services.polls.reading() as connection:
            asked = figures.asked_of(connection, chosen, [key.path for key in keys])
            found = _feeds(connection, chosen, asked)
    nothing = {key: FeedPolls(key=key, traffic=Traffic(), subscribers=0, clients=0) for key in keys}
    return nothing | {each.key: each for each in found}


def _feeds(
    connection: Connection, chosen: Sequence[date], asked: Mapping[str, Asked]
) -> tuple[FeedPolls, ...]:
    subscribers = figures.subscribers_by_feed(connection, chosen[-_FRESH_DAYS:], asked)
    clients = figures.most_clients_by_feed(connection, chosen, asked)
    return tuple(
        FeedPolls(
            key=_key(feed),
            traffic=_traffic(sums),
            subscribers=subscribers.get(feed, 0),
            clients=clients.get(feed, 0),
        )
        for feed, sums in asked.items()
    )


def _days(
    chosen: Sequence[date], connection: Connection | None, feed: str | None
) -> tuple[PollDay, ...]:
    if connection is None:
        return tuple(PollDay(day=day, formats=_formats({}, day)) for day in chosen)
    asked = figures.asked(connection, chosen, feed)
    lines = figures.stated(connection, chosen, feed)
    clients = figures.distinct(connection, chosen, feed)
    stated: dict[date, list[figures.Line]] = {}
    for line in lines:
        stated.setdefault(line.day, []).append(line)
    return tuple(
        PollDay(
            day=day,
            formats=_formats(asked, day),
            readers=_readers(stated.get(day, ())),
            clients=clients.get(day, 0),
        )
        for day in chosen
    )


def _readers(lines: Sequence[figures.Line]) -> tuple[Readership, ...]:
    """Return the largest, and all others as one."""
    named = [line for line in lines if line.reader != OTHERS]
    named.sort(key=lambda line: (-line.subscribers, line.reader))
    rest = sum(line.subscribers for line in lines) - sum(
        line.subscribers for line in named[:_MOST_NAMED]
    )
    shown = [(line.reader, line.subscribers) for line in named[:_MOST_NAMED]]
    return tuple(
        Readership(reader=reader, subscribers=number)
        for reader, number in [*shown, *([(OTHERS, rest)] if rest else [])]
    )


def _formats(asked: Mapping[tuple[date, str], Asked], day: date) -> Mapping[Format, Traffic]:
    return {format: _traffic(asked.get((day, format.extension), Asked())) for format in Format}


def _traffic(asked: Asked) -> Traffic:
    return Traffic(requests=asked.requests, unchanged=asked.unchanged, sent=asked.sent)


def _key(path: str) -> FeedKey:
    kind, _, slug = path.partition("/")
    return FeedKey(kind=FeedKind(kind), slug=slug) if slug else ALL_FEED


def _last(services: Services, days: int, today: date | None) -> Sequence[date]:
    end = today or _day(services, now())
    return [end - timedelta(days=before) for before in reversed(range(min(days, KEPT_DAYS)))]


def _day(services: Services, instant: datetime) -> date:
    """Return the day of the site."""
    return instant.astimezone(zone(services.settings)).date()
