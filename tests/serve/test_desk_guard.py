"""What holds for every page of the desk: who gets it, what is kept of it, what changes things."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feedsvc import operations
from feedsvc.access.cookies import NAME
from feedsvc.access.forms import FORM_SECONDS, form_key, form_token
from feedsvc.serve.app import create_app
from tests.conftest import Site
from tests.serve.desk_client import ELSEWHERE, OURS, Desk, leads_to
from tests.serve.reading_pages import Page

OPEN = "/admin/login"
# Routes with parts that have to exist.
PARTS = {"id": "x", "key": "tag/tea", "_rest": "anything"}
STATIC = ("/static/desk.css", "/static/desk.js", "/static/style.css")


def routes(app: Flask, method: str) -> Iterator[str]:
    """Yield a path for each route of the desk that takes *method*."""
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/admin") and method in (rule.methods or ()):
            path = rule.rule
            for name in rule.arguments:
                start = path.index("<")
                path = path[:start] + PARTS[name] + path[path.index(">") + 1 :]
            yield path


@pytest.fixture
def app(newsroom: Site) -> Flask:
    return create_app(newsroom.services)


def test_whoever_is_not_logged_in_gets_to_the_door_only(app: Flask, stranger: Desk) -> None:
    paths = [path for path in routes(app, "GET") if path != OPEN]
    assert len(paths) > 10
    for path in paths:
        answer = stranger.client.get(path, headers=OURS)

        assert leads_to(answer).startswith("/login"), path
        assert answer.text == "", path


def test_nothing_that_changes_something_comes_from_elsewhere(app: Flask, desk: Desk) -> None:
    paths = list(routes(app, "POST"))
    assert len(paths) > 6
    for path in paths:
        answer = desk.client.post(path, headers=ELSEWHERE | {"Accept-Language": "en"})

        assert answer.status_code == 403, path
        assert "did not come from our own page" in answer.text, path


def test_nothing_that_changes_something_goes_without_its_own_token(app: Flask, desk: Desk) -> None:
    other = desk.token("/logout", "/tokens")
    for path in routes(app, "POST"):
        if path == OPEN:
            continue
        for token in ("", "x", "0" * 10_000, *([other] if path != "/admin/logout" else [])):
            answer = desk.client.post(path, data={"form_token": token}, headers=OURS)

            assert answer.status_code == 403, path
            assert "This form is not ours" in answer.text, path
    assert desk.get("/tokens").status_code == 200


def test_a_form_of_somebody_elses_session_counts_nothing(desk: Desk) -> None:
    token = form_token(form_key("other"), "/admin/logout", now=operations.now())

    assert desk.post("/logout", token=token).status_code == 403


def test_a_form_that_is_too_old_is_told_so(desk: Desk) -> None:
    cookie = desk.client.get_cookie(NAME, domain="localhost")
    assert cookie is not None
    made = operations.now().timestamp() - FORM_SECONDS - 1
    now = operations.now().fromtimestamp(made, operations.now().tzinfo)
    token = form_token(form_key(cookie.value), "/admin/logout", now=now)

    answer = desk.post("/logout", token=token)

    assert answer.status_code == 409
    assert "This form is too old" in answer.text


def test_a_form_sent_again_does_nothing_twice(desk: Desk) -> None:
    token = desk.token("/tokens", "/tokens")
    wish = {"name": "one", "scope": "read"}
    assert desk.post("/tokens", wish, token=token).status_code == 200

    again = desk.post("/tokens", wish | {"name": "two"}, token=token)

    assert again.status_code == 409
    assert "This was sent before" in again.text
    main = Page(again.text).one("main").text
    assert "It may have been done the first time" in main
    assert '<a href="/admin/runs">Runs</a>' in again.text
    assert '<a href="/admin/audit">Audit</a>' in again.text
    assert [each.name for each in desk.site.services.access.tokens.all()] == ["one"]


def test_whoever_is_not_logged_in_is_not_told_what_an_address_takes(stranger: Desk) -> None:
    for path in ("/audit", "/settings", "/runs/x", "/nope"):
        for method in ("POST", "DELETE", "PUT"):
            answer = stranger.client.open(f"/admin{path}", method=method, headers=OURS)

            assert leads_to(answer) == "/login?over=1", (method, path)
            assert "Allow" not in answer.headers
            assert answer.headers["Cache-Control"] == "no-store"


def test_no_answer_of_the_desk_is_kept_or_found_or_framed(app: Flask, desk: Desk) -> None:
    paths = [*routes(app, "GET"), "/admin/nope", "/admin/nope/", "/admin//runs", "/admin/runs/"]
    answers = [(path, desk.client.get(path, headers=OURS)) for path in paths]
    answers += [(path, desk.client.delete(path, headers=OURS)) for path in paths]
    answers += [("POST", desk.client.post("/admin/login", headers=ELSEWHERE))]
    for path, answer in answers:
        assert answer.headers["Cache-Control"] == "no-store", path
        assert answer.headers["X-Robots-Tag"] == "noindex", path
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"], path
        assert "unsafe" not in answer.headers["Content-Security-Policy"], path
        assert answer.headers["Referrer-Policy"] == "strict-origin-when-cross-origin", path
        assert answer.headers["X-Content-Type-Options"] == "nosniff", path
        assert "ETag" not in answer.headers, path
        answer.close()


def test_what_is_not_there_is_a_page_of_the_desk(desk: Desk) -> None:
    for path, status in (("/nope", 404), ("/runs/x/y", 404), ("//", 404), ("/tokens/", 404)):
        answer = desk.get(path)

        assert answer.status_code == status, path
        assert 'class="desk"' in answer.text, path
    for path in ("/audit", "/settings", "/runs/x"):
        answer = desk.client.delete(f"/admin{path}", headers=OURS)
        assert answer.status_code == 405, path
        assert "GET" in answer.headers["Allow"], path
        assert 'class="desk"' in answer.text, path


def test_the_desk_speaks_as_the_browser_prefers_until_somebody_chooses(desk: Desk) -> None:
    assert Page(desk.get("/tokens").text).one("html").attributes["lang"] == "en"
    chinese = Page(desk.get("/tokens", Accept_Language="zh-CN").text)
    assert chinese.one("html").attributes["lang"] == "zh-Hans"
    assert chinese.one("h1").text == "令牌"

    desk.get("/tokens?lang=zh-Hans")

    assert Page(desk.get("/tokens").text).one("html").attributes["lang"] == "zh-Hans"
    assert Page(desk.get("/nope").text).one("html").attributes["lang"] == "zh-Hans"
    desk.get("/tokens?lang=en")
    assert Page(desk.get("/tokens").text).one("html").attributes["lang"] == "en"


@pytest.mark.parametrize("name", ["base.html", "desk/base.html", "parts.html", "desk/tokens.html"])
def test_a_theme_of_the_publisher_cannot_break_the_desk(
    newsroom: Site, connect: Callable[[Site], FlaskClient], name: str
) -> None:
    newsroom.build()
    theme = newsroom.root / "theme" / "templates" / name
    theme.parent.mkdir(parents=True)
    theme.write_text("{% block content %}broken {{ nothing.at.all }}{% endblock %}")
    (newsroom.root / "theme" / "static").mkdir()
    (newsroom.root / "theme" / "static" / "theme.css").write_text("main { display: none }")
    newsroom.variables["FEEDSVC_PAGES__THEME"] = str(newsroom.root / "theme")
    newsroom.variables["FEEDSVC_PAGES__ACCENT"] = "#0b5394"
    desk = Desk(newsroom, connect(newsroom))
    desk.begin()

    html = desk.get("/tokens").text

    assert "broken" not in html
    assert "theme.css" not in html
    assert "/theme/colours.css" in html
    assert Page(html).one("h1").text == "Tokens"


def test_a_site_below_a_path_has_its_desk_there(
    newsroom: Site, connect: Callable[[Site], FlaskClient]
) -> None:
    newsroom.variables["FEEDSVC_SITE__BASE_URL"] = "https://example.cn/news"
    newsroom.build()
    desk = Desk(newsroom, connect(newsroom))
    desk.begin()
    for path in ("/news/admin/tokens", "/admin/tokens"):
        html = desk.client.get(path, headers=OURS).text

        assert 'action="/news/admin/tokens"' in html
        assert 'href="/news/static/desk.css"' in html
        token = Page(html).all("input", name="form_token")[-1].attributes["value"]
        fields = {"form_token": token, "name": path[:3], "scope": "read"}
        assert desk.client.post(path, data=fields, headers=OURS).status_code == 200
    target = desk.client.get("/news/admin", headers=OURS).headers["Location"]
    assert target == "/news/admin/"


def test_a_mistake_of_ours_is_a_page_of_the_desk_and_shows_no_more(
    newsroom: Site, desk: Desk
) -> None:
    state = newsroom.services.settings.output.state_directory
    (state / "tokens.json").write_text("{ damaged")

    answer = desk.get("/tokens")

    assert answer.status_code == 503
    assert "Storage cannot be used" in answer.text
    assert 'class="desk"' in answer.text


def test_styles_and_scripts_are_files_of_our_own(desk: Desk) -> None:
    page = Page(desk.get("/tokens").text)

    sources = [each.attributes["href"] for each in page.all("link", rel="stylesheet")]
    sources += [each.attributes["src"] for each in page.all("script")]
    assert set(STATIC) <= set(sources)
    for source in sources:
        with desk.client.get(source) as answer:
            assert answer.status_code == 200
    assert not [each for each in page.elements if "style" in each.attributes]
    assert not [each for each in page.elements if any(a.startswith("on") for a in each.attributes)]
