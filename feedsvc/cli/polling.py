"""``polls``: how feeds are asked for, and for how many readers."""

from collections.abc import Sequence

import click

from feedsvc import operations
from feedsvc.cli import options, printing
from feedsvc.errors import UnknownFeedError
from feedsvc.model import FeedKey, FeedPolls, PollDay, Traffic
from feedsvc.operations import KEPT_DAYS, Services
from feedsvc.presenting import poll_day_as_json, poll_totals_as_json
from feedsvc.serve.documents.paths import FORMATS, parse_feed

_COLUMNS = ("requests", "304", "bytes", "subscribers", "clients")


@click.command()
@click.argument("feed", required=False)
@options.place_options
@options.json_option
@click.option("--days", type=click.IntRange(1, KEPT_DAYS), default=30, help="How many days.")
def polls(
    feed: str | None, output: str | None, config: str | None, *, as_json: bool, days: int
) -> None:
    """Show how often feeds were asked for, and by whom, in the last days.

    FEED is all, a path such as section/culture, a name such as tag:tea, or an address; without it,
    all feeds are shown.
    """
    services = options.services(config=config, output=output)
    if feed is None:
        _show_all(services, days, as_json=as_json)
    else:
        _show(services, _key(services, feed, days), days, as_json=as_json)
    if not services.settings.polls.count:
        click.echo("Nothing is counted now: polls.count is false.", err=True)


def _show_all(services: Services, days: int, *, as_json: bool) -> None:
    totals = operations.poll_totals(services, days=days)
    if as_json:
        printing.as_json(poll_totals_as_json(totals))
        return
    printing.table(("day", *_COLUMNS), map(_day_row, totals.days))
    if totals.feeds:
        click.echo()
        printing.table(("feed", *_COLUMNS), map(_feed_row, totals.feeds))


def _show(services: Services, key: FeedKey, days: int, *, as_json: bool) -> None:
    found = operations.polls(services, key, days=days)
    if not _asked(found):
        operations.feed_view(services, key)  # says so if there is none
    if as_json:
        printing.as_json([poll_day_as_json(each) for each in found])
        return
    printing.table(("day", *_COLUMNS, "readers"), map(_row_with_readers, found))


def _key(services: Services, said: str, days: int) -> FeedKey:
    try:
        return operations.feed_key(services, said)
    except UnknownFeedError:
        key = _key_of_document(said)
        if key is None or not _asked(operations.polls(services, key, days=days)):
            raise
        return key  # what is gone may have been asked for


def _key_of_document(said: str) -> FeedKey | None:
    path = said.rpartition("/feeds/")[2]
    name, _, ending = path.rpartition(".")
    return parse_feed(name if ending in FORMATS else path)


def _asked(found: Sequence[PollDay]) -> bool:
    return any(each.traffic.requests for each in found)


def _day_row(polled: PollDay) -> tuple[object, ...]:
    return (polled.day, *_counts(polled.traffic, polled.subscribers, polled.clients))


def _row_with_readers(polled: PollDay) -> tuple[object, ...]:
    said = ", ".join(f"{each.reader} {each.subscribers:,}" for each in polled.readers)
    return (*_day_row(polled), said)


def _feed_row(polled: FeedPolls) -> tuple[object, ...]:
    return (polled.key.path, *_counts(polled.traffic, polled.subscribers, polled.clients))


def _counts(traffic: Traffic, subscribers: int, clients: int) -> tuple[str, ...]:
    share = f"{traffic.unchanged_share:.0%}"
    return (f"{traffic.requests:,}", share, f"{traffic.sent:,}", f"{subscribers:,}", f"{clients:,}")
