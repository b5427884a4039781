import http.client
from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import make_server
from werkzeug.test import Client

from feedsvc.serve.app import create_app
from feedsvc.serve.application import Application
from tests.conftest import Site
from tests.serve.reading_pages import Page


def test_making_the_application_opens_nothing(newsroom: Site) -> None:
    create_app(newsroom.services)

    assert {path.name for path in newsroom.root.iterdir()} == {"content"}


@pytest.mark.parametrize("path", ["/", "/feeds/all.atom", "/nothing", "/api/v1/runs", "/healthz"])
def test_no_answer_is_guessed_at_or_names_the_server(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"]
    assert "Server" not in headers
    assert "X-Powered-By" not in headers


@pytest.mark.parametrize("asked_below", ["", "/新闻"])
def test_a_site_below_a_prefix_is_served_whether_or_not_the_proxy_keeps_it(
    newsroom: Site, connect: Callable[[Site], FlaskClient], asked_below: str
) -> None:
    newsroom.variables["FEEDSVC_SITE__BASE_URL"] = "https://www.example.cn/新闻"
    newsroom.build()
    client = connect(newsroom)
    base = "https://www.example.cn/%E6%96%B0%E9%97%BB"

    home = Page(client.get(f"{asked_below}/").text)
    document = client.get(f"{asked_below}/feeds/all.atom")
    moved = client.get(f"{asked_below}/feeds/tag/主题教育")

    assert home.links()["Listen"] == f"{base}/articles/listen"
    style = home.one("link", rel="stylesheet").attributes["href"]
    assert style == "/%E6%96%B0%E9%97%BB/static/style.css"
    with client.get(style) as static:
        assert static.status_code == 200
    assert document.status_code == 200
    assert f"<{base}/feeds/all.atom>" in document.headers["Link"]
    assert moved.headers["Location"] == f"{base}/feeds/tag/zhutijiaoyu"


def test_a_site_below_a_prefix_has_its_home_page_without_a_slash_too(
    newsroom: Site, connect: Callable[[Site], FlaskClient]
) -> None:
    newsroom.variables["FEEDSVC_SITE__BASE_URL"] = "https://www.example.cn/news"
    newsroom.build()
    client = connect(newsroom)

    assert client.get("/news").status_code == 200
    assert client.get("/newsletter").status_code == 404


@pytest.mark.slow
def test_a_real_server_sends_whole_documents_and_empty_304s(newsroom: Site) -> None:
    newsroom.build()
    services = newsroom.services
    server = make_server(
        "127.0.0.1", 0, Application(services.settings, lambda: create_app(services)), threaded=True
    )
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        fresh, body = _ask(server.port, "GET", "/feeds/all.atom")
        head, nothing = _ask(server.port, "HEAD", "/feeds/all.atom")
        kept, empty = _ask(server.port, "GET", "/feeds/all.atom", If_None_Match=fresh["ETag"])
        raw, _ = _ask(server.port, "GET", "/feeds/../../secret.atom")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

    assert (fresh["status"], head["status"], kept["status"], raw["status"]) == (200, 200, 304, 404)
    assert body == (newsroom.output / "all.atom").read_bytes()
    assert nothing == empty == b""
    assert fresh["Content-Length"] == head["Content-Length"] == str(len(body))
    assert fresh["dates"] == 1


def _ask(port: int, method: str, path: str, **fields: str) -> tuple[dict[str, Any], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    headers = {name.replace("_", "-"): value for name, value in fields.items()}
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    dates = len(answer.headers.get_all("Date", []))
    return {"status": answer.status, "dates": dates, **dict(answer.headers)}, body


def test_pages_are_loaded_before_anybody_asks_even_before_the_first_run(newsroom: Site) -> None:
    made: list[Flask] = []

    def pages() -> Flask:
        made.append(create_app(newsroom.services))
        return made[-1]

    application = Application(newsroom.services.settings, pages)
    application.warm()

    assert len(made) == 1
    assert made[0].jinja_env.cache
    assert Client(application).get("/feeds/").status_code == 503
    newsroom.build()
    application.warm()
    assert Client(application).get("/feeds/").status_code == 200
    assert len(made) == 1
    application.access_log.close()


def test_what_keeps_pages_from_being_loaded_is_only_logged(
    newsroom: Site, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> Flask:
        raise ImportError("no pages here")

    Application(newsroom.services.settings, broken).warm()

    assert "no pages here" in caplog.text


def test_an_address_that_is_too_long_says_what_to_do(client: FlaskClient) -> None:
    path = f"/feeds/?{'feed=tag/tea&' * 700}"

    said, head = client.get(path), client.head(path)

    assert said.status_code == head.status_code == 414
    assert said.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "tick fewer" in said.text
    assert (head.headers["Content-Length"], head.data) == (str(len(said.data)), b"")
