import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, event
from werkzeug.test import TestResponse

from feedsvc import operations
from tests.conftest import Site
from tests.serve.reading_pages import Page

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
UNAVAILABLE = "Not available right now"
PAGES = [
    "/",
    "/feeds/",
    "/feeds/all",
    "/feeds/all.atom",
    "/feeds/tag/主题教育.atom",
    "/feeds.opml",
    "/sitemap",
    "/sitemap.xml",
    "/sitemap-1.xml",
    "/news-sitemap.xml",
    "/articles/listen",
]
PAGES_OF_A_CATALOG = [
    "/",
    "/feeds/",
    "/feeds/all",
    "/feeds.opml",
    "/sitemap",
    "/sitemap.xml",
    "/sitemap-1.xml",
    "/news-sitemap.xml",
    "/articles/listen",
    "/articles/nobody",
    "/Feeds/Tag/Tea.atom",
]


def heading(answer: TestResponse) -> str:
    return Page(answer.text).one("h1").text


@pytest.mark.parametrize("path", PAGES)
def test_before_the_first_run_a_page_asks_for_patience(
    newsroom: Site, connect: Callable[[Site], FlaskClient], path: str
) -> None:
    answer = connect(newsroom).get(path, headers=BROWSER)

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "2"
    assert answer.headers["Cache-Control"] == "no-store"
    assert Page(answer.text).one("meta", **{"http-equiv": "refresh"}).attributes["content"] == "2"
    assert not newsroom.output.exists()
    assert not (newsroom.root / "feeds.state").exists()


@pytest.mark.parametrize("path", PAGES)
def test_during_the_first_run_a_page_asks_for_patience(
    newsroom: Site, connect: Callable[[Site], FlaskClient], path: str
) -> None:
    services = newsroom.services
    operations.make_ready(services)

    answer = connect(newsroom).get(path)

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "2"


def test_a_site_that_shows_no_article_yet_has_a_home_page_all_the_same(
    site: Site, connect: Callable[[Site], FlaskClient]
) -> None:
    site.article("draft.md", draft="true")
    site.build()

    assert connect(site).get("/").status_code == 200


