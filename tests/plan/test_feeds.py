"""What feeds are called and what they say about themselves."""

from dataclasses import replace
from datetime import datetime

import pytest

from feedsvc.model import ALL_FEED, Feed, FeedKey, FeedKind, Glimpse, Picture
from feedsvc.plan.feeds import Site, feed, intersection, language_of
from feedsvc.plan.freshness import Freshness
from feedsvc.plan.options import Options
from tests.conftest import NOON
from tests.plan.test_membership import HOUR

OPTIONS = Options(limit=50)
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


def planned_feed(
    key: FeedKey, label: str, *, site: Site = SITE, language: str = "zh", **options: object
) -> Feed:
    """Return a feed in *language*, with these options."""
    chosen = replace(OPTIONS, language=language, **options)  # type: ignore[arg-type]
    return feed(key, site, chosen, id="urn:f", label=label, created_at=NOON, entries=())


def test_a_feed_may_be_kept_as_long_as_its_rhythm_says() -> None:
    entries = [glimpse(f"urn:{hour}", published=NOON - 5 * hour * HOUR) for hour in range(9)]

    planned = feed(ALL_FEED, SITE, OPTIONS, id="urn:a", label="", created_at=NOON, entries=entries)

    assert planned.fresh_seconds == 1800


def test_the_feed_of_the_site_has_its_name_and_home_page() -> None:
    planned = feed(ALL_FEED, SITE, OPTIONS, id="urn:all", label="", created_at=NOON, entries=())

    assert (planned.title, planned.subtitle) == ("江湾新闻网", "江边的事")
    assert planned.home_url == "https://example.cn/"
    assert planned.url == "https://feeds.example.cn/feeds/all"


def test_a_section_feed_names_the_whole_path_before_the_site() -> None:
    label = "中国品牌/企业党建"

    planned = feed(SECTION, SITE, OPTIONS, id="urn:s", label=label, created_at=NOON, entries=())

    assert planned.title == "中国品牌 / 企业党建 - 江湾新闻网"
    assert planned.home_url == planned.url


def test_a_feed_is_as_new_as_its_newest_update() -> None:
    old = glimpse("urn:old", updated=NOON + HOUR)
    new = glimpse("urn:new", updated=NOON)

    planned = feed(
        ALL_FEED, SITE, OPTIONS, id="urn:a", label="", created_at=NOON, entries=(new, old)
    )

    assert planned.updated == NOON + HOUR


def test_a_feed_without_entries_is_as_old_as_its_first_sight() -> None:
    planned = feed(ALL_FEED, SITE, OPTIONS, id="urn:a", label="", created_at=NOON, entries=())

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


TAG, AUTHOR, SAVED = (
    FeedKey(kind=kind, slug="x") for kind in (FeedKind.TAG, FeedKind.AUTHOR, FeedKind.SAVED)
)


@pytest.mark.parametrize(
    ("key", "label", "title"),
    [
        (SECTION, "中国品牌/企业党建", "企业党建（中国品牌 / 企业党建）| 江湾新闻网"),
        (TAG, "主题/教育", "主题/教育（主题/教育）| 江湾新闻网"),
        (SAVED, "a", "a（a）| 江湾新闻网"),
    ],
)
def test_a_title_follows_its_pattern(key: FeedKey, label: str, title: str) -> None:
    planned = planned_feed(
        key, label, title="{name}（{path}）| {site}", description="{site}：{name}"
    )

    assert planned.title == title
    assert planned.subtitle == f"江湾新闻网：{title.partition('（')[0]}"


def test_patterns_are_not_for_the_feed_of_the_site() -> None:
    planned = planned_feed(ALL_FEED, "", title="{name}", description="{name}")

    assert (planned.title, planned.subtitle) == ("江湾新闻网", "江边的事")


def test_what_looks_like_a_field_in_a_name_is_text() -> None:
    planned = planned_feed(TAG, "{site}{", title="{name}", description="{name} {other}")

    assert (planned.title, planned.subtitle) == ("{site}{", "{site}{ {other}")


