"""Logging in and out: who gets in, how long, and what a session is worth afterwards."""

from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedsvc import operations
from feedsvc.access import Kind
from feedsvc.access.cookies import NAME
from feedsvc.access.failures import LIMITS
from feedsvc.access.sessions import IDLE
from feedsvc.model import Deed
from feedsvc.serve.desk.places import next_place
from feedsvc.serve.private import PRIVATE
from tests.conftest import Site
from tests.serve.desk_client import ELSEWHERE, OURS, PASSWORD, Desk, leads_to, set_password
from tests.serve.reading_pages import Page

WRONG = {"password": "xyzzy plugh plover"}
RIGHT = {"password": PASSWORD}


def cookie(answer: object) -> str:
    """Return the field that sets the cookie of a session."""
    fields = answer.headers.getlist("Set-Cookie")  # type: ignore[attr-defined]
    (found,) = [each for each in fields if each.startswith(f"{NAME}=")]
    return str(found)


def test_a_desk_without_a_password_is_off_and_says_how_to_set_one(
    newsroom: Site, client: FlaskClient
) -> None:
    desk = Desk(newsroom, client)

    assert leads_to(desk.get("/runs/new")).startswith("/login")
    for answer in (desk.get("/login"), desk.post("/login", RIGHT)):
        assert answer.status_code == 403
        assert "The admin page is off" in answer.text
        assert "feedsvc admin password" in answer.text
        assert "Set-Cookie" not in answer.headers


def test_whoever_knows_the_password_gets_in_and_on_to_where_they_wanted(stranger: Desk) -> None:
    door = leads_to(stranger.get("/audit?after=3"))
    assert door == "/login?next=%2Faudit%3Fafter%3D3"
    fields = stranger.fields("/login", stranger.get(door).text)

    answer = stranger.post("/login", fields | RIGHT)

    assert leads_to(answer).startswith("/login?next=%2Faudit%3Fafter%3D3")
    assert leads_to(stranger.get(leads_to(answer))) == "/audit?after=3"
    assert stranger.get("/tokens").status_code == 200


def test_the_cookie_is_for_this_host_alone_and_for_no_script(stranger: Desk) -> None:
    said = cookie(stranger.post("/login", RIGHT))

    assert said.startswith("__Host-")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(said.split("; "))
    assert "Domain" not in said


def test_each_login_has_a_new_session_and_ends_the_one_before(stranger: Desk) -> None:
    first = cookie(stranger.post("/login", RIGHT)).split(";")[0]
    second = cookie(stranger.post("/login", RIGHT)).split(";")[0]

    assert first != second
    access, now = stranger.site.services.access, operations.now()
    assert access.sessions.find(first.partition("=")[2], now=now) is None
    assert access.sessions.find(second.partition("=")[2], now=now) is not None


def test_an_id_that_somebody_brings_along_becomes_no_session(stranger: Desk) -> None:
    stranger.client.set_cookie(NAME, "brought-along", domain="localhost")

    said = cookie(stranger.post("/login", RIGHT))

    assert "brought-along" not in said


