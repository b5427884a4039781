import unicodedata
from collections.abc import Callable
from typing import Literal

import feedparser
import pytest
from flask.testing import FlaskClient

from feedsvc import operations
from tests.conftest import Site

SITE = "https://feeds.example.cn"
BASE = f"{SITE}/feeds"


@pytest.mark.parametrize(
    ("asked", "target"),
    [
        ("tag/主题教育.atom", "tag/zhutijiaoyu.atom"),
        ("tag/主题教育", "tag/zhutijiaoyu"),
        ("section/中国品牌.json", "section/zhongguopinpai.json"),
        ("section/中国品牌/企业党建.rss", "section/zhongguopinpai/qiyedangjian.rss"),
        ("section/中国品牌%2F企业党建", "section/zhongguopinpai/qiyedangjian"),
        ("author/潘旺旺.json", "author/panwangwang.json"),
        ("author/Ann Lee", "author/ann-lee"),
        ("tag/TEA.atom", "tag/tea.atom"),
        ("tag/ｔｅａ.atom", "tag/tea.atom"),
        ("Tag/ZhutiJiaoyu.ATOM", "tag/zhutijiaoyu.atom"),
        ("tag/tea.RSS", "tag/tea.rss"),
        ("tag/tea/", "tag/tea"),
        ("tag/tea.atom/", "tag/tea.atom"),
        ("tag/tea///", "tag/tea"),
        ("section//culture//audio.rss", "section/culture/audio.rss"),
        ("./tag/./tea.atom", "tag/tea.atom"),
        ("tag/none/../tea.atom", "tag/tea.atom"),
        ("TAG/TEA.RSS", "tag/tea.rss"),
        ("tag/ＴＥＡ．ＡＴＯＭ", "tag/tea.atom"),
        ("Section/Culture/Audio.Json", "section/culture/audio.json"),
        ("author/ann lee.rss", "author/ann-lee.rss"),
        ("tag/tea.xml", "tag/tea.rss"),
        ("tag/tea.atom.xml", "tag/tea.atom"),
        ("tag/主题教育.rss.xml", "tag/zhutijiaoyu.rss"),
        ("tag/tea/index.xml", "tag/tea.rss"),
        ("tag/tea/index.html", "tag/tea"),
        ("section/culture/index.html", "section/culture"),
        ("tag/tea.html", "tag/tea"),
        ("all.xml", "all.rss"),
        ("all.html", "all"),
        ("ALL.atom", "all.atom"),
        ("all/", "all"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_other_names_of_a_feed_lead_to_it_for_good(
    client: FlaskClient, asked: str, target: str, method: str
) -> None:
    answer = client.open(f"/feeds/{asked}", method=method, headers={"Host": "evil.example"})

    assert answer.status_code == 301
    assert answer.headers["Location"] == f"{BASE}/{target}"
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert client.get(answer.headers["Location"].removeprefix(SITE)).status_code == 200


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_a_native_name_is_known_in_every_unicode_form(
    newsroom: Site, client: FlaskClient, form: Literal["NFC", "NFD", "NFKC", "NFKD"]
) -> None:
    newsroom.article("cafe.md", tags="[Café ガイド]")
    newsroom.build(after=60)

    answer = client.get(f"/feeds/tag/{unicodedata.normalize(form, 'CAFÉ ガイド')}.atom")

    assert answer.status_code == 301
    assert answer.headers["Location"].startswith(f"{BASE}/tag/caf")
    assert client.get(answer.headers["Location"].removeprefix(SITE)).status_code == 200


@pytest.mark.parametrize(
    ("asked", "target"),
    [
        ("//", "/"),
        ("/.", "/"),
        ("/..", "/"),
        ("/index.html", "/"),
        ("/Feeds", "/feeds/"),
        ("/feeds", "/feeds/"),
        ("/FEEDS/", "/feeds/"),
        ("/feeds//", "/feeds/"),
        ("/feeds/index.html", "/feeds/"),
        ("/Feeds/All.ATOM", "/feeds/all.atom"),
        ("//feeds//all.atom", "/feeds/all.atom"),
        ("/../../feeds/all.atom", "/feeds/all.atom"),
        ("/ｆｅｅｄｓ/ａｌｌ.rss", "/feeds/all.rss"),
        ("/feeds/all.atom/", "/feeds/all.atom"),
        ("/Feeds.OPML", "/feeds.opml"),
        ("/feeds.opml/", "/feeds.opml"),
        ("/ROBOTS.TXT", "/robots.txt"),
        ("/opml", "/feeds.opml"),
        ("/feeds/feeds.opml", "/feeds.opml"),
        ("/index.opml", "/feeds.opml"),
        ("/SiteMap.XML", "/sitemap.xml"),
        ("/sitemap.xml/", "/sitemap.xml"),
        ("/sitemap/", "/sitemap"),
        ("/SiteMap", "/sitemap"),
        ("/sitemap.html", "/sitemap"),
        ("/sitemap/index.html", "/sitemap"),
        ("/site-map", "/sitemap"),
        ("/网站地图", "/sitemap"),
        ("/网站首页", "/"),
        ("/sitemap_index.xml", "/sitemap.xml"),
        ("/wp-sitemap.xml", "/sitemap.xml"),
        ("/news_sitemap.xml", "/news-sitemap.xml"),
        ("/sitemap-news.xml", "/news-sitemap.xml"),
        ("/HealthZ", "/healthz"),
        ("/ARTICLES/listen", "/articles/listen"),
        ("/articles/Listen", "/articles/listen"),
        ("/articles/ｌｉｓｔｅｎ", "/articles/listen"),
        ("/articles/listen/", "/articles/listen"),
        ("//articles///listen", "/articles/listen"),
        ("/articles/listen.html", "/articles/listen"),
        ("/articles/listen/index.html", "/articles/listen"),
        ("/articles", "/feeds/all"),
        ("/articles/", "/feeds/all"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_every_address_has_one_spelling(
    client: FlaskClient, asked: str, target: str, method: str
) -> None:
    environ = {"PATH_INFO": asked.encode().decode("latin-1"), "HTTP_HOST": "evil.example"}

    answer = client.open(method=method, environ_overrides=environ, query_string="from=there")

    assert answer.status_code == 301
    assert answer.headers["Location"] == SITE + target
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert "X-Content-Type-Options" in answer.headers
    assert "evil" not in answer.text
    assert client.get(target).status_code == 200


@pytest.mark.parametrize(
    ("extension", "addresses"),
    [
        ("atom", "/atom /atom.xml /feed.atom /feed/atom /feed/atom/ /feeds/atom.xml"),
        ("atom", "/index.atom /feeds/posts/default"),
        ("rss", "/feed /feed/ /feed.xml /rss /rss.xml /rss2.xml /index.xml /index.rss /feed.rss"),
        ("rss", "/feed/rss /feed/rss2/ /feed/index.xml /feeds/index.xml /feeds/rss.xml /RSS"),
        ("json", "/feed.json /feed/json /index.json /feeds/feed.json"),
    ],
)
def test_the_addresses_that_other_generators_give_a_sites_feed_lead_to_it(
    client: FlaskClient, extension: str, addresses: str
) -> None:
    locations = {client.get(path).headers.get("Location") for path in addresses.split()}

    assert locations == {f"{BASE}/all.{extension}"}


def test_the_sites_feed_is_found_without_a_catalog(newsroom: Site, client: FlaskClient) -> None:
    for file in newsroom.root.glob("feeds.state/catalog*"):
        file.unlink()

    assert client.get("/feed/").headers["Location"] == f"{BASE}/all.rss"
    assert client.get("/Feeds/ALL.Atom").headers["Location"] == f"{BASE}/all.atom"


def test_a_feed_keeps_its_address_when_its_name_comes_to_be_written_otherwise(
    newsroom: Site, client: FlaskClient
) -> None:
    newsroom.write("listen.md", "---\ntitle: Listen\ntags: [TEA]\nslug: heard\n---\nNew text.\n")
    newsroom.build(after=60)

    assert client.get("/feeds/tag/tea.atom").status_code == 200
    assert client.get("/feeds/tag/TEA.atom").headers["Location"] == f"{BASE}/tag/tea.atom"
    assert client.get("/articles/listen").status_code == 200


def test_during_the_first_run_nobody_says_that_a_name_leads_nowhere(
    newsroom: Site, connect: Callable[[Site], FlaskClient]
) -> None:
    operations.make_ready(newsroom.services)
    client = connect(newsroom)

    for path in ("/FEEDS/tag/x.atom", "/feeds/tag/没有", "/articles/X"):
        assert client.get(path).status_code == 503


def test_what_is_written_to_goes_nowhere_else(client: FlaskClient) -> None:
    assert client.post("/Feeds/All.atom").status_code == 404
    assert client.put("/feed.xml").status_code == 404


def test_the_api_has_no_other_spellings(client: FlaskClient) -> None:
    for path in ("/API/v1/runs", "/Api/V1/Runs", "/api//v1/runs", "/api/v1", "/api"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize(
    "asked",
    ["tag/没有.atom", "Tag/Nothing", "section/中国品牌/没有", "tag/", "tag", "all.txt", "中"],
)
def test_a_name_that_nobody_has_is_404_and_no_redirect(client: FlaskClient, asked: str) -> None:
    assert client.get(f"/feeds/{asked}").status_code == 404


def test_the_name_of_a_draft_leads_nowhere(newsroom: Site, client: FlaskClient) -> None:
    newsroom.article("draft.md", tags="[秘密]", draft="true")
    newsroom.build(after=60)

    assert client.get("/feeds/tag/秘密.atom").status_code == 404
    assert client.get("/feeds/tag/mimi").status_code == 404


def test_a_name_with_a_dot_or_a_slash_is_still_a_name(newsroom: Site, client: FlaskClient) -> None:
    newsroom.article("dotted.md", tags="[Node.js, AC/DC]")
    newsroom.build(after=60)

    assert client.get("/feeds/tag/Node.js").headers["Location"] == f"{BASE}/tag/node-js"
    assert client.get("/feeds/tag/node.js.rss").headers["Location"] == f"{BASE}/tag/node-js.rss"
    assert client.get("/feeds/tag/AC/DC").headers["Location"] == f"{BASE}/tag/ac-dc"


def test_a_name_may_end_as_an_address_does(newsroom: Site, client: FlaskClient) -> None:
    newsroom.article("package.md", tags="[package.json]")
    newsroom.build(after=60)

    page = client.get("/feeds/tag/package.json")
    document = client.get("/feeds/tag/package.json.atom")

    assert page.headers["Location"] == f"{BASE}/tag/package-json"
    assert document.headers["Location"] == f"{BASE}/tag/package-json.atom"


@pytest.fixture
def archived(newsroom: Site, connect: Callable[[Site], FlaskClient]) -> FlaskClient:
    """A client of a newsroom whose tag tea has archives."""
    newsroom.variables["FEEDSVC_FEEDS__LIMIT"] = "4"
    for month in range(1, 10):
        for day in (1, 15):
            date = f"2025-{month:02}-{day:02}"
            newsroom.article(f"{date}.md", title=date, date=date, tags="[tea]")
    newsroom.build()
    return connect(newsroom)


def next_archive(client: FlaskClient, extension: str = "atom") -> str:
    """Walk from the feed to its newest archive; return where that says that the next one is."""
    document = f"/feeds/tag/tea.{extension}"
    newest = _linked(client, document, "prev-archive")
    return _linked(client, newest, "next-archive")


def _linked(client: FlaskClient, path: str, relation: str) -> str:
    links = feedparser.parse(client.get(path).data).feed.links
    (found,) = [link.href for link in links if link.rel == relation]
    return str(found).removeprefix(SITE)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("extension", ["atom", "rss"])
def test_the_archive_that_will_close_next_is_the_feed_until_then(
    archived: FlaskClient, extension: str, method: str
) -> None:
    path = next_archive(archived, extension)

    answer = archived.open(path, method=method, headers={"Host": "evil.example"})

    assert path.startswith("/feeds/archive/tag/tea/20")
    assert answer.status_code == 307
    assert answer.headers["Location"] == f"{BASE}/tag/tea.{extension}"
    assert answer.headers["Cache-Control"] == "public, max-age=60"


def test_an_archive_that_nothing_names_is_404(archived: FlaskClient) -> None:
    path = next_archive(archived)

    for other in (
        "/feeds/archive/tag/tea/1999-01.atom",
        "/feeds/archive/tag/tea/2099-01.atom",
        "/feeds/archive/tag/none/2025-01.atom",
        "/feeds/archive/tag/zhongguoyidong/2026-01.atom",
        path.replace(".atom", ".txt"),
        path.replace(".atom", ""),
        path.replace("tag/tea", "saved/tea"),
        path.replace("-", "-0"),
    ):
        assert archived.get(other).status_code == 404
    assert archived.post(path).status_code == 404


@pytest.mark.parametrize(
    ("spelling", "target"),
    [
        ("/feeds/archive/tag/tea", "/feeds/archive/tag/tea/"),
        ("/Feeds/Archive/TAG/ＴＥＡ/", "/feeds/archive/tag/tea/"),
        ("/feeds/archive/tag/tea.html", "/feeds/archive/tag/tea/"),
        ("/feeds/archive/all", "/feeds/archive/all/"),
        ("/feeds/archive/tag/tea/{}/", "/feeds/archive/tag/tea/{}"),
        ("/feeds/archive/tag/TEA/{}.html", "/feeds/archive/tag/tea/{}"),
        ("/feeds/archive/tag/TEA/{}.ATOM", "/feeds/archive/tag/tea/{}.atom"),
    ],
)
def test_archives_and_their_lists_have_one_spelling(
    archived: FlaskClient, spelling: str, target: str
) -> None:
    newest = _linked(archived, "/feeds/tag/tea.atom", "prev-archive")
    name = newest.rpartition("/")[2].removesuffix(".atom")

    answer = archived.get(f"{spelling.format(name)}?lang=en&from=there")

    is_document = target.endswith(".atom")
    assert answer.status_code == 301
    assert answer.headers["Location"] == (
        SITE + target.format(name) + ("" if is_document else "?lang=en")
    )
    assert archived.get(target.format(name)).status_code == 200


@pytest.mark.parametrize("path", ["tag/none", "tag/zhutijiaoyu", "tag", "all/x", "none/tea"])
def test_a_feed_without_archives_has_no_list_of_them(archived: FlaskClient, path: str) -> None:
    assert archived.get(f"/feeds/archive/{path}").status_code == 404
    assert archived.get(f"/feeds/archive/{path}/").status_code == 404


@pytest.mark.parametrize("path", ["/feeds/tag/tea", "/feeds/all", "/feeds/archive/all/"])
def test_a_part_that_a_list_does_not_have_is_404(archived: FlaskClient, path: str) -> None:
    for number in ("99", "0", "x", "-1"):
        assert archived.get(f"{path}?page={number}").status_code == 404


def test_a_redirect_to_a_page_keeps_what_is_asked_of_it(client: FlaskClient) -> None:
    answer = client.get("/feeds?q=茶&feed=tag/tea&feed=all&lang=en&utm=x")

    assert answer.headers["Location"] == (f"{BASE}/?q=%E8%8C%B6&feed=tag%2Ftea&feed=all&lang=en")


def test_an_archive_names_itself_its_feed_and_the_page_of_its_feed(archived: FlaskClient) -> None:
    path = _linked(archived, "/feeds/tag/tea.atom", "prev-archive")

    assert archived.get(path).headers["Link"] == (
        f'<{SITE}{path}>; rel="self"; type="application/atom+xml", '
        f'<{BASE}/tag/tea.atom>; rel="current"; type="application/atom+xml", '
        f'<{BASE}/tag/tea>; rel="alternate"; type="text/html"'
    )
