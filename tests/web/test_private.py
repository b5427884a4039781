"""What is for admins alone is answered at a listener of its own, by what the socket says."""

import http.client
import signal
import socket
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import Client

from feedsvc.access import TokenScope
from feedsvc.bootstrap import web_application
from feedsvc.serve.private import is_elsewhere
from feedsvc.settings.checks import UnfitError
from feedsvc.settings.listeners import listener, parts_of
from feedsvc.web.private import PrivateListener
from tests.conftest import Site
from tests.end_to_end.conftest import Server, eventually, feedsvc_serve, free_port, run_feedsvc

ADMIN = ["/admin", "/admin/", "/admin/login", "/api", "/api/v1/runs", "/metrics", "/metrics/"]
PUBLIC = ["/", "/feeds/", "/feeds/all.atom", "/feeds.opml", "/robots.txt", "/sitemap.xml"]
BOTH = ["/healthz", "/readyz", "/static/style.css"]

Ask = tuple[int, bytes]


def ask(port: int, target: str, *, to: str = "127.0.0.1", host: str = "", **fields: str) -> Ask:
    """Return status and body of what is answered at *port*."""
    connection = http.client.HTTPConnection(to, port, timeout=20)
    try:
        said = {"Host": host} if host else {}
        connection.request("GET", target, headers=said | fields)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


class TestRules:
    @pytest.mark.parametrize("path", ADMIN)
    def test_what_is_for_admins_is_at_one_listener(self, path: str) -> None:
        assert is_elsewhere(path, came_in_privately=False, is_divided=True)
        assert not is_elsewhere(path, came_in_privately=True, is_divided=True)
        assert not is_elsewhere(path, came_in_privately=False, is_divided=False)

    @pytest.mark.parametrize("path", PUBLIC)
    def test_what_is_for_readers_is_at_the_other(self, path: str) -> None:
        assert not is_elsewhere(path, came_in_privately=False, is_divided=True)
        assert is_elsewhere(path, came_in_privately=True, is_divided=True)

    @pytest.mark.parametrize("path", BOTH)
    def test_some_is_at_both(self, path: str) -> None:
        assert not is_elsewhere(path, came_in_privately=False, is_divided=True)
        assert not is_elsewhere(path, came_in_privately=True, is_divided=True)

    @pytest.mark.parametrize("path", ["/administration", "/apiary", "/metricsx", "/articles/admin"])
    def test_names_that_only_begin_like_one_are_not_meant(self, path: str) -> None:
        assert not is_elsewhere(path, came_in_privately=False, is_divided=True)

    @given(st.text())
    def test_no_path_is_answered_by_neither_and_a_private_one_only_there(self, path: str) -> None:
        publicly = not is_elsewhere(path, came_in_privately=False, is_divided=True)
        privately = not is_elsewhere(path, came_in_privately=True, is_divided=True)

        assert publicly or privately

    def test_two_listeners_of_one_port_are_told_apart_by_their_addresses(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as opened:
            port = opened.getsockname()[1]
            private = PrivateListener(opened)

        assert private.accepted(("127.0.0.1", port))
        assert not private.accepted(("127.0.0.2", port))
        assert not private.accepted(("127.0.0.1", port + 1))
        assert not private.accepted(None)


class TestSettings:
    @pytest.mark.parametrize(
        ("written", "parts"),
        [
            ("127.0.0.1:9000", ("127.0.0.1", 9000)),
            ("[::1]:9000", ("::1", 9000)),
            ("LOCALHOST:1", ("localhost", 1)),
            ("0.0.0.0:65535", ("0.0.0.0", 65535)),
        ],
    )
    def test_an_address_has_a_port(self, written: str, parts: tuple[str, int]) -> None:
        assert parts_of(listener(written)) == parts

    @pytest.mark.parametrize(
        "written",
        [
            *("9000", ":9000", "127.0.0.1", "127.0.0.1:", "::1:9000", "[::1]", "x:0", "x:65536"),
            *(
                "a b:1",
                "http://127.0.0.1:9000",
                "127.0.0.1:9000/admin",
                "[x]y:1",
                "１２７.0.0.1:９",
            ),
        ],
    )
    def test_anything_else_is_none(self, written: str) -> None:
        with pytest.raises(UnfitError):
            listener(written)

    @given(st.text())
    def test_whatever_is_accepted_stays_what_it_is(self, written: str) -> None:
        try:
            normal = listener(written)
        except UnfitError:
            return
        assert listener(normal) == normal


def test_under_a_server_that_has_no_such_listener_nobody_finds_it(site: Site) -> None:
    site.variables["FEEDSVC_SERVER__PRIVATE"] = "127.0.0.1:9000"
    site.article("a.md", "One")
    site.build()
    client = Client(web_application(site.services.settings))
    key = {"Authorization": f"Bearer {site.token(TokenScope.READ)}"}

    for path in ADMIN:
        assert client.get(path, base_url="http://127.0.0.1:9000", headers=key).status_code == 404
    assert client.get("/feeds/all.atom").status_code == 200


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, int, str]]:
    """A server with two web processes, its private port, and a token."""
    site = Site(tmp_path_factory.mktemp("private"))
    site.article("a.md", "One")
    token = site.token(TokenScope.READ)
    private = free_port()
    said = {"FEEDSVC_SERVER__PRIVATE": f"127.0.0.1:{private}", "FEEDSVC_SERVER__WORKERS": "2"}
    with feedsvc_serve(site, **said) as server:
        yield server, private, token