def test_who_is_not_let_in_is_in_the_log_without_what_they_typed(
    stranger: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(LIMITS[Kind.PASSWORD].of_one + 5):
        stranger.post("/login", WRONG)

    said = [each.getMessage() for each in caplog.records if each.levelname == "WARNING"]
    wrong = [each for each in said if "a wrong password for the admin page" in each]
    assert len(wrong) == LIMITS[Kind.PASSWORD].of_one
    assert all("127.0.0.1" in each for each in wrong)
    assert len([each for each in said if "has to wait" in each]) <= 1
    assert WRONG["password"] not in caplog.text


@pytest.mark.parametrize(
    ("address", "headers", "proxies", "is_warned"),
    [
        ("http://feeds.example.cn", {}, 0, True),
        ("http://192.0.2.7:8000", {}, 0, True),
        ("http://127.0.0.1:8000", {}, 0, False),
        ("http://localhost", {}, 0, False),
        ("https://feeds.example.cn", {}, 0, False),
        ("http://feeds.example.cn", {"Sec-Fetch-Site": "none"}, 0, False),
        ("http://feeds.example.cn", {"X-Forwarded-Proto": "https"}, 0, True),
        ("http://feeds.example.cn", {"X-Forwarded-Proto": "https"}, 1, False),
        ("http://feeds.example.cn", {"X-Forwarded-Proto": "https, http"}, 1, True),
        ("http://feeds.example.cn", {}, 1, False),
    ],
)
def test_a_password_is_not_sent_where_others_can_read_it_without_a_warning(
    newsroom: Site,
    connect: Callable[[Site], FlaskClient],
    address: str,
    headers: dict[str, str],
    proxies: int,
    is_warned: bool,
) -> None:
    newsroom.variables["FEEDSVC_SERVER__PROXIES"] = str(proxies)
    set_password(newsroom)

    answer = connect(newsroom).get(
        "/admin/login", base_url=address, headers={"Accept-Language": "en"} | headers
    )

    assert answer.status_code == 200
    assert ("This connection is not encrypted" in answer.text) == is_warned


def test_a_wrong_password_is_told_and_begins_nothing(stranger: Desk) -> None:
    answer = stranger.post("/login", WRONG | {"next": "/runs"})

    assert answer.status_code == 403
    assert "This is not the password." in answer.text
    assert "Set-Cookie" not in answer.headers
    assert WRONG["password"] not in answer.text
    assert stranger.fields("/login", answer.text) == {"next": "/runs"}


def test_too_many_wrong_passwords_have_to_wait(stranger: Desk) -> None:
    for _ in range(LIMITS[Kind.PASSWORD].of_one):
        assert stranger.post("/login", WRONG).status_code == 403

    answer = stranger.post("/login", RIGHT)

    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= LIMITS[Kind.PASSWORD].seconds
    assert "Too many passwords were wrong" in answer.text


@pytest.mark.parametrize("headers", [ELSEWHERE, {"Origin": "https://other.example"}, {}])
def test_nobody_is_logged_in_by_another_site(stranger: Desk, headers: dict[str, str]) -> None:
    answer = stranger.post("/login", RIGHT, headers=headers | {"Accept-Language": "en"})

    assert answer.status_code == 403
    assert "This did not come from our own page" in answer.text
    assert "Set-Cookie" not in answer.headers


def test_a_browser_without_fetch_metadata_gets_in_by_its_origin(stranger: Desk) -> None:
    answer = stranger.post("/login", RIGHT, headers={"Origin": "https://feeds.example.cn"})

    assert answer.status_code == 303


def test_the_private_address_is_one_of_ours(
    newsroom: Site, connect: Callable[[Site], FlaskClient]
) -> None:
    newsroom.variables["FEEDSVC_SERVER__PRIVATE"] = "127.0.0.1:9000"
    set_password(newsroom)
    client = connect(newsroom)
    came_in = {"asgi.scope": {"state": {PRIVATE: True}}}

    def status(origin: str, environ: Mapping[str, object]) -> int:
        headers = {"Origin": origin}
        return client.post(
            "/admin/login", data=RIGHT, headers=headers, environ_overrides=dict(environ)
        ).status_code

    assert status("http://127.0.0.1:9000", came_in) == 303
    assert status("http://127.0.0.1:9001", came_in) == 403
    assert status("http://127.0.0.1:9000", {}) == 404


def test_whoever_logs_out_leaves_a_session_that_is_dead(desk: Desk) -> None:
    old = desk.client.get_cookie(NAME, domain="localhost")
    assert old is not None

    answer = desk.post("/logout", page="/tokens")

    assert leads_to(answer) == "/login?out=1"
    assert "Max-Age=0" in cookie(answer)
    assert "You are logged out." in desk.get("/login?out=1").text
    desk.client.set_cookie(NAME, old.value, domain="localhost")
    assert leads_to(desk.get("/tokens")).startswith("/login")


def test_who_comes_and_goes_is_in_the_audit(stranger: Desk) -> None:
    stranger.post("/login", RIGHT)
    stranger.post("/logout", page="/tokens")

    lines = operations.audit(stranger.site.services, limit=5).items
    assert [(each.who, each.deed) for each in lines] == [
        ("admin", Deed.LOG_OUT),
        ("admin", Deed.LOG_IN),
    ]


def test_a_session_that_is_idle_for_long_is_over(newsroom: Site, stranger: Desk) -> None:
    access = newsroom.services.access
    long_ago = operations.now() - IDLE
    id = access.sessions.start(access.password.mark() or "", now=long_ago)
    stranger.client.set_cookie(NAME, id, domain="localhost")

    assert leads_to(stranger.get("/tokens")).startswith("/login")


def test_a_new_password_ends_every_session(desk: Desk) -> None:
    assert desk.get("/tokens").status_code == 200

    desk.site.services.access.set_password("another long phrase", now=operations.now())

    assert leads_to(desk.get("/tokens")).startswith("/login")


def test_what_was_sent_without_a_session_is_not_done(desk: Desk) -> None:
    token = desk.token("/tokens", "/tokens")
    desk.client.delete_cookie(NAME, domain="localhost")

    answer = desk.post("/tokens", {"name": "x", "scope": "read"}, token=token)

    assert leads_to(answer) == "/login?over=1"
    assert "nothing was done" in desk.get("/login?over=1").text
    assert desk.site.services.access.tokens.all() == ()


def test_a_browser_that_keeps_no_session_is_told_why(stranger: Desk) -> None:
    place = leads_to(stranger.post("/login", RIGHT))
    stranger.client.delete_cookie(NAME, domain="localhost")

    assert "did not keep the session" in stranger.get(place).text


@pytest.mark.parametrize(
    "target",
    [
        "https://other.example/",
        "//other.example/",
        "/\\other.example",
        "/..//other.example",
        "/%2e%2e/other",
        "/%2e%2e",
        "/.%2E",
        "/runs/%2e%2e?x",
        "/runs/.",
        "javascript:alert(1)",
        "runs",
        "/runs\r\nSet-Cookie: a=b",
        "/" + "x" * 5000,
        "/runs#x",
    ],
)
def test_nobody_is_sent_elsewhere_after_logging_in(stranger: Desk, target: str) -> None:
    answer = stranger.post("/login", RIGHT | {"next": target})

    assert leads_to(answer) == "/login?begun=1"
    assert leads_to(stranger.get("/login?begun=1")) == "/"


@given(
    st.text(alphabet=st.characters(codec="utf-8"), max_size=60) | st.from_regex(r"[/\\.:%a-z?#]*")
)
def test_where_somebody_goes_on_to_is_always_below_the_desk(said: str) -> None:
    found = next_place(said)

    assert found.startswith("/")
    assert not found.startswith(("//", "/\\"))
    assert "\\" not in found.partition("?")[0]
    assert "/../" not in f"{found.partition('?')[0]}/"
    assert found.isprintable()


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25
)
@given(
    body=st.binary(max_size=300),
    kind=st.sampled_from(
        [
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "multipart/form-data",
            "application/json",
            "text/plain",
        ]
    ),
)
def test_whatever_is_sent_to_the_door_has_an_answer(
    connect: Callable[[Site], FlaskClient], site: Site, body: bytes, kind: str
) -> None:
    site.variables["FEEDSVC_SITE__BASE_URL"] = "https://feeds.example.cn"
    client = connect(site)

    answer = client.post("/admin/login", data=body, content_type=kind, headers=OURS)

    assert answer.status_code in (400, 403, 413)
    assert answer.headers["Cache-Control"] == "no-store"


def test_too_much_is_refused_before_it_is_read(stranger: Desk) -> None:
    answer = stranger.post("/login", {"password": "x" * 70_000})

    assert answer.status_code == 413
    assert "This is too much" in answer.text


def test_a_session_that_runs_out_is_not_prolonged_for_ever(newsroom: Site, stranger: Desk) -> None:
    access, now = newsroom.services.access, operations.now()
    id = access.sessions.start(access.password.mark() or "", now=now - timedelta(hours=12))
    stranger.client.set_cookie(NAME, id, domain="localhost")

    assert leads_to(stranger.get("/tokens")).startswith("/login")


def test_pages_name_the_publisher_without_a_catalog(
    site: Site, connect: Callable[[Site], FlaskClient]
) -> None:
    site.variables["FEEDSVC_SITE__TITLE"] = "Daguo Xincun"
    desk = Desk(site, connect(site))
    desk.begin()

    page = Page(desk.get("/tokens").text)

    assert "Daguo Xincun" in page.one("title").text
    for path in ("/runs/new", "/audit", "/withdrawn", "/settings"):
        assert desk.get(path).status_code == 200, path
