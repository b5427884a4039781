"""Every address tells its methods, and refuses the others in our words."""

import pytest
from flask.testing import FlaskClient

from tests.serve.reading_pages import Page

READ_ONLY = [
    "/",
    "/feeds/",
    "/feeds/all",
    "/feeds/tag/tea",
    "/articles/listen",
    "/articles/nobody",
    "/feeds.opml",
    "/sitemap.xml",
    "/sitemap-1.xml",
    "/news-sitemap.xml",
    "/robots.txt",
    "/healthz",
    "/static/style.css",
]
API = [
    ("/api/v1/runs", "GET, HEAD, OPTIONS, POST"),
    ("/api/v1/runs/20260312T120000-00000000", "GET, HEAD, OPTIONS"),
]


@pytest.mark.parametrize("path", READ_ONLY)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "NONE"])
def test_a_method_that_an_address_does_not_have_is_refused_on_a_page_of_ours(
    client: FlaskClient, path: str, method: str
) -> None:
    answer = client.open(path, method=method, headers={"Accept-Language": "en"})

    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert answer.headers["Cache-Control"] == "no-store"
    said = answer.text if path.endswith((".xml", ".opml")) else Page(answer.text).one("h1").text
    assert said.startswith("This request cannot be answered")


@pytest.mark.parametrize(("path", "allowed"), API)
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE"])
def test_a_method_that_the_api_does_not_have_is_a_problem(
    client: FlaskClient, path: str, allowed: str, method: str
) -> None:
    answer = client.open(path, method=method)

    assert answer.status_code == 405
    assert answer.headers["Allow"] == allowed
    assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize(
    ("path", "allowed"), [*((path, "GET, HEAD, OPTIONS") for path in READ_ONLY), *API]
)
def test_whoever_asks_is_told_the_methods_and_nothing_else(
    client: FlaskClient, path: str, allowed: str
) -> None:
    answer = client.options(path)

    assert answer.status_code == 204
    assert answer.headers["Allow"] == allowed
    assert answer.data == b""
    assert "Content-Type" not in answer.headers
    assert "Content-Length" not in answer.headers


@pytest.mark.parametrize("path", ["/nothing", "/api/v1/nothing", "/feeds/nothing"])
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS", "DELETE"])
def test_where_nothing_is_no_method_is_allowed(client: FlaskClient, path: str, method: str) -> None:
    answer = client.open(path, method=method)

    assert answer.status_code == 404
    assert "Allow" not in answer.headers