@pytest.mark.slow
class TestServer:
    def test_on_the_public_one_they_are_like_any_unknown_address(
        self, served: tuple[Server, int, str]
    ) -> None:
        server, _, token = served
        unknown = server.get("/nonsense-xyz", Accept="text/html")

        for path in ADMIN:
            said = {"Authorization": f"Bearer {token}", "Accept": "text/html"}
            answer = server.get(path, **said)

            assert answer.status == 404, path
            for name in ("content-type", "cache-control", "vary"):
                assert answer.headers.get(name) == unknown.headers.get(name), (path, name)
            assert b"token" not in answer.body
        assert server.request("/api/v1/runs", method="POST").status == 404

    def test_on_the_public_one_no_spelling_betrays_them(
        self, served: tuple[Server, int, str]
    ) -> None:
        server, private, _ = served
        unknown = server.get("//nonsense-xyz/v1/runs")

        for path in ("//api/v1/runs", "///api", "/API/v1/runs", "/Api/"):
            answer = server.get(path)
            assert answer.status == 404, path
            assert answer.headers["content-type"] == unknown.headers["content-type"], path
        long = f"/api/v1/articles?q={'x' * 9000}"
        assert b"ticked many feeds" in server.get(long).body
        assert (ask(private, long)[0], b'"code"' in ask(private, long)[1]) == (414, True)

    def test_on_the_private_one_they_are_answered(self, served: tuple[Server, int, str]) -> None:
        _, private, token = served
        key = {"Authorization": f"Bearer {token}"}

        assert ask(private, "/api/v1/runs", **key)[0] == 200
        assert ask(private, "/metrics", **key)[0] == 200
        assert ask(private, "/api/v1/runs")[0] == 401
        assert ask(private, "/admin")[0] != 404

    def test_on_the_private_one_there_is_nothing_for_readers(
        self, served: tuple[Server, int, str]
    ) -> None:
        server, private, _ = served

        for path in PUBLIC:
            assert server.get(path).status == 200, path
            # Twice: what one process answers from memory, it does not answer here.
            assert [ask(private, path)[0] for _ in range(4)] == [404] * 4, path

    def test_whoever_watches_the_process_may_ask_either(
        self, served: tuple[Server, int, str]
    ) -> None:
        server, private, _ = served

        for path in BOTH:
            assert server.get(path).status == 200
            assert ask(private, path)[0] == 200

    def test_no_field_of_a_request_changes_which_it_is(
        self, served: tuple[Server, int, str]
    ) -> None:
        server, private, token = served
        key = {"Authorization": f"Bearer {token}"}
        named = {"X-Forwarded-Host": f"127.0.0.1:{private}", "X-Forwarded-Port": str(private)}

        by_host = ask(server.port, "/metrics", host=f"127.0.0.1:{private}", **key, **named)
        by_target = ask(server.port, f"http://127.0.0.1:{private}/metrics", **key)

        assert by_host[0] == by_target[0] == 404
        assert ask(private, "/metrics", host=f"127.0.0.1:{server.port}", **key)[0] == 200

    @pytest.mark.parametrize(
        "target", ["/%61dmin", "/admin%2Flogin", "//admin", "/./admin", "/Admin"]
    )
    def test_no_spelling_leads_there(self, served: tuple[Server, int, str], target: str) -> None:
        server, _, _ = served

        assert ask(server.port, target)[0] == 404

    def test_a_reload_keeps_both(self, served: tuple[Server, int, str]) -> None:
        server, private, token = served
        server.process.send_signal(signal.SIGHUP)
        eventually(lambda: "are replaced" in server.log.read_text(), "new web processes")

        assert server.get("/metrics").status == 404
        assert ask(private, "/metrics", Authorization=f"Bearer {token}")[0] == 200


@pytest.mark.slow
class TestListening:
    def test_it_may_be_of_the_next_version_of_the_protocol(self, site: Site) -> None:
        site.article("a.md", "One")
        private = free_port()
        with feedsvc_serve(site, FEEDSVC_SERVER__PRIVATE=f"[::1]:{private}") as server:
            assert ask(private, "/healthz", to="::1")[0] == 200
            assert ask(private, "/feeds/all.atom", to="::1")[0] == 404
            assert server.get("/api/v1/runs").status == 404

    def test_below_a_path_it_is_the_same(self, site: Site) -> None:
        site.article("a.md", "One")
        private, token = free_port(), site.token(TokenScope.READ)
        said = {
            "FEEDSVC_SERVER__PRIVATE": f"127.0.0.1:{private}",
            "FEEDSVC_SITE__BASE_URL": "https://www.example.cn/news",
        }
        with feedsvc_serve(site, **said) as server:
            key = {"Authorization": f"Bearer {token}"}
            for path in ("/news/metrics", "/metrics"):
                assert server.get(path, **key).status == 404
                assert ask(private, path, **key)[0] == 200
            assert ask(private, "/news/feeds/all.atom")[0] == 404

    def test_a_port_that_is_taken_is_told_before_anything_is_served(self, site: Site) -> None:
        site.article("a.md", "One")
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            said = {"FEEDSVC_SERVER__PRIVATE": f"127.0.0.1:{port}"}
            failed = run_feedsvc(site, "serve", "--port", str(free_port()), **said)

        assert failed.returncode == 5
        assert f"cannot listen on 127.0.0.1 port {port}" in failed.stderr
        assert "server.private" in failed.stderr

    def test_it_cannot_be_the_public_port(self, site: Site) -> None:
        site.article("a.md", "One")
        port = free_port()
        said = {"FEEDSVC_SERVER__PRIVATE": f"127.0.0.1:{port}"}

        failed = run_feedsvc(site, "serve", "--port", str(port), **said)

        assert failed.returncode == 5
        assert "server.private" in failed.stderr
