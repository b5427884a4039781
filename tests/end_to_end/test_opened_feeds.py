"""People open a feed in a browser: they see what it is and read it, and nothing in it acts."""

from collections.abc import Callable, Iterator

import pytest

from tests.browsing import Visitor
from tests.conftest import Site
from tests.deployment.conftest import fields
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


def style(visitor: Visitor, selector: str, name: str) -> str:
    """Return a property of the first element that *selector* finds, as the browser computed it."""
    script = "([selector, name]) => getComputedStyle(document.querySelector(selector))[name]"
    return str(visitor.page.evaluate(script, [selector, name]))


@EXTENSIONS
def test_a_feed_reads_as_a_page(
    server: Server, visit: Callable[..., Visitor], extension: str
) -> None:
    visitor = visit(server.url, width=390, height=700)
    path, entry = f"/feeds/all.{extension}", ENTRY[extension]

    visitor.open(path)

    for part in PARTS[extension]:
        assert style(visitor, f"{entry} > {part}", "display") != "none", part
    for part in HIDDEN[extension]:
        assert style(visitor, f"{entry} > {part}", "display") == "none", part
    title, summary = (f"{entry} > {PARTS[extension][number]}" for number in (0, 3))
    sizes = [float(style(visitor, part, "fontSize")[:-2]) for part in (title, summary)]
    assert sizes[0] > sizes[1]
    assert int(style(visitor, title, "order")) < int(style(visitor, summary, "order"))
    assert style(visitor, title, "fontStyle") == "normal"
    assert style(visitor, ":root", "backgroundColor") == PAPER["light"]
    assert visitor.requested == [f"{server.url}{path}", f"{server.url}/feeds/feed.css"]


@EXTENSIONS
def test_a_feed_is_no_wider_than_a_phone_and_dark_at_night(
    server: Server, visit: Callable[..., Visitor], extension: str
) -> None:
    visitor = visit(server.url, width=390, height=700, dark=True)

    visitor.open(f"/feeds/all.{extension}")

    assert visitor.width() == 390
    assert style(visitor, ":root", "backgroundColor") == PAPER["dark"]


@EXTENSIONS
def test_what_is_to_be_seen_is_not_blank(
    server: Server, visit: Callable[..., Visitor], extension: str
) -> None:
    visitor = visit(server.url)
    blank = visitor.page.screenshot()

    visitor.open(f"/feeds/all.{extension}")

    assert len(visitor.page.screenshot()) > 3 * len(blank)


def test_a_page_that_fetches_a_feed_gets_it_as_a_feed(server: Server) -> None:
    opened = server.get("/feeds/all.rss", Sec_Fetch_Dest="document")
    fetched = server.get("/feeds/all.rss", Sec_Fetch_Dest="empty")
    plain = server.get("/feeds/all.rss")

    assert opened.body == fetched.body == plain.body
    types = [fields(each)["content-type"] for each in (opened, fetched, plain)]
    assert types == ["application/xml; charset=utf-8"] + ["application/rss+xml; charset=utf-8"] * 2
