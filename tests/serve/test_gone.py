"""What was published and is gone is 410; what readers never saw is as if it had never been."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from feedsvc import operations
from feedsvc.catalog import ledger
from feedsvc.model import Predecessor
from tests.conftest import NOON, Site
from tests.serve.reading_pages import Page

AHEAD = (NOON + timedelta(hours=1)).isoformat()


def seen(answer: TestResponse, name: str) -> tuple[int, str, list[tuple[str, str]]]:
    """Return what an answer says but for the *name* that was asked for."""
    text = answer.text.replace(quote(name), "…").replace(name, "…")
    length = ("Content-Length", str(len(answer.data)))
    return answer.status_code, text, sorted(set(answer.headers) - {length})


def test_a_deleted_article_is_gone(newsroom: Site, client: FlaskClient) -> None:
    (newsroom.content / "listen.md").unlink()
    newsroom.build(after=60)

    assert client.get("/articles/listen").status_code == 410
    assert client.head("/articles/listen").status_code == 410


@pytest.mark.parametrize(
    "path", ["/Articles/Listen", "/articles/listen/", "//articles/listen.html"]
)
def test_no_other_spelling_leads_to_what_is_gone(
    newsroom: Site, client: FlaskClient, path: str
) -> None:
    (newsroom.content / "listen.md").unlink()
    newsroom.build(after=60)

    answer = client.get(environ_overrides={"PATH_INFO": path})

    assert answer.status_code == 410
    assert "Location" not in answer.headers


def test_an_article_that_becomes_a_draft_is_gone(newsroom: Site, client: FlaskClient) -> None:
    newsroom.article("listen.md", title="Listen", slug="listen", draft="true")
    newsroom.build(after=60)

    assert client.get("/articles/listen").status_code == 410


def test_an_article_that_expires_is_gone_and_stays_so(newsroom: Site, client: FlaskClient) -> None:
    newsroom.article("offer.md", slug="offer", expires=AHEAD)
    newsroom.build()
    before = client.get("/articles/offer").status_code
    newsroom.build(after=3600)
    after = client.get("/articles/offer").status_code
    (newsroom.content / "offer.md").unlink()
    newsroom.build(after=60)

    assert (before, after) == (200, 410)
    assert client.get("/articles/offer").status_code == 410


def test_an_article_that_comes_back_is_there_and_may_go_again(
    newsroom: Site, client: FlaskClient
) -> None:
    file = newsroom.content / "listen.md"
    text = file.read_bytes()
    file.unlink()
    newsroom.build(after=60)
    file.write_bytes(text)
    newsroom.build(after=60)

    assert client.get("/articles/listen").status_code == 200

    file.unlink()
    newsroom.build(after=60)

    assert client.get("/articles/listen").status_code == 410


def test_a_moved_article_is_not_gone(newsroom: Site, client: FlaskClient) -> None:
    (newsroom.content / "listen.md").rename(newsroom.content / "heard.md")
    newsroom.build(after=60)

    assert client.get("/articles/listen").status_code == 200


def test_an_adopted_entry_that_no_article_goes_on_with_is_gone(
    newsroom: Site, connect: Callable[[Site], FlaskClient]
) -> None:
    at = datetime(2025, 1, 1, tzinfo=UTC)
    old = Predecessor(
        id="urn:old",
        title="Old",
        fingerprint="0",
        link="https://feeds.example.cn/articles/old",
        published=at,
    )
    services = newsroom.services
    operations.make_ready(services)
    with services.database.writing() as connection:
        ledger.adopt(connection, [old], own_pages="https://feeds.example.cn/articles/", now=at)
    newsroom.build()

    assert connect(newsroom).get("/articles/old").status_code == 410


def test_a_catalog_from_before_this_was_noted_goes_on(newsroom: Site, client: FlaskClient) -> None:
    with closing(sqlite3.connect(newsroom.root / "feeds.state" / "catalog.sqlite3")) as catalog:
        catalog.execute("DROP TABLE gone")
    (newsroom.content / "listen.md").unlink()
    newsroom.build(after=60)

    assert client.get("/articles/listen").status_code == 410


@pytest.fixture(params=["draft", "deleted draft", "embargoed", "deleted embargoed", "expired"])
def hidden(request: pytest.FixtureRequest, newsroom: Site, client: FlaskClient) -> str:
    """The slug of an article that no reader ever saw."""
    kind = str(request.param)
    front = {"draft": "true"} if "draft" in kind else {"date": AHEAD}
    if kind == "expired":
        front = {"date": "2020-01-01", "expires": "2021-01-01"}
    file = newsroom.article("secret.md", slug="secret", tags="[秘密]", **front)
    newsroom.build(after=60)
    newsroom.article("secret.md", body="Edited.", slug="secret", tags="[秘密]", **front)
    newsroom.build(after=60)
    if "deleted" in kind:
        file.unlink()
        newsroom.build(after=60)
    return "secret"


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS"])
def test_what_was_never_published_answers_as_what_never_was(
    client: FlaskClient, hidden: str, method: str
) -> None:
    for spelling in ("{}", "{}/", "{}.html"):
        asked = client.open(f"/articles/{spelling.format(hidden)}", method=method)
        other = client.open(f"/articles/{spelling.format('nobody')}", method=method)
        assert seen(asked, hidden) == seen(other, "nobody")
    for name, nobody in (("秘密", "虚空"), ("mimi", "qqqq")):
        for ending in ("", ".atom"):
            asked = client.open(f"/feeds/tag/{name}{ending}", method=method)
            other = client.open(f"/feeds/tag/{nobody}{ending}", method=method)
            assert seen(asked, name) == seen(other, nobody)
    assert client.get(f"/articles/{hidden}").status_code == 404


def test_the_page_says_that_an_article_was_here_and_where_others_are(
    newsroom: Site, client: FlaskClient
) -> None:
    (newsroom.content / "listen.md").unlink()
    newsroom.build(after=60)

    page = Page(client.get("/articles/listen?lang=en").text)

    assert page.one("h1").text == "This article is no longer here"
    assert "There was an article at this address" in page.one("main").text
    assert "https://feeds.example.cn/?lang=en" in page.links().values()
    assert "https://feeds.example.cn/feeds/?lang=en" in page.links().values()
    assert page.one("meta", name="robots").attributes["content"] == "noindex"


def test_that_something_is_absent_is_kept_for_a_minute_and_by_what_it_depends_on(
    newsroom: Site, client: FlaskClient
) -> None:
    (newsroom.content / "listen.md").unlink()
    newsroom.build(after=60)

    for path in ("/articles/listen", "/articles/nobody", "/feeds/tag/nobody.atom", "/nothing"):
        answer = client.get(path)
        assert answer.status_code in (404, 410)
        assert answer.headers["Cache-Control"] == "public, max-age=60"
        varies = {"Accept", "Accept-Language", "Sec-Fetch-Dest"}
        assert set(answer.vary) == (varies if path.endswith(".atom") else {"Accept-Language"})
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert len(answer.data) < 4000
