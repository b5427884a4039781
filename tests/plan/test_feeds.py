"""What feeds are called and what they say about themselves."""

from datetime import datetime

import pytest

from feedsvc.model import ALL_FEED, FeedKey, FeedKind, Glimpse
from feedsvc.plan.feeds import Site, feed, language_of
from feedsvc.plan.freshness import Freshness
from tests.conftest import NOON
from tests.plan.test_membership import HOUR

SITE = Site(
    title="江湾新闻网",
    description="江边的事",
    language=None,
    base_url="https://feeds.example.cn",
    home_url="https://example.cn/",
    freshness=Freshness(least=300, most=3600),
)
SECTION = FeedKey(kind=FeedKind.SECTION, slug="zhongguopinpai/qiyedangjian")


def glimpse(
    id: str, *, published: datetime = NOON, updated: datetime = NOON, language: str | None = None
) -> Glimpse:
    return Glimpse(id=id, version="1", published=published, updated=updated, language=language)


def test_a_feed_may_be_kept_as_long_as_its_rhythm_says() -> None:
    entries = [glimpse(f"urn:{hour}", published=NOON - 5 * hour * HOUR) for hour in range(9)]

    planned = feed(ALL_FEED, SITE, id="urn:a", label="", created_at=NOON, entries=entries)

    assert planned.fresh_seconds == 1800


def test_the_feed_of_the_site_has_its_name_and_home_page() -> None:
    planned = feed(ALL_FEED, SITE, id="urn:all", label="", created_at=NOON, entries=())

    assert (planned.title, planned.subtitle) == ("江湾新闻网", "江边的事")
    assert planned.home_url == "https://example.cn/"
    assert planned.url == "https://feeds.example.cn/feeds/all"


def test_a_section_feed_names_the_whole_path_before_the_site() -> None:
    label = "中国品牌/企业党建"

    planned = feed(SECTION, SITE, id="urn:s", label=label, created_at=NOON, entries=())

    assert planned.title == "中国品牌 / 企业党建 - 江湾新闻网"
    assert planned.home_url == planned.url


def test_a_feed_is_as_new_as_its_newest_update() -> None:
    old = glimpse("urn:old", updated=NOON + HOUR)
    new = glimpse("urn:new", updated=NOON)

    planned = feed(ALL_FEED, SITE, id="urn:a", label="", created_at=NOON, entries=(new, old))

    assert planned.updated == NOON + HOUR


def test_a_feed_without_entries_is_as_old_as_its_first_sight() -> None:
    planned = feed(ALL_FEED, SITE, id="urn:a", label="", created_at=NOON, entries=())

    assert planned.updated == NOON


@pytest.mark.parametrize(
    ("languages", "expected"),
    [
        ((), None),
        ((None, None), None),
        (("zh", "en", "zh"), "zh"),
        (("zh", "en"), "en"),
        ((None, "ko"), "ko"),
    ],
)
def test_the_language_is_that_of_most_entries(
    languages: tuple[str | None, ...], expected: str | None
) -> None:
    entries = [
        glimpse(f"urn:{number}", language=language) for number, language in enumerate(languages)
    ]

    assert language_of(entries) == expected
