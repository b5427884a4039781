import pytest

from tests.render.examples import (
    AUTHOR,
    EDITOR,
    FIRST,
    SECOND,
    SECTION,
    TAG,
    attributes,
    every,
    found,
    rss,
    rss_item,
    text,
    texts,
)


def test_a_channel_says_what_it_is() -> None:
    channel = found(rss(), "channel")

    assert text(channel, "title") == "新闻门户"
    assert text(channel, "description") == "全部文章"
    assert text(channel, "language") == "zh-CN"
    assert text(channel, "lastBuildDate") == "Sat, 03 Jun 2023 10:20:30 GMT"
    assert text(channel, "generator") == "feedsvc"


def test_a_channel_without_subtitle_is_described_by_its_title() -> None:
    assert text(rss(subtitle=""), "channel/description") == "新闻门户"


@pytest.mark.parametrize(("seconds", "minutes"), [(300, "5"), (3600, "60"), (0, "1")])
def test_a_channel_says_for_how_many_minutes_it_may_be_kept(seconds: int, minutes: str) -> None:
    assert text(found(rss(fresh_seconds=seconds), "channel"), "ttl") == minutes


def test_a_channel_points_to_no_specification() -> None:
    channel = found(rss(), "channel")

    assert not every(channel, "docs")


def test_an_item_says_what_it_is() -> None:
    item = found(rss(SECOND), "channel/item")

    assert text(item, "title") == "访谈：成本 < 预算 & 质量 > 期望"
    assert text(item, "link") == SECOND.url
    assert text(item, "pubDate") == "Fri, 02 Jun 2023 08:00:05 GMT"
    assert text(item, "description") == SECOND.summary
    assert text(item, "content:encoded") == SECOND.content
    assert text(item, "dc:language") == "zh-CN"


def test_the_guid_is_the_entrys_id_and_no_address() -> None:
    guid = found(rss(FIRST), "channel/item/guid")

    assert guid.text == FIRST.id
    assert guid.get("isPermaLink") == "false"


def test_a_summary_is_text_and_never_markup() -> None:
    assert text(rss_item(summary="a < b & <i>c"), "description") == "a &lt; b &amp; &lt;i&gt;c"


def test_the_description_stands_before_the_full_content() -> None:
    item = rss_item()

    assert item.index(found(item, "description")) < item.index(found(item, "content:encoded"))


def test_the_content_is_the_description_for_want_of_a_summary() -> None:
    item = rss_item(summary="")

    assert text(item, "description") == FIRST.content
    assert not every(item, "content:encoded")


def test_a_change_after_publication_has_its_date() -> None:
    assert text(rss_item(updated=SECOND.updated), "atom:updated") == "2023-06-03T10:20:30Z"
    assert not every(rss_item(updated=FIRST.published), "atom:updated")


def test_everybody_is_a_creator() -> None:
    assert texts(rss_item(people=(AUTHOR, EDITOR)), "dc:creator") == ["李明", "王静"]


def test_a_category_has_its_scheme_as_domain_and_its_label_as_text() -> None:
    item = rss_item(categories=(SECTION, TAG))

    assert texts(item, "category") == ["企业党建", "主题教育"]
    assert attributes(item, "category") == [
        {"domain": "https://news.example/feeds/section/"},
        {"domain": "https://news.example/feeds/tag/"},
    ]