@pytest.mark.parametrize("path", ["/", "/articles/listen"])
def test_a_broken_catalog_is_told_to_the_log_and_not_to_readers(
    newsroom: Site, client: FlaskClient, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    catalog = newsroom.root / "feeds.state" / "catalog.sqlite3"
    catalog.write_bytes(b"not a database" * 500)

    answer = client.get(path)

    assert answer.status_code == 503
    assert str(catalog) in caplog.text
    assert "catalog" not in answer.text


@pytest.mark.parametrize("path", PAGES_OF_A_CATALOG)
def test_a_catalog_that_cannot_be_read_leaves_pages_out_and_feeds_alone(
    newsroom: Site, client: FlaskClient, path: str
) -> None:
    (newsroom.root / "feeds.state" / "catalog.sqlite3").write_bytes(b"not a database" * 500)

    answer = client.get(path, headers=BROWSER)

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Feeds are not affected" in Page(answer.text).one("main").text
    assert client.get("/feeds/all.atom").status_code == 200


@pytest.mark.parametrize("path", PAGES_OF_A_CATALOG)
def test_a_catalog_that_is_gone_is_not_a_site_without_articles(
    newsroom: Site, client: FlaskClient, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    for file in newsroom.root.glob("feeds.state/catalog*"):
        file.unlink()

    answer = client.get(path, headers=BROWSER)

    assert answer.status_code == 503
    assert heading(answer) == UNAVAILABLE
    assert "there is no catalog" in caplog.text
    assert client.get("/feeds/all.atom").status_code == 200


@pytest.mark.slow
def test_a_catalog_that_another_program_holds_is_told_as_one_that_cannot_be_read(
    newsroom: Site, client: FlaskClient
) -> None:
    with closing(sqlite3.connect(newsroom.root / "feeds.state" / "catalog.sqlite3")) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        answer = client.get("/articles/listen")

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert heading(answer) == UNAVAILABLE


def test_a_state_folder_that_nobody_lets_us_look_into_is_told_to_the_log(
    as_nobody: Path, connect: Callable[[Site], FlaskClient], caplog: pytest.LogCaptureFixture
) -> None:
    site = Site(as_nobody)
    site.article("a.md", slug="a")
    site.build()
    client = connect(site)
    state = as_nobody / "feeds.state"
    state.chmod(0)

    paths = ("/", "/articles/a", "/feeds/tag/x", "/feeds.opml")
    answers = [client.get(path, headers=BROWSER) for path in paths]

    state.chmod(0o700)
    assert {answer.status_code for answer in answers} == {503}
    assert {heading(answer) for answer in answers} == {UNAVAILABLE}
    assert "cannot be reached: Permission denied" in caplog.text


@pytest.mark.parametrize("keeps_catalog", [True, False])
def test_a_document_that_cannot_be_read_is_not_one_that_is_yet_to_be_published(
    as_nobody: Path,
    connect: Callable[[Site], FlaskClient],
    caplog: pytest.LogCaptureFixture,
    keeps_catalog: bool,
) -> None:
    site = Site(as_nobody)
    site.article("a.md")
    site.build()
    client = connect(site)
    document = site.output / "all.atom"
    document.chmod(0)
    if not keeps_catalog:
        for file in site.root.glob("feeds.state/catalog*"):
            file.unlink()

    answer = client.get("/feeds/all.atom", headers=BROWSER)

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert heading(answer) == "This feed cannot be read right now"
    assert "are not affected" not in answer.text
    assert str(document) in caplog.text


@pytest.mark.parametrize("path", ["/nothing", "/articles/nothing", "/feeds/nothing"])
def test_what_is_not_there_is_a_page_that_leads_to_the_feeds(
    client: FlaskClient, path: str
) -> None:
    answer = client.get(path)

    assert answer.status_code == 404
    assert "https://feeds.example.cn/feeds/" in Page(answer.text).links().values()
    assert "https://feeds.example.cn/" in Page(answer.text).links().values()


@pytest.mark.parametrize("path", ["/nothing", "/articles/nothing", "/feeds/nothing.atom"])
def test_what_is_not_there_announces_the_feed_of_the_site(client: FlaskClient, path: str) -> None:
    announced = Page(client.get(path, headers=BROWSER).text).announced()

    assert [url for *_, url in announced] == [
        f"https://feeds.example.cn/feeds/all.{extension}" for extension in ("atom", "rss", "json")
    ]


@pytest.mark.parametrize(
    ("accepted", "tag"),
    [("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"), ("en-GB", "en"), ("fr", "zh-Hans"), ("", "zh-Hans")],
)
def test_an_error_page_speaks_the_language_of_its_visitor(
    client: FlaskClient, accepted: str, tag: str
) -> None:
    answer = client.get("/nothing", headers={"Accept-Language": accepted})

    assert Page(answer.text).one("html").attributes["lang"] == tag
    assert (heading(answer) == "There is no such page") is (tag == "en")


def test_an_error_page_speaks_the_language_of_the_settings_to_whoever_has_none_of_ours(
    newsroom: Site, connect: Callable[[Site], FlaskClient]
) -> None:
    newsroom.variables["FEEDSVC_SITE__LANGUAGE"] = "zh-CN"

    answer = connect(newsroom).get("/nothing", headers={"Accept-Language": "fr"})

    assert Page(answer.text).one("html").attributes["lang"] == "zh-Hans"


@pytest.mark.parametrize("path", ["/", "/feeds/all.atom", "/feeds/all", "/healthz"])
def test_a_page_cannot_be_written_to(client: FlaskClient, path: str) -> None:
    answer = client.post(path)

    assert answer.status_code == 405
    assert {"GET", "HEAD"} <= set(answer.headers["Allow"].split(", "))


def test_our_own_mistake_is_told_to_the_log_and_not_to_readers(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    @client.application.get("/mistake")
    def mistake() -> str:
        raise RuntimeError("secret detail")

    answer = client.get("/mistake")

    assert answer.status_code == 500
    assert "secret detail" not in answer.text
    assert "RuntimeError: secret detail" in caplog.text
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


@pytest.mark.parametrize("path", ["/nothing", "/articles/listen", "/feeds/tag/nobody"])
def test_an_error_page_says_whose_it_is_and_speaks_as_the_site_does(
    newsroom: Site, connect: Callable[[Site], FlaskClient], path: str
) -> None:
    newsroom.build()
    (newsroom.content / "listen.md").unlink()
    newsroom.build(after=60)

    answer = connect(newsroom).get(path, headers=BROWSER | {"Accept-Language": "fr"})

    page = Page(answer.text)
    assert answer.status_code in (404, 410)
    assert page.one("html").attributes["lang"] == "zh-Hans"
    assert page.one("p", **{"class": "site"}).text.strip() == "大国新村"
    assert page.one("title").text.endswith(" - 大国新村")
    assert {title for _, title, _ in page.announced()} == {
        f"大国新村 ({format})" for format in ("Atom", "RSS", "JSON Feed")
    }


def test_a_document_that_is_to_come_is_told_in_the_name_of_the_site(
    newsroom: Site, client: FlaskClient
) -> None:
    (newsroom.output / "tag" / "tea.atom").unlink()

    page = Page(client.get("/feeds/tag/tea.atom", headers=BROWSER).text)

    assert page.one("p", **{"class": "site"}).text.strip() == "大国新村"


def test_an_error_page_knows_the_new_name_of_the_site(newsroom: Site, client: FlaskClient) -> None:
    def name() -> str:
        return Page(client.get("/nothing").text).one("p", **{"class": "site"}).text.strip()

    before = name()
    for file in (newsroom.content / "dumps").iterdir():
        file.write_text(file.read_text("utf-8").replace("大国新村", "新村大国"), "utf-8")
    newsroom.build(after=60)

    assert (before, name()) == ("大国新村", "新村大国")


def test_an_error_page_asks_the_catalog_nothing_that_it_knows(
    newsroom: Site, client: FlaskClient
) -> None:
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    client.get("/articles/nobody.png")
    event.listen(Engine, "before_cursor_execute", note)
    try:
        client.post("/")
    finally:
        event.remove(Engine, "before_cursor_execute", note)

    assert asked == []
