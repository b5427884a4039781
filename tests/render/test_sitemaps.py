from datetime import UTC, datetime
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from feedsvc.render import (
    Place,
    Story,
    location,
    render_news_sitemap,
    render_sitemap,
    render_sitemap_index,
)
from feedsvc.render.sitemaps import news_language
from feedsvc.render.text import legal
from tests.render.strategies import any_text, any_url, instants

NAMESPACES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "n": "http://www.google.com/schemas/sitemap-news/0.9",
}
NOON = datetime(2026, 3, 12, 12, tzinfo=UTC)
PAGE = "https://news.example/tea?a=1&b=2"


def texts(document: bytes, path: str) -> list[str]:
    root = etree.fromstring(document)
    return [each.text or "" for each in cast(Any, root.xpath(path, namespaces=NAMESPACES))]


def story(url: str = PAGE, title: str = "Tea", language: str | None = "en") -> Story:
    return Story(url=url, title=title, published=NOON, language=language)


def test_a_page_has_its_address_and_when_it_changed() -> None:
    document = render_sitemap([Place(url=PAGE, changed_at=NOON)])

    assert texts(document, "/s:urlset/s:url/s:loc") == [PAGE]
    assert texts(document, "/s:urlset/s:url/s:lastmod") == ["2026-03-12T12:00:00Z"]


def test_a_page_that_nobody_dated_has_no_date() -> None:
    assert texts(render_sitemap([Place(url=PAGE)]), "//s:lastmod") == []


def test_an_index_names_sitemaps() -> None:
    document = render_sitemap_index([Place(url=PAGE, changed_at=NOON)])

    assert texts(document, "/s:sitemapindex/s:sitemap/s:loc") == [PAGE]
    assert texts(document, "/s:sitemapindex/s:sitemap/s:lastmod") == ["2026-03-12T12:00:00Z"]


def test_news_say_who_brings_them_when_and_in_which_language() -> None:
    document = render_news_sitemap("The <Village> & Co", "zh-CN", [story(title="a < b & c")])

    assert texts(document, "//n:publication/n:name") == ["The <Village> & Co"]
    assert texts(document, "//n:publication/n:language") == ["en"]
    assert texts(document, "//n:publication_date") == ["2026-03-12T12:00:00Z"]
    assert texts(document, "//n:title") == ["a < b & c"]


def test_a_story_without_language_has_that_of_the_publication() -> None:
    document = render_news_sitemap("Name", "zh-Hant", [story(language=None), story(language="")])

    assert texts(document, "//n:language") == ["zh-tw", "zh-tw"]


def test_a_story_without_title_is_called_by_its_address() -> None:
    assert texts(render_news_sitemap("Name", "en", [story(title=" \t")]), "//n:title") == [PAGE]


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("zh", "zh-cn"),
        ("zh-CN", "zh-cn"),
        ("zh-Hans", "zh-cn"),
        ("zh-Hans-TW", "zh-cn"),
        ("zh-SG", "zh-cn"),
        ("zh_CN", "zh-cn"),
        ("zh-TW", "zh-tw"),
        ("zh-Hant", "zh-tw"),
        ("zh-HK", "zh-tw"),
        ("zh-MO", "zh-tw"),
        ("zh-Hant-CN", "zh-tw"),
        ("cmn-Hant", "zh-tw"),
        ("en", "en"),
        ("en-GB", "en"),
        ("FR", "fr"),
        ("yue", "yue"),
        ("x-house", None),
        ("english", None),
        ("", None),
    ],
)
def test_the_language_of_news_is_iso_639_and_of_chinese_the_script(
    tag: str, code: str | None
) -> None:
    assert news_language(tag) == code


def test_a_language_that_nobody_knows_is_undetermined() -> None:
    assert texts(render_news_sitemap("Name", "?", [story(language="?")]), "//n:language") == ["und"]


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://例子.example/茶 叶", "https://xn--fsqu00a.example/%E8%8C%B6%20%E5%8F%B6"),
        ("https://a.example/<b>\n", "https://a.example/%3Cb%3E%0A"),
        ("https://a.example/" + "x" * 2029, "https://a.example/" + "x" * 2029),
        ("https://a.example/" + "x" * 2030, None),
        ("https://a.example/" + "茶" * 300, None),
        ("http://a.b/", None),
    ],
)
def test_an_address_is_ascii_and_as_long_as_the_protocol_allows(
    url: str, address: str | None
) -> None:
    assert location(url) == address


def test_a_page_that_no_sitemap_can_carry_costs_no_other() -> None:
    places = [Place(url="https://a.example/" + "x" * 3000), Place(url=PAGE)]

    assert texts(render_sitemap(places), "//s:loc") == [PAGE]


@given(st.lists(st.builds(Place, url=any_url(), changed_at=st.none() | instants()), max_size=4))
def test_any_addresses_make_a_document_that_a_parser_reads(places: list[Place]) -> None:
    for document in (render_sitemap(places), render_sitemap_index(places)):
        expected = [address for each in places if (address := location(each.url))]
        assert texts(document, "//s:loc") == expected
        assert all(address.isascii() and address.isprintable() for address in expected)


@given(any_text(), any_text(), any_text(), any_text())
def test_any_text_of_news_reads_back(name: str, title: str, language: str, usual: str) -> None:
    document = render_news_sitemap(name, usual, [story(title=title, language=language)])

    assert texts(document, "//n:name") == [legal(name)]
    assert [each.strip() for each in texts(document, "//n:title")] == [legal(title).strip() or PAGE]
    assert texts(document, "//n:language")[0].isascii()
