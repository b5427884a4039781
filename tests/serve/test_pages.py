import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from tests.conftest import Site
from tests.serve.reading_pages import Element, Page

BASE = "https://feeds.example.cn"
DUMP = "/articles/yixuezhuhun-yixuezengzhi"
PAGES = [
    "/",
    "/feeds/",
    "/feeds/all",
    "/feeds/tag/tea",
    "/feeds/section/zhongguopinpai",
    "/articles/listen",
    "/articles/trick",
    DUMP,
    "/sitemap",
]


def shown(client: FlaskClient, path: str) -> Page:
    """Return a page as those see it who prefer English."""
    answer = client.get(path, headers={"Accept-Language": "en"})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    return Page(answer.text)


def is_data(script: Element) -> bool:
    """Tell whether a script is one that no browser runs."""
    return script.attributes.get("type") == "application/ld+json"


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
    assert page.one("h1").text.strip() == "大国新村"
    assert links["Listen"] == f"{BASE}/articles/listen"
    assert links["以学铸魂 以学增智"] == BASE + DUMP
    assert links["中国品牌"] == f"{BASE}/feeds/section/zhongguopinpai"
    assert links["主题教育 3 articles"] == f"{BASE}/feeds/tag/zhutijiaoyu"
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
    assert page.links()["More articles"] == f"{BASE}/feeds/all"


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_the_navigation_of_the_publisher(
    newsroom: Site, connect: Callable[[Site], FlaskClient], path: str
) -> None:
    newsroom.variables["FEEDSVC_SITE__LINK"] = "https://news.example.cn/"
    newsroom.build()

    links = shown(connect(newsroom), path).links()

    assert links["Home"] == "https://news.example.cn/"
    assert links["Site map"] == f"{BASE}/sitemap"
    assert links["All feeds"] == f"{BASE}/feeds/"
    assert links["OPML"] == f"{BASE}/feeds.opml"
    assert links["大国新村"] == f"{BASE}/"


@pytest.mark.parametrize(
    ("path", "names"), [("/", ["Home"]), ("/feeds/", ["All feeds"] * 2), ("/sitemap", ["Site map"])]
)
def test_the_navigation_tells_where_one_is(
    client: FlaskClient, path: str, names: list[str]
) -> None:
    current = shown(client, path).all("a", **{"aria-current": "page"})

    assert [each.text for each in current if each.text in names][: len(names)] == names


def test_pictures_of_articles_are_shown_beside_their_titles(
    newsroom: Site, client: FlaskClient
) -> None:
    picture = "https://media.example.org/boat.jpg"
    newsroom.article("boat.md", title="Boat", image=picture, date="2026-03-12T12:00:30Z")
    newsroom.build(after=60)

    for path in ("/", "/feeds/all"):
        image = shown(client, path).one("img", src=picture).attributes
        assert image["alt"] == ""
    assert "loading" not in shown(client, "/").one("img", src=picture).attributes


