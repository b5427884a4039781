from dataclasses import replace

from hypothesis import given
from lxml import etree

from feedsvc.render import Outline, render_opml
from feedsvc.render.text import ascii_url, legal
from tests.render.examples import attributes, every, found, text
from tests.render.strategies import any_text

TAG_FEED = Outline(
    text="主题教育",
    xml_url="https://news.example/feeds/tag/zhu-ti-jiao-yu.atom",
    html_url="https://news.example/feeds/tag/zhu-ti-jiao-yu",
)


def test_a_feed_is_an_outline_of_type_rss_with_both_addresses() -> None:
    assert attributes(_read(TAG_FEED), "body/outline") == [
        {
            "type": "rss",
            "text": "主题教育",
            "title": "主题教育",
            "xmlUrl": "https://news.example/feeds/tag/zhu-ti-jiao-yu.atom",
            "htmlUrl": "https://news.example/feeds/tag/zhu-ti-jiao-yu",
        }
    ]


def test_a_feed_says_its_language_and_what_it_is_about_where_that_is_known() -> None:
    feed = replace(TAG_FEED, description="a < b & c", language="zh-CN")

    outline = found(_read(feed), "body/outline")

    assert outline.get("description") == "a < b & c"
    assert outline.get("language") == "zh-CN"


def test_a_heading_is_text_with_its_children() -> None:
    heading = found(_read(Outline(text="标签", children=(TAG_FEED, TAG_FEED))), "body/outline")

    assert dict(heading.items()) == {"text": "标签"}
    assert len(every(heading, "outline")) == 2


def test_a_feed_may_have_children() -> None:
    parent = Outline(text="a", xml_url="https://news.example/a.atom", children=(TAG_FEED,))

    assert len(every(_read(parent), "body/outline/outline")) == 1


def test_a_list_has_title_and_version_and_no_date() -> None:
    document = _read()

    assert document.get("version") == "2.0"
    assert text(document, "head/title") == "Feeds & more"
    assert len(found(document, "head")) == 1


def test_a_list_of_nothing_is_still_a_document() -> None:
    assert len(found(_read(), "body")) == 0


@given(any_text(), any_text())
def test_any_text_reads_back(title: str, url: str) -> None:
    outline = Outline(text=title, xml_url=url, html_url=url)

    document = etree.fromstring(render_opml(title, [outline]))

    assert text(document, "head/title") == legal(title)
    assert found(document, "body/outline").get("text") == legal(title)
    assert found(document, "body/outline").get("xmlUrl", "") == ascii_url(url)


def _read(*outlines: Outline) -> "etree._Element":
    return etree.fromstring(render_opml("Feeds & more", outlines))
