"""Real readers and a real browser subscribe to a real server."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import feedparser
import pytest

from tests.browsing import Visitor
from tests.conftest import Site
from tests.end_to_end.conftest import Server, feedsvc_serve

pytestmark = pytest.mark.slow

TITLE = "江上<灯火>开展"


@pytest.fixture
def server(site: Site) -> Iterator[Server]:
    for number in range(3):
        site.article(
            f"文化/{number}.md",
            f"'{TITLE} {number}'",
            body=f"第{number}段。\n\n[相关](other.html)",
            tags="[主题教育, 博物馆]",
            author="林小舟",
            date=f"2026-03-0{number + 1}T08:00:00+08:00",
        )
    with feedsvc_serve(site) as running:
        yield running


@pytest.mark.parametrize("extension", ["atom", "rss"])
def test_feedparser_reads_every_field_and_revalidates(server: Server, extension: str) -> None:
    url = f"{server.url}/feeds/tag/zhutijiaoyu.{extension}"

    read = feedparser.parse(url)
    again = feedparser.parse(url, etag=read.etag, modified=read.modified)

    assert not read.bozo
    assert [entry.title for entry in read.entries] == [f"{TITLE} {n}" for n in (2, 1, 0)]
    assert {tag.term for tag in read.entries[0].tags} == {"文化", "主题教育", "博物馆"}
    assert read.entries[0].author == "林小舟"
    assert "第2段" in read.entries[0].content[0].value
    assert read.entries[0].published_parsed[:5] == (2026, 3, 3, 0, 0)
    assert again.status == 304


def test_newsboat_subscribes_and_lists_the_articles(
    server: Server, program: Callable[[str], str], tmp_path: Path
) -> None:
    (tmp_path / "urls").write_text(f"{server.url}/feeds/section/wenhua.rss\n")
    (tmp_path / "config").write_text("")
    files = {"-u": "urls", "-C": "config", "-c": "cache.db"}
    command = [program("newsboat")]
    for option, name in files.items():
        command += [option, str(tmp_path / name)]

    subprocess.run([*command, "-x", "reload"], check=True, timeout=60, capture_output=True)
    unread = subprocess.run(
        [*command, "-x", "print-unread"], check=True, timeout=60, capture_output=True, text=True
    )

    assert unread.stdout.startswith("3 unread")


def test_sfeed_reads_titles_dates_and_links(server: Server, program: Callable[[str], str]) -> None:
    body = server.get("/feeds/author/linxiaozhou.atom").body

    parsed = subprocess.run([program("sfeed")], input=body, capture_output=True, check=True)

    first = parsed.stdout.decode().splitlines()[0].split("\t")
    assert first[:2] == ["1772496000", f"{TITLE} 2"]
    assert first[2] == f"{server.url}/articles/2"


def test_a_browser_shows_the_pages_and_finds_the_feeds(
    server: Server, visit: Callable[..., Visitor]
) -> None:
    def page(path: str) -> str:
        visitor = visit(server.url)
        visitor.open(path)
        return visitor.page.content()

    feed_page, article = page("/feeds/tag/zhutijiaoyu"), page("/articles/2")

    assert f'href="{server.url}/feeds/tag/zhutijiaoyu.atom"' in feed_page
    assert 'type="application/atom+xml"' in feed_page
    assert "江上&lt;灯火&gt;开展 2" in article
    assert "第2段" in article
