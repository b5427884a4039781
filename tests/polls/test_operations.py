"""What operators are told of polls: by feed and by day, and never too much."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from feedsvc import operations
from feedsvc.errors import StorageError
from feedsvc.model import ALL_FEED, FeedKey, FeedKind, FeedPolls, Readership, Traffic
from feedsvc.polls.files import TallyFiles, folder_in
from feedsvc.polls.salt import Salts
from feedsvc.polls.tally import WHOLE_SITE, Asked, Document, Stated, Subscription, Tally
from tests.conftest import Site

TODAY = date(2026, 3, 12)
YESTERDAY = TODAY - timedelta(days=1)
NOON = datetime(2026, 3, 12, 12, 0, tzinfo=UTC)
TEA = FeedKey(kind=FeedKind.TAG, slug="tea")


def leave(site: Site, *tallies: Tally) -> None:
    """Leave tallies as web processes do, and have them added up."""
    files = TallyFiles(folder(site))
    for tally in tallies:
        files.put(tally)
    operations.collect_polls(site.services, now=NOON)


def folder(site: Site) -> Path:
    return folder_in(site.services.settings.output.state_directory)


def tally(day: date = TODAY, feed: str = "all", requests: int = 1, clients: int = 0) -> Tally:
    counted = Tally(day)
    counted.ask(Document(feed, "atom"), Asked(requests, requests // 2, 100 * requests))
    counted.see(feed, range(clients))
    counted.see(WHOLE_SITE, range(clients))
    return counted


def test_where_nothing_was_counted_all_days_are_there_with_zeros(site: Site) -> None:
    days = operations.polls(site.services, ALL_FEED, days=3, today=TODAY)
    totals = operations.poll_totals(site.services, days=3, today=TODAY)

    assert [each.day.day for each in days] == [10, 11, 12]
    assert {each.traffic for each in days} == {Traffic()}
    assert [each.day for each in totals.days] == [each.day for each in days]
    assert totals.feeds == ()
    assert operations.feed_polls(site.services, [TEA], days=3)[TEA].traffic == Traffic()


def test_each_day_has_its_own_counts(site: Site) -> None:
    other = tally()
    other.ask(Document("all", "rss"), Asked(4, 4, 0))
    leave(site, tally(YESTERDAY, requests=10, clients=3), other, tally(requests=5, clients=2))

    first, second = operations.polls(site.services, ALL_FEED, days=2, today=TODAY)

    assert first.traffic == Traffic(requests=10, unchanged=5, sent=1000)
    assert second.traffic == Traffic(requests=10, unchanged=6, sent=600)
    assert second.traffic.unchanged_share == 0.6
    assert (first.clients, second.clients) == (3, 2)


def test_feeds_come_most_asked_first_and_no_more_than_wanted(site: Site) -> None:
    leave(
        site,
        tally(requests=3, clients=2),
        tally(feed="tag/tea", requests=9, clients=1),
        tally(feed="section/culture/tea", requests=5),
    )

    totals = operations.poll_totals(site.services, days=7, today=TODAY)
    fewer = operations.poll_totals(site.services, days=7, today=TODAY, most=2)

    assert [each.key.path for each in totals.feeds] == ["tag/tea", "section/culture/tea", "all"]
    assert totals.feeds[:2] == fewer.feeds
    assert totals.days[-1].traffic.requests == 17
    # Whoever asks for several feeds is one client.
    assert totals.days[-1].clients == 2


def test_the_feeds_of_a_list_have_their_counts_asked_for_or_not(site: Site) -> None:
    leave(site, tally(requests=3, clients=2), tally(YESTERDAY, requests=4, clients=5))

    found = operations.feed_polls(site.services, [ALL_FEED, TEA], days=7, today=TODAY)

    traffic = Traffic(requests=7, unchanged=3, sent=700)
    assert found == {
        ALL_FEED: FeedPolls(key=ALL_FEED, traffic=traffic, subscribers=0, clients=5),
        TEA: FeedPolls(key=TEA, traffic=Traffic(), subscribers=0, clients=0),
    }


def test_subscribers_are_the_newest_of_each_subscription_of_today_or_yesterday(
    site: Site,
) -> None:
    old, late, now = tally(TODAY - timedelta(days=2)), tally(YESTERDAY), tally()
    old.state(Subscription("all", "Bloglines", ".rss"), Stated(10, 1000))
    late.state(Subscription("all", "Feedly", ".atom"), Stated(20, 7))
    late.state(Subscription("all", "Feedbin", "1"), Stated(20, 50))
    now.state(Subscription("all", "Feedly", ".atom"), Stated(30, 9))
    now.state(Subscription("all", "Feedly", ".rss"), Stated(30, 100))
    leave(site, old, late, now)

    (polled,) = operations.poll_totals(site.services, days=7, today=TODAY).feeds
    today = operations.polls(site.services, ALL_FEED, days=1, today=TODAY)[0]

    assert polled.subscribers == 9 + 100 + 50
    assert today.readers == (Readership(reader="Feedly", subscribers=109),)


def test_of_many_readers_the_largest_are_named_and_the_others_are_one(site: Site) -> None:
    many = tally()
    for number in range(80):
        many.state(Subscription("all", f"Reader-{number}", "x"), Stated(1, 1000 + number))
    many.state(Subscription("all", "others", "x"), Stated(1, 5))
    leave(site, many)

    (day,) = operations.polls(site.services, ALL_FEED, days=1, today=TODAY)

    assert len(day.readers) == 51
    assert day.readers[0] == Readership(reader="Reader-79", subscribers=1079)
    assert day.readers[-1].reader == "others"
    assert day.subscribers == sum(range(1000, 1080)) + 5


def test_no_more_days_are_told_than_are_kept(site: Site) -> None:
    days = operations.polls(site.services, ALL_FEED, days=10**6, today=TODAY)

    assert len(days) == operations.KEPT_DAYS


def test_more_tallies_than_are_read_at_a_time_are_added_up_once_each(site: Site) -> None:
    leave(site, *(tally() for _ in range(40)))
    operations.collect_polls(site.services, now=NOON)

    (day,) = operations.polls(site.services, ALL_FEED, days=1, today=TODAY)
    assert day.traffic.requests == 40
    assert list(folder(site).iterdir()) == []


def test_the_days_of_all_feeds_are_the_sums_of_each_however_counts_arrive(site: Site) -> None:
    for _ in range(3):
        leave(site, tally(requests=3), tally(feed="tag/tea", requests=4))
        leave(site, tally(YESTERDAY, feed="tag/tea", requests=5))

    totals = operations.poll_totals(site.services, days=2, today=TODAY)

    assert [each.traffic.requests for each in totals.days] == [15, 21]
    assert Traffic.sum(each.traffic for each in totals.days) == Traffic.sum(
        each.traffic for each in totals.feeds
    )


def test_salts_and_hashes_go_when_the_day_of_the_site_is_over(site: Site) -> None:
    site.variables["FEEDSVC_SITE__TIMEZONE"] = "Asia/Shanghai"
    salts = Salts(folder(site))
    salts.of(TODAY)
    evening = datetime(2026, 3, 12, 15, 59, tzinfo=UTC)

    operations.collect_polls(site.services, now=evening)
    assert [path.name for path in folder(site).iterdir()] == ["salt-2026-03-12"]

    operations.collect_polls(site.services, now=evening + timedelta(minutes=1))
    assert list(folder(site).iterdir()) == []


def test_counts_are_forgotten_when_they_are_too_old(site: Site) -> None:
    oldest = TODAY - timedelta(days=operations.KEPT_DAYS - 1)
    leave(site, tally(oldest), tally(oldest - timedelta(days=1)))

    operations.forget_polls(site.services, now=NOON)

    later = TODAY + timedelta(days=1)
    days = operations.polls(site.services, ALL_FEED, days=400, today=TODAY)
    assert sum(each.traffic.requests for each in days) == 1
    operations.forget_polls(site.services, now=NOON + timedelta(days=1))
    days = operations.polls(site.services, ALL_FEED, days=400, today=later)
    assert sum(each.traffic.requests for each in days) == 0


def test_counts_that_cannot_be_read_are_said_to_be(site: Site) -> None:
    leave(site, tally())
    path = site.services.settings.output.state_directory / "polls.sqlite3"
    path.write_bytes(b"no database at all" * 100)

    with pytest.raises(StorageError, match=r"polls\.sqlite3"):
        operations.polls(site.services, ALL_FEED, days=1, today=TODAY)
