"""Whatever bytes a path has: a clean answer, inside the tree, and never a mistake of ours."""

from urllib.parse import quote, unquote_to_bytes

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder, run_wsgi_app
from werkzeug.wrappers import Response

from tests.conftest import Site

BASE = "https://feeds.example.cn"
CLEAN = {200, 301, 304, 400, 404, 405, 410, 414, 503}
WORDS = [
    *(b"/", b"//", b".", b"..", b"../", b"..%2f", b"%2e%2e", b"%252e", b"..\\", b"%00", b"\0"),
    *(
        b"\xc0\xae",
        b"\xff",
        b"\xed\xa0\x80",
        b"%ff",
        b"%",
        b";",
        b"?",
        b"#",
        b":",
        b"@",
        b" ",
        b"\n",
    ),
    *(b"feeds", b"FEEDS", b"articles", b"static", b"api", b"v1", b"runs", b"all", b"section"),
    *(b"tag", b"author", b"saved", b"tea", b"Tea", b"culture", b"audio", b"listen", b"Listen"),
    *(b".atom", b".rss", b".json", b".xml", b".html", b".OPML", b"style.css", b"index.html"),
    *(
        each.encode()
        for each in ("主题教育", "ｔｅａ", "．", "／", "é", "e\u0301", "\u202e", "İ", "ﷺ")
    ),
]
PATHS = st.lists(st.sampled_from(WORDS) | st.binary(max_size=4), max_size=12).map(b"".join)

on_one_site = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def ask(client: FlaskClient, path: bytes, method: str = "GET", **fields: str) -> Response:
    """Return the answer to a path as a server hands it on, which test clients would tidy."""
    environ = EnvironBuilder(method=method).get_environ()
    environ |= {"PATH_INFO": path.decode("latin-1"), **fields}
    body, status, headers = run_wsgi_app(client.application, environ, buffered=True)
    return Response(body, status, headers)


@on_one_site
@given(st.binary(max_size=60) | PATHS | PATHS.map(lambda path: b"/" + path))
@example(b"")
@example(b"*")
@example(b"/feeds/tag/\xe4")
@example(b"/feeds/../../../../etc/passwd")
@example(b"/static/../../../../etc/passwd")
def test_any_bytes_get_a_clean_answer_and_a_redirect_leads_to_something(
    client: FlaskClient, path: bytes
) -> None:
    answer = ask(client, path)

    assert answer.status_code in CLEAN
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    if answer.status_code == 301:
        location = answer.headers["Location"]
        assert location.startswith(f"{BASE}/")
        assert ask(client, unquote_to_bytes(location.removeprefix(BASE))).status_code == 200
    else:
        assert "Location" not in answer.headers


@on_one_site
@given(PATHS, st.sampled_from(["HEAD", "POST", "DELETE", "OPTIONS", "TRACE", "PROPFIND"]))
def test_any_bytes_with_any_method_get_a_clean_answer(
    client: FlaskClient, path: bytes, method: str
) -> None:
    answer = ask(client, b"/" + path, method)

    assert answer.status_code in CLEAN | {204, 401}
    if method in ("HEAD", "OPTIONS"):
        assert answer.data == b"" or method == "OPTIONS"
    if answer.status_code == 405:
        assert "GET" in answer.headers["Allow"] or "POST" in answer.headers["Allow"]


@pytest.mark.parametrize(
    "path",
    [
        "/feeds/%2e%2e/feeds.state/catalog.sqlite3",
        "/feeds/../feeds.state/catalog.sqlite3",
        "/feeds/%252e%252e/feeds.state/catalog.sqlite3",
        "/feeds/..%2ffeeds.state%2fcatalog.sqlite3",
        "/feeds/..%5cfeeds.state%5ccatalog.sqlite3",
        "/feeds/%c0%ae%c0%ae/feeds.state/catalog.sqlite3",
        "/feeds/tag/%2e%2e/%2e%2e/%2e%2e/content/listen.md",
        "/feeds/tag/../../secret.atom",
        "/feeds/tag/..%2f..%2fsecret.atom",
        "/feeds/tag/%EF%BC%8E%EF%BC%8E/secret.atom",
        "/feeds/secret.atom",
        "/feeds/all.atom%00",
        "/feeds/all%00.atom",
        "/feeds/all.atom%00.json",
        "/feeds/all.atom%0a",
        "/feeds/tag/%ff.atom",
        "/feeds/tag/%c3%28",
        "/feeds/tag/%ed%a0%80",
        "/articles/%2e%2e",
        "/articles/..%2f..%2flisten.md",
        "/articles/%00",
        "/articles/%ff",
        "/static/..%2fapp.py",
        "/static/%2e%2e/app.py",
        "/static/..%5capp.py",
        "/static/%00",
        "/static/%ff",
        "/static//etc/passwd",
    ],
)
def test_nothing_outside_the_tree_is_ever_shown(
    newsroom: Site, client: FlaskClient, path: str
) -> None:
    for folder in (newsroom.root, newsroom.output, newsroom.output / "tag"):
        (folder / "secret.atom").write_text("a secret")

    answer = ask(client, unquote_to_bytes(path))

    assert answer.status_code == 404 or answer.headers["Location"] in (f"{BASE}/", f"{BASE}/feeds/")
    assert "secret" not in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "path",
    [
        "/" + "a" * 7_900,
        "/" * 7_900,
        "/feeds/tag/" + "a" * 7_900 + ".atom",
        "/feeds/section" + "/a" * 3_900 + ".atom",
        "/feeds/" + "../" * 2_600 + "all.atom",
        "/feeds/tag/" + "主" * 2_600,
        "/feeds/tag/" + "a\u0316\u0301" * 1_500,
        "/feeds/tag/" + "ﷺ" * 1_900,
        "/articles/" + "a/" * 3_900,
        "/articles/" + "-" * 7_900,
        "/static/" + "a/" * 3_900,
        "/api/v1/runs/" + "a" * 7_900,
        "/feeds/tag/" + "a" * 9_000 + ".atom",
        "/articles/" + "-" * 100_000,
    ],
    ids=lambda path: path[:20] + "…",
)
def test_a_path_of_any_length_has_a_short_answer(client: FlaskClient, path: str) -> None:
    answer = ask(client, path.encode())

    assert answer.status_code in {301, 401, 403, 404, 414}
    assert len(answer.data) < 6_000


@pytest.mark.parametrize("host", ["", "evil.example", "evil:x", "[", "a b", "é", "../..", "\xff"])
def test_no_host_field_changes_a_redirect(client: FlaskClient, host: str) -> None:
    for path, location in (
        ("/feeds/Tag/Tea.Atom", f"{BASE}/feeds/tag/tea.atom"),
        ("/feeds", f"{BASE}/feeds/"),
        (f"/feeds/tag/{quote('主题教育')}", f"{BASE}/feeds/tag/zhutijiaoyu"),
    ):
        answer = ask(client, unquote_to_bytes(path), HTTP_HOST=host)
        assert answer.status_code == 301
        assert answer.headers["Location"] == location


@pytest.mark.parametrize("host", ["a..b", "x" * 300])
def test_a_host_that_cannot_be_one_is_refused_on_a_page_of_ours(
    client: FlaskClient, host: str
) -> None:
    answer = ask(client, b"/feeds/", HTTP_HOST=host, HTTP_ACCEPT_LANGUAGE="en")

    assert answer.status_code == 400
    assert "This request cannot be answered" in answer.get_data(as_text=True)