@pytest.mark.parametrize("path", ["/feeds", "/feeds//"])
def test_the_directory_has_one_address(client: FlaskClient, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 301
    assert answer.headers["Location"] == f"{BASE}/feeds/"


def test_a_feed_page_shows_its_entries_and_how_to_subscribe(client: FlaskClient) -> None:
    page = shown(client, "/feeds/section/zhongguopinpai/qiyedangjian")

    assert page.one("h1").text == "企业党建"
    assert page.one("h2", id="subscribe").text == "Subscribe"
    assert page.links()["以学铸魂 以学增智"] == BASE + DUMP
    assert "第一批主题教育" in page.one("p", **{"class": "summary"}).text
    url = f"{BASE}/feeds/section/zhongguopinpai/qiyedangjian.atom"
    address = page.one("input", type="text").attributes
    assert address["value"] == url
    assert "readonly" in address
    assert page.links()["NewsBlur"] == f"https://www.newsblur.com/?url={quote(url, safe='')}"


def test_a_feed_page_tells_where_it_stands_and_what_lies_near(client: FlaskClient) -> None:
    below = shown(client, "/feeds/section/zhongguopinpai/qiyedangjian")
    above = shown(client, "/feeds/section/zhongguopinpai").links()

    crumbs = below.one("nav", **{"class": "breadcrumb"}).text.split()
    assert crumbs == ["Home", "中国品牌", "企业党建"]
    assert below.links()["中国移动"] == f"{BASE}/feeds/tag/zhongguoyidong"
    assert above["乡村振兴"] == f"{BASE}/feeds/section/zhongguopinpai/xiangcunzhenxing"


def test_a_feed_page_tells_how_many_entries_the_feed_itself_holds(
    newsroom: Site, connect: Callable[[Site], FlaskClient]
) -> None:
    newsroom.variables["FEEDSVC_FEEDS__LIMIT"] = "2"
    newsroom.build()

    page = shown(connect(newsroom), "/feeds/all")

    assert len(page.all("article")) == 4
    said = page.one("p", **{"class": "byline"}).text
    assert said.split("\n") == ["4 articles", "The feed itself holds the newest 2.", ""]


def test_a_long_feed_is_shown_in_parts(newsroom: Site, client: FlaskClient) -> None:
    for number in range(60):
        newsroom.article(f"{number}.md", title=f"N{number}", date=f"2026-01-01T10:{number:02}:00Z")
    newsroom.build(after=60)

    first, last = shown(client, "/feeds/all"), shown(client, "/feeds/all?page=3")

    assert (len(first.all("article")), len(last.all("article"))) == (25, 14)
    assert first.links()["Next"] == f"{BASE}/feeds/all?page=2"
    assert first.links()["Last"] == f"{BASE}/feeds/all?page=3"
    assert last.links()["Previous"] == f"{BASE}/feeds/all?page=2"
    assert "Next" not in last.links()
    assert last.one("link", rel="canonical").attributes["href"] == f"{BASE}/feeds/all?page=3"
    assert "Page 3 of 3" in last.one("nav", **{"class": "pager"}).text


@pytest.mark.parametrize("page", ["0", "2", "-1", "x", "", "１", "99999999", "1.5"])
def test_a_part_that_is_not_there_is_not_found(client: FlaskClient, page: str) -> None:
    assert client.get("/feeds/all", query_string={"page": page}).status_code == 404


def test_entries_are_shown_as_readers_show_them(newsroom: Site, client: FlaskClient) -> None:
    newsroom.article("long.md", title="Long", body="A word and another. " * 90, date="2026-03-05")
    newsroom.build(after=60)

    page = shown(client, "/feeds/all")

    summaries = [each.text for each in page.all("p", **{"class": "summary"})]
    assert max(map(len, summaries)) <= 200
    assert page.links()["Ann Lee"] == f"{BASE}/feeds/author/ann-lee"
    assert page.links()["Audio"] == "https://media.example.org/listen.mp3"
    assert "4.8 MB" in page.one("main").text


def test_archives_are_pages_too(newsroom: Site, connect: Callable[[Site], FlaskClient]) -> None:
    newsroom.variables |= {"FEEDSVC_FEEDS__ARCHIVES": "all", "FEEDSVC_FEEDS__LIMIT": "2"}
    for month in (9, 10, 11, 12):
        for day in (1, 2):
            newsroom.article(f"{month}-{day}.md", f"D{day}", date=f"2025-{month:02}-{day:02}")
    newsroom.build()
    client = connect(newsroom)

    months = shown(client, "/feeds/archive/all/").links()
    page = shown(client, "/feeds/archive/all/2025-10")

    assert months["October 2025"] == f"{BASE}/feeds/archive/all/2025-10"
    assert shown(client, "/feeds/all").links()["October 2025"] == months["October 2025"]
    assert page.one("h1").text == "October 2025"
    assert [each.text for each in page.all("h2") if each.text.startswith("D")] == ["D2", "D1"]
    assert page.links()["Newer: November 2025"] == f"{BASE}/feeds/archive/all/2025-11"
    assert page.links()["Older: September 2025"] == f"{BASE}/feeds/archive/all/2025-09"
    assert client.get(f"{page.links()['Atom'][len(BASE) :]}").status_code == 200
    for path in ("/feeds/archive/tag/tea/", "/feeds/archive/all/1999-01"):
        assert client.get(path).status_code == 404


def test_the_site_map_leads_everywhere(client: FlaskClient) -> None:
    page = shown(client, "/sitemap")

    hrefs = {each.attributes["href"] for each in page.all("a")}
    feeds = ("section/zhongguopinpai/qiyedangjian", "tag/zhutijiaoyu", "author/panwangwang")
    lists = ("feeds/", "feeds/all", "feeds.opml", "sitemap.xml", "news-sitemap.xml")
    assert {f"{BASE}/feeds/{feed}" for feed in feeds} | {
        f"{BASE}/{each}" for each in lists
    } <= hrefs


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

    chinese, english = (
        shown(client, f"/articles/{slug}?lang=zh-Hans").one("time").text for slug in ("zh", "en")
    )
    assert (chinese, english) == ("2026年3月2日 00:30", "2026年3月2日 12:00")


def test_the_time_zone_of_the_settings_holds_for_all(
    newsroom: Site, connect: Callable[[Site], FlaskClient]
) -> None:
    newsroom.variables["FEEDSVC_SITE__TIMEZONE"] = "America/New_York"
    newsroom.build()

    page = shown(connect(newsroom), "/articles/listen?lang=zh-Hans")

    assert page.all("time")[0].text == "2026年3月1日 15:00"


def test_an_article_tells_where_it_stands_and_what_is_before_and_after_it(
    newsroom: Site, client: FlaskClient
) -> None:
    for day in (1, 2, 3):
        newsroom.article(f"{day}.md", f"Day {day}", date=f"2026-01-0{day}", section="a/b")
    newsroom.build(after=60)
    slug = newsroom.entry("Day 2").slug

    page = shown(client, f"/articles/{slug}")

    crumbs = page.one("nav", **{"class": "breadcrumb"}).text.split()
    assert crumbs == ["Home", "a", "b", "Article"]
    assert page.one("li", **{"aria-current": "page"}).text == "Article"
    neighbours = page.one("nav", **{"class": "neighbours"}).text.split()
    assert neighbours == ["Older", "article", "Day", "1", "Newer", "article", "Day", "3"]


def test_an_article_has_one_heading_above_those_in_its_text(
    newsroom: Site, client: FlaskClient
) -> None:
    body = "<h1>First</h1><p>Text &lt;h1&gt;.</p><h2>Second</h2><h6>Last</h6>"
    newsroom.article("h.html", title="Title", slug="h", body=body)
    newsroom.build(after=60)

    page = shown(client, "/articles/h")

    assert page.one("h1").text == "Title"
    levels = {each.text: each.tag for each in page.elements if each.tag in ("h2", "h3", "h4")}
    assert (levels["First"], levels["Second"], levels["Last"]) == ("h2", "h3", "h4")


def test_an_article_tells_programs_what_it_is(newsroom: Site, client: FlaskClient) -> None:
    newsroom.article(
        "boat.md",
        title='A "boat" & <more>',
        slug="boat",
        image="https://media.example.org/boat.jpg",
        date="2026-03-03T10:00:00Z",
        author="Ann Lee",
        tags="[tea, boats]",
        section="culture/audio",
        lang="zh",
    )
    newsroom.build(after=60)

    page = shown(client, "/articles/boat")

    article, trail = (
        json.loads(each.text) for each in page.all("script", type="application/ld+json")
    )
    url = f"{BASE}/articles/boat"
    said = {
        each.attributes["property"]: each.attributes["content"]
        for each in page.all("meta")
        if "property" in each.attributes
    }
    assert article["@type"] == "NewsArticle"
    assert article["headline"] == said["og:title"] == 'A "boat" & <more>'
    assert article["datePublished"] == said["article:published_time"] == "2026-03-03T10:00:00Z"
    assert article["author"] == [{"@type": "Person", "name": "Ann Lee"}]
    assert article["image"]["url"] == said["og:image"] == "https://media.example.org/boat.jpg"
    assert said["og:url"] == url == page.one("link", rel="canonical").attributes["href"]
    assert (said["og:type"], said["og:locale"]) == ("article", "zh_CN")
    assert (said["article:section"], said["article:tag"]) == ("audio", "boats")
    steps = [(each["position"], each["name"], each["item"]) for each in trail["itemListElement"]]
    assert [step[1:] for step in steps[1:]] == [
        ("culture", f"{BASE}/feeds/section/culture"),
        ("audio", f"{BASE}/feeds/section/culture/audio"),
        ('A "boat" & <more>', url),
    ]
    assert [step[0] for step in steps] == [1, 2, 3, 4]


def test_an_article_that_has_its_own_page_elsewhere_points_there(
    newsroom: Site, connect: Callable[[Site], FlaskClient]
) -> None:
    newsroom.variables["FEEDSVC_SITE__ARTICLE_URL"] = "https://news.example.cn/{slug}.html"
    newsroom.build()
    client = connect(newsroom)

    there = "https://news.example.cn/listen.html"
    assert shown(client, "/").links()["Listen"] == there
    assert client.get("/articles/listen").headers["Location"] == there


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
    loaded += [each.attributes["src"] for each in page.all("script") if not is_data(each)]
    assert loaded == ["/static/style.css", "/static/page.js"]
    for url in loaded:
        with client.get(url) as static:
            assert static.status_code == 200
    assert page.all("style") == []
    assert not any("style" in each.attributes for each in page.elements)
    assert answer.headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
        "font-src 'self'; img-src * data:; media-src *; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


def test_pages_speak_the_language_of_the_site_or_the_article(client: FlaskClient) -> None:
    for path in ("/", DUMP, "/sitemap"):
        answer = client.get(path)
        assert Page(answer.text).one("html").attributes["lang"] == "zh-Hans"
        assert answer.headers["Content-Language"] == "zh-Hans"


def test_what_is_in_another_language_than_the_page_says_so(
    newsroom: Site, client: FlaskClient
) -> None:
    newsroom.article("fr.md", title="Bonjour", slug="bonjour", lang="fr", tags="[fr]")
    newsroom.article("he.md", title="שלום", slug="shalom", lang="he")
    newsroom.build(after=60)

    article, feed = shown(client, "/articles/bonjour"), shown(client, "/feeds/tag/fr")
    hebrew = shown(client, "/articles/shalom")

    assert article.one("html").attributes["lang"] == "en"
    assert article.one("h1").attributes["lang"] == "fr"
    assert article.one("div", **{"class": "prose"}).attributes["lang"] == "fr"
    assert (
        next(each for each in feed.all("h2") if each.text == "Bonjour").attributes["lang"] == "fr"
    )
    assert hebrew.one("h1").attributes["dir"] == "rtl"


def test_the_language_of_the_settings_decides_for_the_site(
    newsroom: Site, connect: Callable[[Site], FlaskClient]
) -> None:
    newsroom.variables["FEEDSVC_SITE__LANGUAGE"] = "en"
    newsroom.build()

    page = Page(connect(newsroom).get("/").text)

    assert page.one("html").attributes["lang"] == "en"


@pytest.mark.parametrize("path", PAGES)
def test_every_page_leads_to_itself_in_the_other_language(client: FlaskClient, path: str) -> None:
    page = shown(client, path)

    other = page.links()["简体中文"]
    assert other == f"{BASE}{path}?lang=zh-Hans"
    assert shown(client, other[len(BASE) :]).one("html").attributes["lang"] == "zh-Hans"


@pytest.mark.parametrize(
    "path", ["/", "/feeds/", "/feeds/all", "/feeds/tag/i-tag-i", "/articles/trick"]
)
def test_no_text_of_an_article_becomes_markup(client: FlaskClient, path: str) -> None:
    page = shown(client, path)

    assert len([each for each in page.all("script") if not is_data(each)]) == 1
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
            assert answer.headers.get("Vary") == ("Accept-Language" if path in PAGES else None)


@pytest.mark.parametrize("path", [*VALIDATED, "/healthz", "/static/page.js", "/nothing", "/feeds"])
def test_head_is_get_without_the_body(client: FlaskClient, path: str) -> None:
    with client.get(path) as whole, client.head(path) as head:
        assert head.status_code == whole.status_code
        # Expires is the hour of the answer, which a second may begin between.
        assert {**head.headers, "Expires": ""} == {**whole.headers, "Expires": ""}
        assert head.headers["Content-Length"] == str(len(whole.data))
        assert head.data == b""


@pytest.mark.parametrize("path", VALIDATED)
@pytest.mark.parametrize("query", ["x", "utm_source=reader&p=2", "feed=rss2", "%ff=%00", "?" * 99])
def test_a_query_changes_nothing(client: FlaskClient, path: str, query: str) -> None:
    bare, asked = client.get(path), client.get(path, query_string=query)

    assert asked.data == bare.data
    assert dict(asked.headers) == dict(bare.headers)


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
def test_what_leads_elsewhere_or_nowhere_looks_through_no_table_of_articles(
    newsroom: Site, client: FlaskClient, path: str
) -> None:
    client.get("/nothing")  # What error pages say of the site is looked up once.
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
    # Names like the one that leads nowhere are looked for among those of the feeds, and no further.
    names = {"SCAN feeds USING INDEX feeds_by_size"} if status == 404 else set()
    assert status in (301, 404)
    assert steps
    assert {step for step in steps if step.startswith("SCAN")} <= names


def test_drafts_and_future_articles_show_on_no_page(newsroom: Site, client: FlaskClient) -> None:
    newsroom.article("draft.md", title="Secret draft", slug="secret-draft", draft="true")
    newsroom.article("future.md", title="Secret future", slug="secret-future", date="2099-01-01")
    newsroom.build(after=60)

    assert all("Secret" not in client.get(path).text for path in PAGES)
    assert client.get("/articles/secret-draft").status_code == 404
    assert client.get("/articles/secret-future").status_code == 404


def test_an_article_with_very_many_long_tags_stays_a_light_page(
    newsroom: Site, connect: Callable[[Site], FlaskClient]
) -> None:
    tags = [f"{number} {'很长的标签' * 12}" for number in range(110)]
    newsroom.article("many.md", "Many", slug="many", tags=f"[{', '.join(tags)}]")
    newsroom.build()

    page = shown(connect(newsroom), "/articles/many")

    tagged = [each for each in page.all("a") if "/feeds/tag/" in each.attributes["href"]]
    titles = {each.attributes["title"] for each in page.all("link", type="application/atom+xml")}
    data = [json.loads(each.text) for each in page.all("script") if is_data(each)]
    assert len(tagged) == 40
    assert all(len(each.text) <= 50 for each in tagged)
    assert len(page.all("meta", property="article:tag")) == 20
    assert len(titles) == 13
    assert len(data[0]["keywords"]) == 20
    answer = connect(newsroom).get("/articles/many")
    assert len(answer.data) < 70_000


def test_a_feed_in_json_alone_is_offered_to_readers_that_take_it(
    newsroom: Site, connect: Callable[[Site], FlaskClient]
) -> None:
    (newsroom.root / "feedsvc.toml").write_text(
        '[feeds.saved.brew]\nany.tags = ["tea"]\nformats = ["json"]\n', "utf-8"
    )
    newsroom.build()

    links = shown(connect(newsroom), "/feeds/saved/brew").links()

    assert {"Feedbin", "Inoreader", "NewsBlur"} <= links.keys()
    assert not {"Feedly", "The Old Reader"} & links.keys()
