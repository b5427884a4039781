from collections.abc import Callable
from typing import Any, cast
from urllib.robotparser import RobotFileParser

from flask.testing import FlaskClient
from lxml import etree

from feedsvc.model import Scope
from tests.conftest import Site
from tests.serve.reading_pages import Page

SITE = "https://feeds.example.cn"
BASE = f"{SITE}/feeds"


def outlines(client: FlaskClient, path: str) -> list[Any]:
    return list(cast(Any, etree.fromstring(client.get("/feeds.opml").data).xpath(path)))


def test_the_opml_file_lists_every_feed_once_by_its_atom_document(client: FlaskClient) -> None:
    feeds = outlines(client, "//outline[@xmlUrl]")

    urls = [feed.get("xmlUrl") for feed in feeds]
    assert f"{BASE}/all.atom" in urls
    assert f"{BASE}/section/zhongguopinpai/qiyedangjian.atom" in urls
    assert f"{BASE}/tag/zhutijiaoyu.atom" in urls
    assert f"{BASE}/author/panwangwang.atom" in urls
    assert len(urls) == len(set(urls))
    assert all(f"{feed.get('htmlUrl')}.atom" == feed.get("xmlUrl") for feed in feeds)


def test_a_section_with_others_below_it_is_a_heading_that_holds_its_own_feed_too(
    client: FlaskClient,
) -> None:
    (heading,) = outlines(client, "//outline[@text='中国品牌' and not(@xmlUrl)]")

    assert [child.get("text") for child in heading] == ["中国品牌", "企业党建", "乡村振兴"]


def test_the_opml_file_has_a_type_that_readers_know_and_answers_304(client: FlaskClient) -> None:
    answer = client.get("/feeds.opml")

    again = client.get("/feeds.opml", headers={"If-None-Match": answer.headers["ETag"]})

    assert answer.headers["Content-Type"] == "text/x-opml; charset=utf-8"
    assert again.status_code == 304


def test_the_opml_file_says_what_the_settings_say_of_the_site(
    newsroom: Site, connect: Callable[[Site], FlaskClient]
) -> None:
    newsroom.variables["FEEDSVC_SITE__DESCRIPTION"] = 'News & "more" <from> the village'
    newsroom.variables["FEEDSVC_SITE__LANGUAGE"] = "zh-CN"
    newsroom.build()

    whole, *others = outlines(connect(newsroom), "//outline[@xmlUrl]")

    assert whole.get("text") == whole.get("title") == "全部文章"
    assert whole.get("description") == 'News & "more" <from> the village'
    assert {each.get("language") for each in (whole, *others)} == {"zh-CN"}


def test_equal_content_is_an_equal_opml_file_on_every_machine(
    newsroom: Site, client: FlaskClient
) -> None:
    before = client.get("/feeds.opml").data

    newsroom.build(after=86_400, scope=Scope.EVERYTHING)

    assert client.get("/feeds.opml").data == before


def test_robots_are_welcome_and_told_where_every_page_is(client: FlaskClient) -> None:
    answer = client.get("/robots.txt")

    assert answer.mimetype == "text/plain"
    assert answer.text.splitlines() == [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /api/",
        "Disallow: /feeds/?q=",
        "Disallow: /feeds/?feed=",
        "Disallow: /feeds.opml?feed=",
        "Allow: /",
        "",
        "Sitemap: https://feeds.example.cn/sitemap.xml",
        "Sitemap: https://feeds.example.cn/news-sitemap.xml",
    ]


def test_a_robot_reads_the_rules_as_they_are_meant(client: FlaskClient) -> None:
    rules = RobotFileParser()

    rules.parse(client.get("/robots.txt").text.splitlines())

    assert rules.site_maps() == [f"{SITE}/sitemap.xml", f"{SITE}/news-sitemap.xml"]
    open_to_all = (
        "/",
        "/feeds/",
        "/feeds/?page=2",
        "/feeds/all.atom",
        "/feeds/tag/tea",
        "/feeds.opml",
    )
    for path in (*open_to_all, "/articles/listen", "/static/style.css", "/sitemap", "/?lang=en"):
        assert rules.can_fetch("Somebot", SITE + path)
    searches = ("/feeds/?q=tea&page=2", "/feeds/?feed=tag/tea", "/feeds.opml?feed=tag/tea")
    for path in ("/admin/", "/admin/runs", "/api/v1/runs", *searches):
        assert not rules.can_fetch("Somebot", SITE + path)


def test_the_rules_of_a_site_below_a_path_are_those_for_the_root_of_its_host(
    newsroom: Site, connect: Callable[[Site], FlaskClient]
) -> None:
    newsroom.variables["FEEDSVC_SITE__BASE_URL"] = "https://www.example.cn/news"

    lines = connect(newsroom).get("/news/robots.txt").text.splitlines()

    assert "Disallow: /news/api/" in lines
    assert "Sitemap: https://www.example.cn/news/sitemap.xml" in lines


def test_robots_need_no_catalog(newsroom: Site, connect: Callable[[Site], FlaskClient]) -> None:
    assert connect(newsroom).get("/robots.txt").status_code == 200


def test_health_needs_no_catalog_and_is_never_kept(newsroom: Site, client: FlaskClient) -> None:
    for file in newsroom.root.glob("feeds.state/catalog*"):
        file.unlink()

    answer = client.get("/healthz")

    assert answer.json == {"status": "ok"}
    assert answer.headers["Cache-Control"] == "no-store"


def test_readiness_waits_for_the_first_documents(
    newsroom: Site, connect: Callable[[Site], FlaskClient]
) -> None:
    client = connect(newsroom)
    before = client.get("/readyz")
    newsroom.build()

    after = client.get("/readyz")

    assert (before.status_code, after.status_code) == (503, 200)
    assert after.headers["Cache-Control"] == "no-store"


def test_a_saved_combination_is_listed_by_a_document_that_it_has(
    newsroom: Site, connect: Callable[[Site], FlaskClient]
) -> None:
    settings = newsroom.root / "config" / "feedsvc.toml"
    settings.parent.mkdir()
    settings.write_text(
        '[feeds.saved.tea-time]\ntitle = "Tea & time"\n'
        'formats = ["json", "rss"]\nany.tags = ["tea"]\n'
    )
    newsroom.build()
    client = connect(newsroom)

    (heading,) = outlines(client, "//outline[@text='精选']")

    (feed,) = heading
    assert feed.get("htmlUrl") == f"{BASE}/saved/tea-time"
    assert client.get(feed.get("xmlUrl").removeprefix(SITE)).status_code == 200
    page = Page(client.get("/feeds/saved/tea-time").text)
    for _, _, url in page.announced():
        assert client.get(url.removeprefix(SITE)).status_code == 200
    assert f"{BASE}/saved/tea-time" in client.get("/sitemap.xml").text
    assert f"{BASE}/saved/tea-time" in client.get("/feeds/").text


def test_a_list_of_feeds_that_are_not_there_is_not_there(client: FlaskClient) -> None:
    for named in ("tag/nobody", "nothing&feed=tag/nobody"):
        answer = client.get(f"/feeds.opml?feed={named}")
        assert answer.status_code == 404
        assert answer.mimetype == "text/plain"

    some = client.get("/feeds.opml?feed=tag/nobody&feed=tag/tea").text

    assert some.count("xmlUrl") == 1
    # What names no feed at all is the habit of other programs: "?feed=rss2".
    for named in ("", "rss2"):
        assert client.get(f"/feeds.opml?feed={named}").data == client.get("/feeds.opml").data
