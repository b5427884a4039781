"""The one choke point: what readers may see, and when that changes."""

from datetime import datetime, timedelta

import pytest

from feedsvc.model import ALL_FEED, Category, Entry, FeedKey, FeedKind, Origin, Person
from feedsvc.plan.membership import changes_at, feeds_of
from tests.conftest import NOON

HOUR = timedelta(hours=1)


def entry(
    *,
    published: datetime = NOON - HOUR,
    expires: datetime | None = None,
    draft: bool = False,
    categories: tuple[Category, ...] = (),
    people: tuple[Person, ...] = (),
) -> Entry:
    return Entry(
        id="urn:x",
        path="a.md",
        slug="a",
        url="http://example.org/a",
        title="A",
        summary="",
        content="",
        published=published,
        published_origin=Origin.FRONT_MATTER,
        updated=published,
        expires=expires,
        draft=draft,
        categories=categories,
        people=people,
    )


def test_an_entry_stands_in_the_feeds_of_the_site_its_categories_and_its_people() -> None:
    tag = Category(kind=FeedKind.TAG, term="x", label="X", slug="x", scheme="http://e.org/tag/")
    person = Person(name="Ann", slug="ann")

    feeds = feeds_of(entry(categories=(tag, tag), people=(person,)), now=NOON)

    assert feeds == (
        ALL_FEED,
        FeedKey(kind=FeedKind.TAG, slug="x"),
        FeedKey(kind=FeedKind.AUTHOR, slug="ann"),
    )


@pytest.mark.parametrize(
    "hidden",
    [
        entry(draft=True),
        entry(published=NOON + timedelta(seconds=1)),
        entry(expires=NOON),
        entry(expires=NOON - HOUR),
    ],
)
def test_a_draft_a_future_and_an_expired_entry_stand_in_no_feed(hidden: Entry) -> None:
    assert feeds_of(hidden, now=NOON) == ()


@pytest.mark.parametrize("shown", [entry(published=NOON), entry(expires=NOON + HOUR)])
def test_an_entry_is_seen_from_its_second_until_it_expires(shown: Entry) -> None:
    assert feeds_of(shown, now=NOON) == (ALL_FEED,)


@pytest.mark.parametrize(
    ("article", "instant"),
    [
        (entry(), None),
        (entry(published=NOON + HOUR, expires=NOON + 2 * HOUR), NOON + HOUR),
        (entry(expires=NOON + 2 * HOUR), NOON + 2 * HOUR),
        (entry(expires=NOON - HOUR), None),
        (entry(published=NOON + HOUR, draft=True), None),
    ],
)
def test_the_next_change_is_the_next_instant_that_shows_or_hides(
    article: Entry, instant: datetime | None
) -> None:
    assert changes_at(article, now=NOON) == instant
