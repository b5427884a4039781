"""People find a feed, copy its address, and take several along as one list."""

from collections.abc import Callable
from pathlib import Path

import feedparser
import listparser
import pytest
from playwright.sync_api import Page, expect

from tests.browsing import Visitor
from tests.pages.sites import Shown
from tests.serve.reading_pages import Page as Read

pytestmark = pytest.mark.slow

SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])


def search(visitor: Visitor, words: str, *, script: bool) -> None:
    """Type *words* into the box; without script one has to send them."""
    box = visitor.page.get_by_role("searchbox")
    box.fill("")
    box.press_sequentially(words)
    if not script:
        box.press("Enter")


def offered(page: Page) -> list[str]:
    """Return the names of the feeds in sight."""
    names = page.get_by_role("checkbox").evaluate_all("all => all.map(one => one.ariaLabel)")
    return [str(name) for name in names]


@SCRIPT
@pytest.mark.parametrize("words", ["交通", "jiaotong", "jiaot"])
def test_a_section_is_found_by_its_name_and_by_pinyin(
    examples: Shown, visit: Callable[..., Visitor], words: str, script: bool
) -> None:
    visitor = visit(examples.url, script=script)
    visitor.open("/feeds/")
    before = offered(visitor.page)

    search(visitor, words, script=script)

    expect(visitor.page.get_by_role("checkbox")).not_to_have_count(len(before))
    names = offered(visitor.page)
    assert any("交通" in name for name in names)
    assert "audio" in before
    assert "audio" not in names
    if not script:
        assert visitor.page.get_by_role("searchbox").input_value() == words


def test_a_reader_subscribes_with_the_address_that_a_person_copied(
    examples: Shown, visit: Callable[..., Visitor]
) -> None:
    visitor = visit(examples.url)
    page = visitor.page
    visitor.open("/feeds/")
    search(visitor, "jiaotong", script=True)
    expect(page.get_by_role("checkbox").nth(5)).to_be_hidden()

    page.get_by_role("link", name="交通").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("交通")
    page.get_by_role("button", name="Copy", exact=True).click()
    expect(page.get_by_role("status").first).to_have_text("Copied")
    address = page.evaluate("navigator.clipboard.readText()")

    read = feedparser.parse(address)
    assert not read.bozo
    assert read.status == 200
    headings = page.locator("article").get_by_role("heading").all_inner_texts()
    assert [entry.title for entry in read.entries] == headings


def test_a_feed_in_the_directory_has_its_own_button_to_copy_it(
    examples: Shown, visit: Callable[..., Visitor]
) -> None:
    visitor = visit(examples.url)
    visitor.open("/feeds/")
    search(visitor, "jiaotong", script=True)
    expect(visitor.page.get_by_role("checkbox").nth(5)).to_be_hidden()

    visitor.page.get_by_role("button", name="交通").first.click()
    expect(visitor.page.get_by_role("status").first).to_have_text("Copied")

    read = feedparser.parse(visitor.page.evaluate("navigator.clipboard.readText()"))
    assert "交通" in read.feed.title


@SCRIPT
def test_three_ticked_feeds_of_different_searches_come_as_one_list(
    examples: Shown, visit: Callable[..., Visitor], tmp_path: Path, script: bool
) -> None:
    visitor = visit(examples.url, script=script)
    page = visitor.page
    visitor.open("/feeds/")
    page.get_by_role("checkbox", name="渡轮").check()

    for words, name in (("jiaotong", "交通"), ("audio", "audio")):
        search(visitor, words, script=script)
        page.get_by_role("checkbox", name=name).last.check()
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Download OPML").click()
    file = tmp_path / downloading.value.suggested_filename
    downloading.value.save_as(file)

    assert file.suffix == ".opml"
    listed = listparser.parse(file.read_bytes())
    assert not listed.bozo
    assert len(listed.feeds) == 3
    for each in listed.feeds:
        read = feedparser.parse(each.url)
        assert not read.bozo
        assert read.entries
        assert each.title


def test_whoever_ticks_feeds_is_told_how_many(
    examples: Shown, visit: Callable[..., Visitor]
) -> None:
    visitor = visit(examples.url)
    page = visitor.page
    visitor.open("/feeds/")

    page.get_by_role("checkbox", name="渡轮").check()
    search(visitor, "audio", script=True)
    page.get_by_role("checkbox", name="audio").last.check()

    expect(page.get_by_text("2 feeds ticked")).to_be_visible()
    page.get_by_role("checkbox", name="渡轮").uncheck()
    expect(page.get_by_text("1 feed ticked")).to_be_visible()


