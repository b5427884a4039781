"""The one choke point: what readers may see, and when that changes."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedsvc.model import ALL_FEED, Category, Entry, FeedKey, FeedKind, Origin, Person
from feedsvc.plan.combinations import Combination, criteria
from feedsvc.plan.membership import Membership
from feedsvc.plan.options import Choices, Options
from tests.conftest import NOON

HOUR = timedelta(hours=1)
feeds_of, changes_at = Membership().feeds_of, Membership().changes_at


def entry(
    *,
    published: datetime = NOON - HOUR,
    expires: datetime | None = None,
    draft: bool = False,
    categories: tuple[Category, ...] = (),
    people: tuple[Person, ...] = (),
    language: str | None = None,
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
        language=language,
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
        (entry(published=NOON + 2 * HOUR, expires=NOON + HOUR), None),
    ],
)
def test_the_next_change_is_the_next_instant_that_shows_or_hides(
    article: Entry, instant: datetime | None
) -> None:
    assert changes_at(article, now=NOON) == instant


def test_a_withdrawn_entry_stands_in_no_feed_and_time_changes_nothing() -> None:
    planned = entry(published=NOON + HOUR)

    assert feeds_of(entry(), now=NOON, withdrawn=True) == ()
    assert changes_at(planned, now=NOON, withdrawn=True) is None


TAG = Category(kind=FeedKind.TAG, term="x", label="X", slug="x", scheme="http://e.org/tag/")
SECTION = Category(kind=FeedKind.SECTION, term="新闻", label="新闻", slug="xinwen", scheme="s")
IN_TAG, IN_SECTION = (FeedKey(kind=each.kind, slug=each.slug) for each in (TAG, SECTION))
SAVED = FeedKey(kind=FeedKind.SAVED, slug="s")
ABOUT_X = {SAVED: Combination(any=criteria(tags=["X"]))}
CATEGORIES = (SECTION, TAG)


def test_a_saved_feed_holds_what_its_combination_does() -> None:
    saving = Membership(saved=ABOUT_X)

    assert saving.feeds_of(entry(categories=(TAG,)), now=NOON) == (ALL_FEED, IN_TAG, SAVED)
    assert saving.feeds_of(entry(categories=(SECTION,)), now=NOON) == (ALL_FEED, IN_SECTION)
    assert saving.feeds_of(entry(categories=(TAG,), draft=True), now=NOON) == ()


def test_a_saved_feed_knows_the_language_of_the_site() -> None:
    in_chinese = {SAVED: Combination(all=criteria(languages=["zh"]))}

    known = Membership(saved=in_chinese, language="zh-CN").feeds_of(entry(), now=NOON)
    unknown = Membership(saved=in_chinese).feeds_of(entry(), now=NOON)

    assert (SAVED in known, SAVED in unknown) == (True, False)


def windowed(*, every: int = 0, section: int = 0, saved: int = 0) -> Membership:
    """Return what holds entries for so many hours; the section's window is said by its name."""
    own = {FeedKind.SECTION: {"新闻": section}, FeedKind.SAVED: {"s": saved}}
    return Membership(
        choices=Choices(
            every=Options(limit=50, window=every),
            own={
                kind: {name: {"window": hours} for name, hours in each.items()}
                for kind, each in own.items()
            },
        ),
        saved=ABOUT_X,
    )


def test_an_entry_leaves_each_feed_when_its_window_closes() -> None:
    rules = windowed(section=2, saved=3)
    new = entry(published=NOON, categories=CATEGORIES)

    held = [rules.feeds_of(new, now=NOON + hours * HOUR) for hours in (1, 2, 3)]

    assert held == [
        (ALL_FEED, IN_SECTION, IN_TAG, SAVED),
        (ALL_FEED, IN_TAG, SAVED),
        (ALL_FEED, IN_TAG),
    ]


def test_a_window_for_all_feeds_is_one_for_that_of_the_site_but_none_where_none_is_said() -> None:
    rules = windowed(every=24)
    old = entry(published=NOON - 24 * HOUR, categories=(TAG,))

    assert rules.feeds_of(old, now=NOON - HOUR) == (ALL_FEED, IN_TAG, SAVED)
    assert rules.feeds_of(old, now=NOON) == (SAVED,)


hours = st.integers(0, 6)


@given(
    published=hours,
    expires=st.none() | hours,
    now=hours,
    every=hours,
    section=hours,
    saved=hours,
    draft=st.booleans(),
)
def test_the_next_change_is_the_next_instant_at_which_the_feeds_are_others(
    published: int,
    expires: int | None,
    now: int,
    every: int,
    section: int,
    saved: int,
    draft: bool,
) -> None:
    rules = windowed(every=every, section=section, saved=saved)
    article = entry(
        published=NOON + published * HOUR,
        expires=None if expires is None else NOON + expires * HOUR,
        draft=draft,
        categories=CATEGORIES,
    )
    later = [NOON + hour * HOUR for hour in range(now, 20)]
    held = [rules.feeds_of(article, now=at) for at in later]

    change = next((at for at, feeds in zip(later, held, strict=True) if feeds != held[0]), None)

    assert rules.changes_at(article, now=later[0]) == change
