"""People open a feed in a browser: they see what it is and read it, and nothing in it acts."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import Site
from tests.deployment.conftest import fields
from tests.end_to_end.browser import Browser, browsing
from tests.end_to_end.conftest import Server, feedsvc_serve

pytestmark = pytest.mark.slow

EXTENSIONS = pytest.mark.parametrize("extension", ["atom", "rss"])
# The first parts of an entry as each format has them, and what nobody wants to see.
PARTS = {
    "atom": ("title", "published", "author", "summary", "category"),
    "rss": ("title", "pubDate", "creator", "description", "category"),
}
HIDDEN = {"atom": ("id", "content", "link", "updated"), "rss": ("guid", "encoded", "link")}
ENTRY = {"atom": "entry", "rss": "item"}
PAPER = {"light": "rgb(253, 252, 249)", "dark": "rgb(23, 22, 20)"}


@pytest.fixture
def server(site: Site) -> Iterator[Server]:
    site.article(
        "文化/a.md",
        "江上灯火",
        body="第一段。\n\n<script>document.documentElement.remove()</script>\n\n第二段。",
        tags="[主题教育]",
        author="林小舟",
        date="2026-03-01T08:00:00+08:00",
        lang="zh-CN",
    )
    with feedsvc_serve(site) as running:
        yield running


@pytest.fixture
def browser(program: Callable[[str], str], tmp_path: Path) -> Iterator[Browser]:
    with browsing(program("chromium"), tmp_path / "profile") as running:
        yield running


@EXTENSIONS
def test_a_feed_reads_as_a_page(server: Server, browser: Browser, extension: str) -> None:
    url = f"{server.url}/feeds/all.{extension}"
    entry = ENTRY[extension]

    browser.look(width=390, height=700)
    browser.open(url)

    for part in PARTS[extension]:
        assert browser.style(f"{entry} > {part}")["display"] != "none", part
    for part in HIDDEN[extension]:
        assert browser.style(f"{entry} > {part}")["display"] == "none", part
    title, summary = PARTS[extension][0], PARTS[extension][3]
    heading, text = browser.style(f"{entry} > {title}"), browser.style(f"{entry} > {summary}")
    assert float(heading["font-size"][:-2]) > float(text["font-size"][:-2])
    assert int(heading["order"]) < int(text["order"])
    assert heading["font-style"] == "normal"
    assert browser.style(":root")["background-color"] == PAPER["light"]
    assert browser.requested() == [url, f"{server.url}/feeds/feed.css"]


@EXTENSIONS
def test_a_feed_is_no_wider_than_a_phone_and_dark_at_night(
    server: Server, browser: Browser, extension: str
) -> None:
    browser.look(width=390, height=700, dark=True)
    browser.open(f"{server.url}/feeds/all.{extension}")

    size = browser.ask("Page.getLayoutMetrics")["cssContentSize"]

    assert size["width"] == 390
    assert browser.style(":root")["background-color"] == PAPER["dark"]


@EXTENSIONS
def test_what_is_to_be_seen_is_not_blank(server: Server, browser: Browser, extension: str) -> None:
    browser.look()
    browser.open(f"{server.url}/feeds/all.{extension}")
    shown = browser.screenshot()
    browser.open("about:blank")

    assert len(shown) > 3 * len(browser.screenshot())


def test_a_page_that_fetches_a_feed_gets_it_as_a_feed(server: Server) -> None:
    opened = server.get("/feeds/all.rss", Sec_Fetch_Dest="document")
    fetched = server.get("/feeds/all.rss", Sec_Fetch_Dest="empty")
    plain = server.get("/feeds/all.rss")

    assert opened.body == fetched.body == plain.body
    types = [fields(each)["content-type"] for each in (opened, fetched, plain)]
    assert types == ["application/xml; charset=utf-8"] + ["application/rss+xml; charset=utf-8"] * 2