@SCRIPT
def test_very_many_ticked_feeds_stay_ticked_wherever_one_looks(
    difficult: Shown, visit: Callable[..., Visitor], tmp_path: Path, script: bool
) -> None:
    visitor = visit(difficult.url, script=script)
    page = visitor.page
    tags = sorted(file.stem for file in (difficult.site.output / "tag").glob("tag-*.atom"))
    visitor.open("/feeds/?kind=author&" + "&".join(f"feed=tag/{tag}" for tag in tags[:60]))

    page.get_by_role("checkbox", name="Author 10", exact=True).check()
    page.get_by_role("button", name="Tags", exact=True).click()
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_text("Page 2 of")).to_be_visible()
    search(visitor, "author 8", script=script)
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(10)
    page.get_by_role("checkbox", name="Author 8", exact=True).check()
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Download OPML").click()
    file = tmp_path / "many.opml"
    downloading.value.save_as(file)

    assert len(listparser.parse(file.read_bytes()).feeds) == 62


def test_nobody_ticks_more_feeds_than_one_list_takes(
    difficult: Shown, visit: Callable[..., Visitor]
) -> None:
    visitor = visit(difficult.url)
    page = visitor.page
    tags = sorted(file.stem for file in (difficult.site.output / "tag").glob("tag-*.atom"))
    visitor.open("/feeds/?kind=author&" + "&".join(f"feed=tag/{tag}" for tag in tags[:99]))

    page.get_by_role("checkbox", name="Author 10", exact=True).check()
    page.get_by_role("checkbox", name="Author 11", exact=True).click()

    expect(page.get_by_text("One list takes no more than these")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Author 10", exact=True)).to_be_checked()
    expect(page.get_by_role("checkbox", name="Author 11", exact=True)).not_to_be_checked()


@SCRIPT
def test_all_feeds_come_as_one_list_where_none_is_ticked(
    examples: Shown, visit: Callable[..., Visitor], tmp_path: Path, script: bool
) -> None:
    visitor = visit(examples.url, script=script)
    visitor.open("/feeds/")

    with visitor.page.expect_download() as downloading:
        visitor.page.get_by_role("button", name="Download OPML").click()
    file = tmp_path / "all.opml"
    downloading.value.save_as(file)

    assert len(listparser.parse(file.read_bytes()).feeds) > 20


@SCRIPT
def test_back_from_a_feed_leads_to_the_search_as_it_was(
    examples: Shown, visit: Callable[..., Visitor], script: bool
) -> None:
    visitor = visit(examples.url, script=script)
    page = visitor.page
    visitor.open("/feeds/")
    page.get_by_role("checkbox", name="渡轮").check()
    search(visitor, "jiaotong", script=script)
    expect(page.get_by_role("checkbox", name="audio", exact=True)).to_have_count(0)
    before = offered(page)

    page.get_by_role("link", name="交通").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("交通")
    page.go_back()

    expect(page.get_by_role("searchbox")).to_have_value("jiaotong")
    assert offered(page) == before
    expect(page.get_by_role("checkbox", name="渡轮")).to_be_checked()


def test_a_search_that_finds_nothing_says_so(
    examples: Shown, visit: Callable[..., Visitor]
) -> None:
    visitor = visit(examples.url)
    visitor.open("/feeds/")

    search(visitor, "qzxjvk", script=True)

    expect(visitor.page.get_by_text("qzxjvk")).to_be_visible()
    expect(visitor.page.get_by_role("checkbox")).to_have_count(0)


def test_a_search_is_an_address_that_can_be_sent_to_others(
    examples: Shown, visit: Callable[..., Visitor]
) -> None:
    visitor, other = visit(examples.url), visit(examples.url, script=False)
    visitor.open("/feeds/")
    search(visitor, "交通", script=True)
    expect(visitor.page.get_by_role("checkbox", name="audio", exact=True)).to_have_count(0)

    other.page.goto(visitor.page.url)

    assert offered(other.page) == offered(visitor.page)


def test_a_page_that_is_not_there_offers_feeds_of_nearly_that_name(
    examples: Shown, visit: Callable[..., Visitor]
) -> None:
    visitor = visit(examples.url)

    answer = visitor.open("/feeds/tag/minshen")

    assert answer.status == 404
    link = visitor.page.get_by_role("main").get_by_role("link", name="民生").first
    link.click()
    expect(visitor.page.get_by_role("heading", level=1)).to_contain_text("民生")


def test_a_browser_finds_the_feeds_of_each_page(examples: Shown) -> None:
    for place in examples.places:
        for kind, _, address in Read(examples.server.get(place.path).body.decode()).announced():
            answer = examples.server.get(address.removeprefix(examples.url))
            assert answer.status == 200, address
            types = {name.lower(): value for name, value in answer.headers.items()}
            assert types["content-type"].startswith(kind)
