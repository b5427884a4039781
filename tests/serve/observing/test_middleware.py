"""The middleware under a real server and under direct calls; all else is real as well."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest

from feedsvc.serve.observing.access_log import AccessLog
from feedsvc.serve.observing.kinds import Kind
from feedsvc.serve.observing.metering import Meters
from feedsvc.serve.observing.middleware import WHOLE, observed
from feedsvc.serve.observing.tallies import Served, totals

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Watched:
    """An application that is observed, and what is known of its requests."""

    def __init__(self, folder: Path, application: "WSGIApplication", **options: Any) -> None:
        self._folder = folder
        self._log = AccessLog("json", folder / "access.log")
        meters = Meters(folder / "metrics")
        self.application = observed(application, meters, self._log, **options)

    def served(self, kind: Kind) -> Served:
        return totals(self._folder / "metrics").served[kind]

    def noted(self) -> list[dict[str, Any]]:
        self._log.close()
        lines = (self._folder / "access.log").read_text("ascii").splitlines()
        return [json.loads(line) for line in lines]

    def call(self, path: str = "/", method: str = "GET", **environ: str) -> bytes:
        """Do what a server does."""
        environ = {"PATH_INFO": path, "REQUEST_METHOD": method, **environ}
        body = self.application(environ, lambda *_: bytes)
        try:
            return b"".join(body)
        finally:
            if close := getattr(body, "close", None):
                close()


@pytest.fixture
def watch(tmp_path: Path) -> Callable[..., Watched]:
    return lambda application, **options: Watched(tmp_path, application, **options)


def site(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    """A document of 1,000 bytes, whole or unchanged, and a page for everything else."""
    if not environ["PATH_INFO"].endswith(".atom"):
        start_response("404 NOT FOUND", [("Content-Type", "text/html")])
        return iter([b"<p>not", b" here"])
    if environ.get("HTTP_IF_NONE_MATCH"):
        environ[WHOLE] = 1000
        start_response("304 NOT MODIFIED", [("ETag", '"1"')])
        return [b""]
    start_response("200 OK", [("Content-Length", "1000")])
    return [b"x" * 1000]


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def served(application: "WSGIApplication") -> Iterator[HTTPConnection]:
    with make_server("127.0.0.1", 0, application, handler_class=_Silent) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield HTTPConnection("127.0.0.1", server.server_port)
        finally:
            server.shutdown()
            thread.join()


def test_answers_over_a_socket_are_counted_and_noted(watch: Callable[..., Watched]) -> None:
    watched = watch(site, proxies=1)
    requests: list[tuple[str, dict[str, str]]] = [
        ("/feeds/all.atom?page=2", {"User-Agent": "Reader/1.0", "Referer": "https://example.org/"}),
        ("/feeds/all.atom", {"If-None-Match": '"1"', "X-Forwarded-For": "10.0.0.9, 192.0.2.1"}),
        ("/%E4%BD%A0/x", {"Authorization": "Bearer fs_secret"}),
    ]

    with served(watched.application) as connection:
        for target, headers in requests:
            connection.request("GET", target, headers=headers)
            connection.getresponse().read()

    document = watched.served(Kind.ATOM)
    assert (document.statuses, document.sent, document.saved) == ({"200": 1, "304": 1}, 1000, 1000)
    assert sum(document.buckets) == 2
    assert watched.served(Kind.OTHER).statuses == {"404": 1}
    assert watched.served(Kind.OTHER).sent == 11
    first, second, third = watched.noted()
    assert first["target"] == "/feeds/all.atom?page=2"
    assert (first["method"], first["protocol"]) == ("GET", "HTTP/1.1")
    assert (first["agent"], first["referrer"]) == ("Reader/1.0", "https://example.org/")
    assert (first["status"], first["bytes"], first["kind"]) == (200, 1000, "atom")
    assert (first["client"], second["client"]) == ("127.0.0.1", "192.0.2.1")
    assert (second["status"], second["bytes"]) == (304, 0)
    assert (third["status"], third["kind"]) == (404, "other")
    assert third["target"] == "/%E4%BD%A0/x"
    assert "secret" not in json.dumps(third)


def test_the_answer_itself_stays_as_it_is(watch: Callable[..., Watched]) -> None:
    with served(watch(site).application) as connection:
        connection.request("GET", "/feeds/all.atom")
        answer = connection.getresponse()
        body = answer.read()

    assert (answer.status, body, answer.headers["Content-Length"]) == (200, b"x" * 1000, "1000")


def test_head_sends_no_bytes(watch: Callable[..., Watched]) -> None:
    watched = watch(site)

    watched.call("/feeds/all.atom", "HEAD")

    assert watched.served(Kind.ATOM).sent == 0
    assert watched.served(Kind.ATOM).saved == 0


def test_an_answer_takes_until_its_body_has_been_handed_over(watch: Callable[..., Watched]) -> None:
    watched = watch(site)
    body = watched.application({"PATH_INFO": "/x", "REQUEST_METHOD": "GET"}, lambda *_: bytes)
    parts = iter(body)

    next(parts)
    before_the_end = watched.served(Kind.OTHER).statuses
    body.close()  # type: ignore[attr-defined]
    body.close()  # type: ignore[attr-defined]

    assert before_the_end == {}
    assert watched.served(Kind.OTHER).statuses == {"404": 1}
    assert watched.served(Kind.OTHER).sent == len(b"<p>not")


def test_an_application_that_fails_is_a_500_and_still_fails(watch: Callable[..., Watched]) -> None:
    def broken(*_: object) -> Iterable[bytes]:
        raise ZeroDivisionError

    watched = watch(broken)

    with pytest.raises(ZeroDivisionError):
        watched.call("/feeds/")

    assert watched.served(Kind.PAGE).statuses == {"500": 1}


def test_the_body_of_the_application_is_closed_even_if_that_fails(
    watch: Callable[..., Watched],
) -> None:
    class Body:
        def __iter__(self) -> Iterator[bytes]:
            return iter([b"x"])

        def close(self) -> None:
            raise ZeroDivisionError

    def application(_: object, start: "StartResponse") -> Iterable[bytes]:
        start("200 OK", [])
        return Body()

    watched = watch(application)

    with pytest.raises(ZeroDivisionError):
        watched.call()

    assert watched.served(Kind.PAGE).statuses == {"200": 1}


def test_the_last_status_of_an_application_that_corrects_itself_counts(
    watch: Callable[..., Watched],
) -> None:
    def application(_: object, start: "StartResponse") -> Iterable[bytes]:
        start("200 OK", [])
        start("503 SERVICE UNAVAILABLE", [], (None, None, None))
        return []

    watched = watch(application)
    watched.call()

    assert watched.served(Kind.PAGE).statuses == {"503": 1}


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/news/feeds/all.atom", Kind.ATOM),
        ("/feeds/all.atom", Kind.ATOM),
        ("/news", Kind.PAGE),
        ("/news/", Kind.PAGE),
        ("/newspaper", Kind.OTHER),
    ],
)
def test_kinds_are_told_below_the_path_of_the_site(
    watch: Callable[..., Watched], path: str, kind: Kind
) -> None:
    def shifting(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        environ["SCRIPT_NAME"], environ["PATH_INFO"] = environ["PATH_INFO"], ""
        return site(environ, start)

    watched = watch(shifting, prefix="/news")
    watched.call(path)

    assert sum(watched.served(kind).buckets) == 1
    assert watched.noted()[0]["target"] == path


@pytest.mark.parametrize(
    ("environ", "target"),
    [
        ({"RAW_URI": "/feeds//all.atom?a=%20b"}, "/feeds//all.atom?a=%20b"),
        ({"REQUEST_URI": "http://host/feeds/all.atom"}, "http://host/feeds/all.atom"),
        ({"QUERY_STRING": "a=b&c"}, "/%E4%BD%A0%20x%22%0A?a=b&c"),
        ({}, "/%E4%BD%A0%20x%22%0A"),
    ],
)
def test_the_target_is_noted_as_sent_as_far_as_the_server_tells(
    watch: Callable[..., Watched], environ: dict[str, str], target: str
) -> None:
    watched = watch(site)

    watched.call('/你 x"\n'.encode().decode("latin-1"), **environ)

    (noted,) = watched.noted()
    assert noted["target"] == target
    assert noted["client"] == ""


def test_requests_are_counted_where_none_is_noted(tmp_path: Path) -> None:
    log = AccessLog("off", tmp_path / "access.log")
    application = observed(site, Meters(tmp_path / "metrics"), log)

    with served(application) as connection:
        connection.request("GET", "/")
        connection.getresponse().read()

    assert totals(tmp_path / "metrics").served[Kind.PAGE].statuses == {"404": 1}
    assert not (tmp_path / "access.log").exists()