@pytest.mark.parametrize(
    ("key", "label", "language", "sentence"),
    [
        (ALL_FEED, "", "zh-CN", "江湾新闻网的全部文章"),
        (SECTION, "新闻/体育", "zh-CN", "江湾新闻网“新闻 / 体育”栏目的文章"),
        (TAG, "奥运", "ZH", "江湾新闻网带有“奥运”标签的文章"),
        (AUTHOR, "李安", "zh", "李安在江湾新闻网撰写或编辑的文章"),
        (SAVED, "党建要闻", "zh-Hans-CN", "江湾新闻网“党建要闻”专题的文章"),
        (SECTION, "新聞", "zh-Hant-TW", "江湾新闻网「新聞」欄目的文章"),
        (TAG, "奧運", "zh-TW", "江湾新闻网帶有「奧運」標籤的文章"),
        (ALL_FEED, "", "en-GB", "All articles from 江湾新闻网"),
        (SECTION, "News/Sport", "en", "Articles from 江湾新闻网 in the section “News / Sport”"),
        (TAG, "film", "fr", "Articles from 江湾新闻网 tagged “film”"),
        (AUTHOR, "Ann", "", "Articles from 江湾新闻网 written or edited by Ann"),
        (SAVED, "weekend", "zha", "Articles from 江湾新闻网 selected for “weekend”"),
    ],
)
def test_a_feed_says_what_it_holds_in_its_language(
    key: FeedKey, label: str, language: str, sentence: str
) -> None:
    silent = replace(SITE, description="")

    assert planned_feed(key, label, site=silent, language=language).subtitle == sentence


def test_a_feed_carries_what_is_chosen_for_it() -> None:
    image = Picture(url="https://example.cn/a.png")
    planned = planned_feed(
        TAG, "奥运", language="en", image=image, icon="https://example.cn/i.png", rights="©"
    )

    assert (planned.image, planned.icon, planned.rights, planned.language) == (
        image,
        "https://example.cn/i.png",
        "©",
        "en",
    )


def test_what_is_stated_goes_before_the_rhythm_of_a_feed() -> None:
    entries = [glimpse(f"urn:{hour}", published=NOON - 5 * hour * HOUR) for hour in range(9)]
    stated = replace(OPTIONS, ttl=60)

    planned = feed(ALL_FEED, SITE, stated, id="urn:a", label="", created_at=NOON, entries=entries)

    assert planned.fresh_seconds == 60


@pytest.mark.parametrize(
    ("language", "description"),
    [
        ("zh-CN", "江湾新闻网同时属于“中国品牌 / 企业党建 + 茶”的文章"),
        ("zh-TW", "江湾新闻网同時屬於「中国品牌 / 企业党建 + 茶」的文章"),
        ("en", "Articles from 江湾新闻网 that are in all of these: 中国品牌 / 企业党建 + 茶"),
    ],
)
def test_what_stands_in_several_feeds_is_called_by_all_of_them(
    language: str, description: str
) -> None:
    tag = FeedKey(kind=FeedKind.TAG, slug="cha")
    entries = [glimpse("urn:1", updated=NOON + HOUR), glimpse("urn:2", published=NOON - HOUR)]

    planned = intersection(
        [(SECTION, "中国品牌/企业党建"), (tag, "茶")],
        replace(SITE, hub="https://hub.example.org/"),
        replace(OPTIONS, language=language),
        id="urn:both",
        url=f"{SITE.base_url}/feeds/{SECTION.path}/tag/cha",
        entries=entries,
    )

    assert planned.title == "中国品牌 / 企业党建 + 茶 - 江湾新闻网"
    assert planned.subtitle == description
    assert planned.url.endswith("/feeds/section/zhongguopinpai/qiyedangjian/tag/cha")
    assert planned.home_url == "https://feeds.example.cn/feeds/section/zhongguopinpai/qiyedangjian"
    assert (planned.id, planned.updated, planned.hub) == ("urn:both", NOON + HOUR, None)


def test_what_stands_in_several_feeds_is_called_by_the_publishers_own_pattern() -> None:
    tag = FeedKey(kind=FeedKind.TAG, slug="a")

    planned = intersection(
        [(tag, "{site}"), (tag, "b")],
        SITE,
        replace(OPTIONS, title="{name} | {site}", description="About {name}"),
        id="urn:both",
        url="https://feeds.example.cn/feeds/tag/a/tag/b",
        entries=[glimpse("urn:1")],
    )

    assert (planned.title, planned.subtitle) == ("{site} + b | 江湾新闻网", "About {site} + b")
