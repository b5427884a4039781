"""Sitemaps as search engines fetch them."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from flask.testing import FlaskClient
from lxml import etree
from sqlalchemy import Engine, event

from feedsvc import atlas
from feedsvc.atlas import Part
from tests.conftest import NOON, Site

BASE = "https://feeds.example.cn"
ARTICLES = [
    f"{BASE}/articles/trick",
    f"{BASE}/articles/listen",
    f"{BASE}/articles/chunchakaicai",
    f"{BASE}/articles/yixuezhuhun-yixuezengzhi",
]


def texts(client: FlaskClient, path: str, name: str) -> list[str]:
    """Return the texts of all elements called *name* in the document at *path*."""
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/xml; charset=utf-8"
    found = etree.fromstring(answer.data).xpath(f"//*[local-name()='{name}']")
    return [each.text for each in cast(list[Any], found)]


def test_the_sitemap_lists_every_page_once_and_all_of_them_are_there(client: FlaskClient) -> None:
    pages = texts(client, "/sitemap.xml", "loc")

    assert pages[:4] == [f"{BASE}/{path}" for path in ("", "feeds/", "sitemap", "feeds/all")]
    assert f"{BASE}/feeds/section/zhongguopinpai/qiyedangjian" in pages
    assert f"{BASE}/feeds/tag/zhutijiaoyu" in pages
    assert f"{BASE}/feeds/author/panwangwang" in pages
    assert sorted(pages[-4:]) == sorted(ARTICLES)
    assert len(pages) == len(set(pages))
    for page in pages:
        assert client.get(page.removeprefix(BASE)).status_code == 200


def test_an_article_changed_when_its_entry_did_and_a_feed_when_its_documents_did(
    client: FlaskClient,
) -> None:
    pages = texts(client, "/sitemap.xml", "loc")
    changed = dict(zip(pages, texts(client, "/sitemap.xml", "lastmod"), strict=True))

    assert changed[f"{BASE}/articles/listen"] == "2026-03-02T09:30:00Z"
    assert changed[f"{BASE}/feeds/tag/tea"] == changed[f"{BASE}/"] == "2026-03-12T12:00:00Z"


def test_a_feed_without_entries_is_in_no_sitemap(newsroom: Site, client: FlaskClient) -> None:
    (newsroom.content / "dumps" / "1.txt").unlink()
    newsroom.build(after=60, accept_loss=True)

    assert f"{BASE}/feeds/tag/zhongguoyidong" not in texts(client, "/sitemap.xml", "loc")


def test_drafts_future_and_expired_articles_are_in_no_sitemap(
    newsroom: Site, client: FlaskClient
) -> None:
    newsroom.article("draft.md", slug="secret-draft", draft="true", tags="[secret]")
    newsroom.article("future.md", slug="secret-future", date="2099-01-01", tags="[secret]")
    newsroom.article("past.md", slug="secret-past", date="2020-01-01", expiryDate="2021-01-01")
    newsroom.build(after=60)

    for path in ("/sitemap.xml", "/news-sitemap.xml", "/feeds.opml"):
        assert b"secret" not in client.get(path).data


def test_articles_on_the_publishers_own_hosts_are_listed_where_they_are(
    newsroom: Site, connect: Callable[[Site], FlaskClient]
) -> None:
    newsroom.variables["FEEDSVC_SITE__ARTICLE_URL"] = "https://news.example.cn/{slug}.html"
    newsroom.variables["FEEDSVC_SITE__LINK"] = "https://www.例子.cn/"
    newsroom.article("a.md", link="https://www.例子.cn/茶?a=1&b=2")
    newsroom.article("b.md", link="https://elsewhere.example/b")
    newsroom.article("c.md", link="https://[bad/")
    newsroom.article("d.md", link="https://www.例子.cn/" + "x" * 3000)
    newsroom.build()

    pages = texts(connect(newsroom), "/sitemap.xml", "loc")

    assert "https://news.example.cn/listen.html" in pages
    assert "https://www.xn--fsqu00a.cn/%E8%8C%B6?a=1&b=2" in pages
    assert not any("elsewhere" in page or len(page) > 2047 for page in pages)
    assert not any("/articles/" in page for page in pages)


def test_a_site_without_articles_has_a_sitemap(
    site: Site, connect: Callable[[Site], FlaskClient]
) -> None:
    site.article("draft.md", draft="true")
    site.build()
    client = connect(site)

    assert texts(client, "/sitemap.xml", "loc") == [
        "http://127.0.0.1:8000/",
        "http://127.0.0.1:8000/feeds/",
        "http://127.0.0.1:8000/sitemap",
    ]
    assert texts(client, "/news-sitemap.xml", "loc") == []


def in_threes(client: FlaskClient) -> FlaskClient:
    """Let three pages be a whole sitemap."""
    client.application.config["SITEMAP_PART"] = 3
    return client


def test_a_sitemap_that_grows_too_large_becomes_an_index_of_parts_oldest_first(
    site: Site, connect: Callable[[Site], FlaskClient]
) -> None:
    for day in range(1, 8):
        site.article(f"{day}.md", slug=f"day-{day}", date=f"2026-01-0{day}T00:00:00Z")
    site.build()
    client = in_threes(connect(site))
    base = "http://127.0.0.1:8000"

    parts = texts(client, "/sitemap.xml", "loc")

    assert parts == [
        *(f"{base}/sitemap-feeds-{number}.xml" for number in (1, 2)),
        *(f"{base}/sitemap-{number}.xml" for number in (1, 2, 3)),
    ]
    pages = [texts(client, part.removeprefix(base), "loc") for part in parts]
    assert pages == [
        [f"{base}/", f"{base}/feeds/", f"{base}/sitemap"],
        [f"{base}/feeds/all"],
        [f"{base}/articles/day-{day}" for day in (1, 2, 3)],
        [f"{base}/articles/day-{day}" for day in (4, 5, 6)],
        [f"{base}/articles/day-7"],
    ]


def test_a_new_article_changes_only_the_last_part(
    site: Site, connect: Callable[[Site], FlaskClient]
) -> None:
    for day in range(1, 8):
        site.article(f"{day}.md", date=f"2026-01-0{day}T00:00:00Z")
    site.build()
    client = in_threes(connect(site))
    before = [client.get(f"/sitemap-{number}.xml").data for number in (1, 2, 3)]
    site.article("8.md", date="2026-01-08T00:00:00Z")
    site.build(after=60)

    after = [client.get(f"/sitemap-{number}.xml").data for number in (1, 2, 3)]

    assert [old == new for old, new in zip(before, after, strict=True)] == [True, True, False]


def test_a_part_is_as_new_as_what_was_last_changed_or_added_in_it(
    site: Site, connect: Callable[[Site], FlaskClient]
) -> None:
    for day in range(1, 5):
        site.article(f"{day}.md", date=f"2026-01-0{day}T00:00:00Z")
    site.build()
    site.article("old.md", date="2020-01-01T00:00:00Z")
    site.build(after=3600)

    _, _, first, second = texts(in_threes(connect(site)), "/sitemap.xml", "lastmod")

    assert first == "2026-03-12T13:00:00Z"
    assert second == "2026-03-12T12:00:00Z"


def test_a_part_in_which_every_article_lies_elsewhere_is_not_named(
    site: Site, connect: Callable[[Site], FlaskClient]
) -> None:
    for day in range(1, 5):
        site.article(f"{day}.md", date=f"2026-01-0{day}", link=f"https://elsewhere.example/{day}")
    site.article("6.md", date="2026-01-06")
    site.build()
    client = in_threes(connect(site))

    parts = texts(client, "/sitemap.xml", "loc")

    names = [part.rpartition("/")[2] for part in parts]
    assert names == ["sitemap-feeds-1.xml", "sitemap-feeds-2.xml", "sitemap-2.xml"]
    assert client.get("/sitemap-1.xml").status_code == 404


@pytest.mark.parametrize(
    "number", ["0", "2", "01", "-1", "x", "1.5", "99999", "9" * 30, "１", "", "%31x"]
)
@pytest.mark.parametrize("name", ["", "feeds-"])
def test_a_part_that_there_is_not_is_not_found(client: FlaskClient, name: str, number: str) -> None:
    assert client.get(f"/sitemap-{name}{number}.xml").status_code == 404


def test_parts_are_there_before_they_are_needed(client: FlaskClient) -> None:
    assert sorted(texts(client, "/sitemap-1.xml", "loc")) == sorted(ARTICLES)
    assert texts(client, "/sitemap-feeds-1.xml", "loc")[0] == f"{BASE}/"


def test_news_are_the_articles_of_the_last_two_days(
    newsroom: Site, connect: Callable[[Site], FlaskClient]
) -> None:
    now = newsroom.now = datetime.now(UTC).replace(microsecond=0)
    for hours in (1, 47, 49):
        newsroom.article(
            f"{hours}.md",
            slug=f"before-{hours}",
            title=f"{hours} <hours> & more",
            date=f"{now - timedelta(hours=hours):%Y-%m-%dT%H:%M:%SZ}",
            lang="zh-TW" if hours == 1 else "en-GB",
        )
    for name in ("1", "2"):
        (newsroom.content / "dumps" / f"{name}.txt").unlink()
    newsroom.build()
    client = connect(newsroom)

    assert texts(client, "/news-sitemap.xml", "loc") == [
        f"{BASE}/articles/before-1",
        f"{BASE}/articles/before-47",
    ]
    assert texts(client, "/news-sitemap.xml", "title") == [
        "1 <hours> & more",
        "47 <hours> & more",
    ]
    assert texts(client, "/news-sitemap.xml", "language") == ["zh-tw", "en"]
    assert texts(client, "/news-sitemap.xml", "name") == ["content", "content"]
    assert texts(client, "/news-sitemap.xml", "publication_date")[0] == (
        f"{now - timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}"
    )


def test_news_in_no_language_are_in_that_of_the_site(newsroom: Site) -> None:
    newsroom.article("plain.md", title="Plain", slug="plain", date="2026-03-12T08:00:00Z")
    newsroom.build()

    stories = atlas.news(newsroom.services, now=NOON)

    assert {story.url: story.language for story in stories}[f"{BASE}/articles/plain"] in (
        None,
        "en",
    )
    assert [story.published for story in stories] == sorted(
        (story.published for story in stories), reverse=True
    )


def test_no_more_news_than_the_newest_thousand(site: Site) -> None:
    for hour in range(5):
        site.article(f"{hour}.md", slug=f"at-{hour}", date=f"2026-03-12T0{hour}:00:00Z")
    site.build()

    stories = atlas.news(site.services, now=NOON, limit=2)

    assert [story.url.rpartition("/")[2] for story in stories] == ["at-4", "at-3"]


def test_every_article_of_any_number_of_parts_is_in_one_of_them(site: Site) -> None:
    for number in range(12):
        site.article(f"{number}.md", slug=f"a-{number}", date="2026-01-01")
    site.build()
    services = site.services

    for size in (1, 3, 5, 11, 12, 13):
        found = [
            place.url
            for number in range(1, 14)
            for place in atlas.part(services, Part("articles", number), size=size)
        ]
        assert sorted(found) == sorted(
            f"http://127.0.0.1:8000/articles/a-{number}" for number in range(12)
        )


@pytest.mark.parametrize("path", ["/sitemap.xml", "/sitemap-1.xml", "/news-sitemap.xml"])
def test_sitemaps_find_articles_by_index_and_look_at_no_content(
    newsroom: Site, client: FlaskClient, path: str
) -> None:
    asked: list[tuple[str, Any]] = []
    event.listen(
        Engine,
        "before_cursor_execute",
        note := lambda _c, _cursor, statement, values, *_: asked.append((statement, values)),
    )
    try:
        client.get(path)
    finally:
        event.remove(Engine, "before_cursor_execute", note)

    ours = [
        (said, values) for said, values in asked if "entries.visible" in said and "ORDER BY" in said
    ]
    with closing(sqlite3.connect(newsroom.root / "feeds.state" / "catalog.sqlite3")) as catalog:
        steps = [
            step
            for statement, values in ours
            for *_, step in catalog.execute(f"EXPLAIN QUERY PLAN {statement}", values)
            if "entries" in step
        ]
    assert steps
    assert all("entries_shown" in step for step in steps)
    assert not any("content" in statement for statement, _ in ours)
