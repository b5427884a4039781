import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from tests.conftest import Site
from tests.serve.reading_pages import Page

BASE = "https://feeds.example.cn"
DUMP = "/articles/yixuezhuhun-yixuezengzhi"
PAGES = [
    "/",
    "/feeds/",
    "/feeds/all",
    "/feeds/tag/tea",
    "/articles/listen",
    "/articles/trick",
    DUMP,
]


def shown(client: FlaskClient, path: str) -> Page:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    return Page(answer.text)


def in_three_formats(title: str, url: str) -> list[tuple[str, str, str]]:
    return [
        ("application/atom+xml", f"{title} (Atom)", f"{url}.atom"),
        ("application/rss+xml", f"{title} (RSS)", f"{url}.rss"),
        ("application/feed+json", f"{title} (JSON Feed)", f"{url}.json"),
    ]


def test_home_names_the_site_and_shows_what_is_new_and_what_to_subscribe_to(
    client: FlaskClient,
) -> None:
    page = shown(client, "/")

    links = page.links()
    assert page.one("h1").text == "大国新村"
    assert links["Listen"] == f"{BASE}/articles/listen"
    assert links["以学铸魂 以学增智"] == BASE + DUMP
    assert links["中国品牌"] == f"{BASE}/feeds/section/zhongguopinpai"
    assert links["主题教育"] == f"{BASE}/feeds/tag/zhutijiaoyu"
    assert [links[name] for name in ("Atom", "RSS", "JSON Feed")] == [
        f"{BASE}/feeds/all.atom",
        f"{BASE}/feeds/all.rss",
        f"{BASE}/feeds/all.json",
    ]


def test_home_shows_the_newest_twenty_entries(newsroom: Site, client: FlaskClient) -> None:
    for day in range(1, 26):
        newsroom.article(f"{day}.md", title=f"Day {day}", date=f"2026-01-{day:02}")
    newsroom.build(after=60)

    page = shown(client, "/")

    assert len(page.all("h3")) == 20
    assert page.links()["更多文章"] == f"{BASE}/feeds/all"


def test_the_directory_lists_every_feed_with_its_count_and_formats(client: FlaskClient) -> None:
    page = shown(client, "/feeds/")

    hrefs = [each.attributes["href"] for each in page.all("a")]
    for path in (
        "all",
        "section/zhongguopinpai",
        "section/zhongguopinpai/qiyedangjian",
        "tag/zhutijiaoyu",
        "author/panwangwang",
    ):
        url = f"{BASE}/feeds/{path}"
        assert {url, f"{url}.atom", f"{url}.rss", f"{url}.json"} <= set(hrefs)
    counts = {each.text: each.attributes["aria-label"] for each in page.all("span")}
    assert counts["2"] == "2 篇文章"


def test_the_directory_can_be_searched_only_where_a_script_does_it(client: FlaskClient) -> None:
    page = shown(client, "/feeds/")

    assert "hidden" in page.one("p", **{"class": "find"}).attributes
    assert page.one("label", **{"for": "find"}).text == "查找订阅源"


