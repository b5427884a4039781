from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from feedsvc import operations
from feedsvc.serve.wording import CHINESE, ENGLISH
from tests.conftest import Site
from tests.serve.reading_pages import Page

PAGES = [
    "/",
    "/feeds/",
    "/feeds/all",
    "/feeds/all.atom",
    "/feeds/tag/主题教育.atom",
    "/feeds.opml",
    "/articles/listen",
]


@pytest.mark.parametrize("path", PAGES)
def test_before_the_first_run_a_page_asks_for_patience(
    newsroom: Site, connect: Callable[[Site], FlaskClient], path: str
) -> None:
    answer = connect(newsroom).get(path)

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


@pytest.mark.parametrize("path", ["/nothing", "/articles/nothing", "/feeds/nothing"])
def test_what_is_not_there_is_a_page_that_offers_the_feeds(client: FlaskClient, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 404
    links = Page(answer.text).links()
    assert list(links.values())[-1] == "https://feeds.example.cn/feeds/"


@pytest.mark.parametrize(
    ("accepted", "words"),
    [("zh-CN,zh;q=0.9,en;q=0.8", CHINESE), ("en-GB", ENGLISH), ("fr", ENGLISH), ("", ENGLISH)],
)
def test_an_error_page_speaks_the_language_of_the_browser_where_no_setting_says(
    client: FlaskClient, accepted: str, words: dict[str, str]
) -> None:
    page = Page(client.get("/nothing", headers={"Accept-Language": accepted}).text)

    assert page.one("h1").text == words["not-found"]


def test_an_error_page_speaks_the_language_of_the_settings(
    newsroom: Site, connect: Callable[[Site], FlaskClient]
) -> None:
    newsroom.variables["FEEDSVC_SITE__LANGUAGE"] = "zh-CN"

    page = Page(connect(newsroom).get("/nothing", headers={"Accept-Language": "en"}).text)

    assert page.one("h1").text == CHINESE["not-found"]


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


def test_both_languages_have_the_same_words() -> None:
    assert CHINESE.keys() == ENGLISH.keys()