@pytest.mark.parametrize("path", ["/feeds", "/feeds//"])
def test_the_directory_has_one_address(client: FlaskClient, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 301
    assert answer.headers["Location"] == f"{BASE}/feeds/"


def test_a_feed_page_shows_its_entries_and_how_to_subscribe(client: FlaskClient) -> None:
    page = shown(client, "/feeds/section/zhongguopinpai/qiyedangjian")

    assert page.one("h1").text == "中国品牌 / 企业党建"
    assert page.one("h2", id="subscribe").text == "订阅"
    assert page.links()["以学铸魂 以学增智"] == BASE + DUMP
    assert "第一批主题教育" in page.one("p", **{"class": "summary"}).text
    address = page.one("input", type="text").attributes
    assert address["value"] == f"{BASE}/feeds/section/zhongguopinpai/qiyedangjian.atom"
    assert "readonly" in address


def test_a_feed_page_tells_when_it_does_not_show_all(
    newsroom: Site, connect: Callable[[Site], FlaskClient]
) -> None:
    newsroom.variables["FEEDSVC_FEEDS__LIMIT"] = "2"
    newsroom.build()

    page = shown(connect(newsroom), "/feeds/all")

    assert len(page.all("article")) == 2
    assert any(each.text == "最新 2 篇，共 4 篇" for each in page.all("p"))


def test_a_feed_without_entries_keeps_its_page(newsroom: Site, client: FlaskClient) -> None:
    (newsroom.content / "dumps" / "1.txt").unlink()
    newsroom.build(after=60, accept_loss=True)

    page = shown(client, "/feeds/tag/zhongguoyidong")

    assert page.all("article") == []
    assert "There are no articles here at the moment." in page.one("main").text


def test_an_article_says_who_wrote_what_when_and_where(client: FlaskClient) -> None:
    page = shown(client, "/articles/listen")

    times = [each.attributes["datetime"] for each in page.all("time")]
    links = page.links()
    assert page.one("h1").text == "Listen"
    assert times == ["2026-03-01T20:00:00Z", "2026-03-02T09:30:00Z"]
    assert links["Ann Lee"] == f"{BASE}/feeds/author/ann-lee"
    assert links["culture"] == f"{BASE}/feeds/section/culture"
    assert links["tea"] == f"{BASE}/feeds/tag/tea"
    assert "Ten minutes at the market." in page.one("div", **{"class": "prose"}).text
    assert links["listen.mp3"] == "https://media.example.org/listen.mp3"
    assert page.one("audio").attributes["src"] == "https://media.example.org/listen.mp3"
    assert "4.8 MB" in page.one("figcaption").text


def test_times_are_those_of_the_clock_the_article_was_dated_by(
    newsroom: Site, connect: Callable[[Site], FlaskClient]
) -> None:
    newsroom.article("zh.md", title="零点", body="零点发布。", slug="zh", date="2026-03-02 00:30")
    newsroom.article("en.md", title="Noon", slug="en", lang="en", date="2026-03-02 12:00")
    newsroom.build()
    client = connect(newsroom)

    assert shown(client, "/articles/zh").one("time").text == "2026年3月2日 00:30"
    assert shown(client, "/articles/en").one("time").text == "2 March 2026, 12:00"


def test_the_time_zone_of_the_settings_holds_for_all(
    newsroom: Site, connect: Callable[[Site], FlaskClient]
) -> None:
    newsroom.variables["FEEDSVC_SITE__TIMEZONE"] = "America/New_York"
    newsroom.build()

    page = shown(connect(newsroom), "/articles/listen")

    assert page.all("time")[0].text == "1 March 2026, 15:00"


def test_an_article_that_has_its_own_page_elsewhere_points_there(
    newsroom: Site, connect: Callable[[Site], FlaskClient]
) -> None:
    newsroom.variables["FEEDSVC_SITE__ARTICLE_URL"] = "https://news.example.cn/{slug}.html"
    newsroom.build()
    client = connect(newsroom)

    there = "https://news.example.cn/listen.html"
    assert shown(client, "/").links()["Listen"] == there
    article = shown(client, "/articles/listen")
    assert article.one("link", rel="canonical").attributes["href"] == there


@pytest.mark.parametrize("path", ["/", "/feeds/", "/feeds/all"])
def test_pages_about_the_site_announce_its_feed(client: FlaskClient, path: str) -> None:
    assert shown(client, path).announced() == in_three_formats("大国新村", f"{BASE}/feeds/all")


def test_a_feed_page_announces_its_own_feed_first_and_then_that_of_the_site(
    client: FlaskClient,
) -> None:
    announced = shown(client, "/feeds/tag/zhutijiaoyu").announced()

    assert announced == [
        *in_three_formats("主题教育 - 大国新村", f"{BASE}/feeds/tag/zhutijiaoyu"),
        *in_three_formats("大国新村", f"{BASE}/feeds/all"),
    ]


@pytest.mark.parametrize(
    ("path", "feed"),
    [
        ("/", "all"),
        ("/feeds/", "all"),
        ("/feeds/all", "all"),
        ("/feeds/tag/tea", "tag/tea"),
        ("/articles/listen", "section/culture/audio"),
    ],
)
def test_a_page_tells_its_address_and_its_first_feed_to_whoever_reads_no_html(
    client: FlaskClient, path: str, feed: str
) -> None:
    link = client.get(path).headers["Link"]

    url = f"{BASE}/feeds/{feed}"
    assert link.split(", ") == [
        f'<{BASE}{path}>; rel="canonical"',
        f'<{url}.atom>; rel="alternate"; type="application/atom+xml"',
        f'<{url}.rss>; rel="alternate"; type="application/rss+xml"',
        f'<{url}.json>; rel="alternate"; type="application/feed+json"',
    ]


def test_an_article_announces_the_feeds_of_its_section_the_site_and_its_tags(
    client: FlaskClient,
) -> None:
    announced = shown(client, "/articles/listen").announced()

    assert announced == [
        *in_three_formats("culture / audio - 大国新村", f"{BASE}/feeds/section/culture/audio"),
        *in_three_formats("大国新村", f"{BASE}/feeds/all"),
        *in_three_formats("tea - 大国新村", f"{BASE}/feeds/tag/tea"),
        *in_three_formats("主题教育 - 大国新村", f"{BASE}/feeds/tag/zhutijiaoyu"),
    ]


@pytest.mark.parametrize("path", PAGES)
def test_what_a_page_announces_is_there(client: FlaskClient, path: str) -> None:
    for media_type, _, url in shown(client, path).announced():
        answer = client.get(url.removeprefix(BASE))
        assert (answer.status_code, answer.mimetype) == (200, media_type)


@pytest.mark.parametrize("path", PAGES)
def test_every_link_of_a_page_leads_somewhere(client: FlaskClient, path: str) -> None:
    page = shown(client, path)

    ours = {each.attributes["href"] for each in page.all("a")}
    targets = {url.partition("#")[0] for url in ours if url.startswith(BASE)}
    assert [url for url in targets if client.get(url[len(BASE) :]).status_code != 200] == []


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_one_main_heading_landmarks_and_its_own_address(
    client: FlaskClient, path: str
) -> None:
    page = shown(client, path)

    assert len(page.all("h1")) == 1
    assert page.one("main").attributes["id"] == "content"
    assert page.all("a")[0].attributes["href"] == "#content"
    assert page.all("nav")
    assert page.one("link", rel="canonical").attributes["href"] == BASE + path
    ids = [each.attributes["id"] for each in page.elements if "id" in each.attributes]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("path", PAGES)
def test_a_page_loads_nothing_from_elsewhere_but_what_an_article_embeds(
    client: FlaskClient, path: str
) -> None:
    answer = client.get(path)

    page = Page(answer.text)
    loaded = [each.attributes["href"] for each in page.all("link", rel="stylesheet")]
    loaded += [each.attributes["src"] for each in page.all("script")]
    assert loaded == ["/static/style.css", "/static/page.js"]
    for url in loaded:
        with client.get(url) as static:
            assert static.status_code == 200
    assert page.all("style") == []
    assert not any("style" in each.attributes for each in page.elements)
    assert answer.headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src * data:; media-src *; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


def test_the_page_speaks_chinese_where_the_feed_or_the_article_does(client: FlaskClient) -> None:
    assert shown(client, "/").one("html").attributes["lang"] == "zh"
    assert shown(client, DUMP).one("html").attributes["lang"] == "zh"
    assert "责任编辑" in shown(client, DUMP).one("header", **{"class": "opening"}).text


def test_the_page_speaks_english_elsewhere_and_marks_the_language_of_what_it_shows(
    newsroom: Site, client: FlaskClient
) -> None:
    newsroom.article("fr.md", title="Bonjour", slug="bonjour", lang="fr", tags="[fr]")
    newsroom.build(after=60)

    for path in ("/articles/bonjour", "/feeds/tag/fr"):
        page = shown(client, path)
        assert page.one("html").attributes["lang"] == "en"
        assert page.one("article").attributes["lang"] == "fr"


def test_the_language_of_the_settings_decides_for_the_site(
    newsroom: Site, connect: Callable[[Site], FlaskClient]
) -> None:
    newsroom.variables["FEEDSVC_SITE__LANGUAGE"] = "zh-TW"
    newsroom.build()

    page = shown(connect(newsroom), "/")

    assert page.one("html").attributes["lang"] == "zh-TW"


@pytest.mark.parametrize(
    "path", ["/", "/feeds/", "/feeds/all", "/feeds/tag/i-tag-i", "/articles/trick"]
)
def test_no_text_of_an_article_becomes_markup(client: FlaskClient, path: str) -> None:
    page = shown(client, path)

    assert len(page.all("script")) == 1
    assert page.all("img") == page.all("i") == page.all("b") == []
    assert not any(name.startswith("on") for each in page.elements for name in each.attributes)


def test_a_title_shows_its_signs_as_they_were_written(client: FlaskClient) -> None:
    page = shown(client, "/articles/trick")

    assert page.one("h1").text == "<script>alert('title')</script> & more"


def test_a_page_is_kept_for_a_minute_and_answers_304(client: FlaskClient) -> None:
    answer = client.get("/feeds/all")

    again = client.get("/feeds/all", headers={"If-None-Match": answer.headers["ETag"]})

    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert again.status_code == 304


SITEMAPS = ["/sitemap.xml", "/sitemap-1.xml", "/sitemap-feeds-1.xml", "/news-sitemap.xml"]
VALIDATED = [*PAGES, "/feeds.opml", "/robots.txt", *SITEMAPS]


@pytest.mark.parametrize("path", [*VALIDATED, "/static/style.css"])
def test_every_page_has_validators_and_says_how_long_it_is_good(
    client: FlaskClient, path: str
) -> None:
    with client.get(path) as whole:
        tag = whole.headers["ETag"]
        kept = {name: whole.headers[name] for name in ("ETag", "Cache-Control")}
    stale, other, star = (
        client.get(path, headers={"If-None-Match": value})
        for value in (f'"x", W/{tag}', '"x"', "*")
    )

    with stale, other, star:
        assert (stale.status_code, other.status_code, star.status_code) == (304, 200, 304)
        assert stale.data == b""
        assert {name: stale.headers[name] for name in kept} == kept
        assert "max-age=" in kept["Cache-Control"]
        for answer in (stale, other):
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
            assert "Vary" not in answer.headers


@pytest.mark.parametrize("path", [*VALIDATED, "/healthz", "/static/page.js", "/nothing", "/feeds"])
def test_head_is_get_without_the_body(client: FlaskClient, path: str) -> None:
    with client.get(path) as whole, client.head(path) as head:
        assert head.status_code == whole.status_code
        assert dict(head.headers) == dict(whole.headers)
        assert head.headers["Content-Length"] == str(len(whole.data))
        assert head.data == b""


@pytest.mark.parametrize("path", VALIDATED)
@pytest.mark.parametrize("query", ["x", "utm_source=reader&p=2", "feed=rss2", "%ff=%00", "?" * 99])
def test_a_query_changes_nothing(client: FlaskClient, path: str, query: str) -> None:
    bare, asked = client.get(path), client.get(path, query_string=query)

    assert asked.data == bare.data
    assert dict(asked.headers) == dict(bare.headers)


@pytest.mark.parametrize("path", PAGES)
def test_the_language_of_the_browser_changes_no_page(client: FlaskClient, path: str) -> None:
    english, chinese = (
        client.get(path, headers={"Accept-Language": language}) for language in ("en", "zh")
    )

    assert english.headers["ETag"] == chinese.headers["ETag"]


@pytest.mark.parametrize(
    "path",
    [
        "/articles/nobody",
        "/articles/Nobody.html",
        "/articles/Listen",
        "/feeds/tag/nobody",
        "/feeds/tag/nobody.atom",
        "/feeds/Tag/ＴＥＡ.rss",
        "/feeds/tag/主题教育",
        "/feeds/section/中国品牌/没有.json",
        "/feeds/author/潘旺旺",
    ],
)
def test_what_leads_elsewhere_or_nowhere_looks_through_no_table(
    newsroom: Site, client: FlaskClient, path: str
) -> None:
    asked: list[tuple[str, Any]] = []
    event.listen(
        Engine,
        "before_cursor_execute",
        note := lambda _c, _cursor, statement, values, *_: asked.append((statement, values)),
    )
    try:
        status = client.get(path).status_code
    finally:
        event.remove(Engine, "before_cursor_execute", note)

    with closing(sqlite3.connect(newsroom.root / "feeds.state" / "catalog.sqlite3")) as catalog:
        steps = [
            step
            for statement, values in asked
            if statement.startswith("SELECT")
            for *_, step in catalog.execute(f"EXPLAIN QUERY PLAN {statement}", values)
        ]
    assert status in (301, 404)
    assert steps
    assert [step for step in steps if not step.startswith("SEARCH")] == []


def test_drafts_and_future_articles_show_on_no_page(newsroom: Site, client: FlaskClient) -> None:
    newsroom.article("draft.md", title="Secret draft", slug="secret-draft", draft="true")
    newsroom.article("future.md", title="Secret future", slug="secret-future", date="2099-01-01")
    newsroom.build(after=60)

    assert all("Secret" not in client.get(path).text for path in PAGES)
    assert client.get("/articles/secret-draft").status_code == 404
    assert client.get("/articles/secret-future").status_code == 404
