"""What a browser does with our cookie is asked of a browser."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser

from feedsvc.access.cookies import NAME, keeps_sessions, no_cookie, session_cookie


@pytest.mark.parametrize(
    "address",
    [
        "https://feeds.example.cn/news",
        "https://192.0.2.1",
        "http://127.0.0.1:8000",
        "http://127.8.8.8",
        "http://[::1]:8000",
        "http://localhost:8000",
        "http://feeds.localhost",
    ],
)
def test_browsers_keep_sessions_over_https_and_from_this_machine(address: str) -> None:
    assert keeps_sessions(address)


@pytest.mark.parametrize(
    "address",
    [
        "http://feeds.example.cn",
        "http://192.168.1.5:8000",
        "http://localhost.example.cn",
        "http://127.0.0.1.example.cn",
        "http://notlocalhost",
        "http://[::ffff:192.0.2.1]",
        "ftp://localhost",
        "localhost",
        "",
    ],
)
def test_browsers_keep_no_session_where_others_can_read(address: str) -> None:
    assert not keeps_sessions(address)


@given(st.text())
def test_any_text_is_judged(address: str) -> None:
    assert keeps_sessions(address) in (True, False)


def test_the_cookie_has_what_its_prefix_demands() -> None:
    for value in (session_cookie("id"), no_cookie()):
        pair, *attributes = value.split("; ")
        assert pair.startswith("__Host-feedsvc=")
        assert {"Path=/", "Secure", "HttpOnly", "SameSite=Lax"} <= set(attributes)
        assert not any(each.startswith("Domain") for each in attributes)


class _Pages(BaseHTTPRequestHandler):
    """Sets the cookie at /in, takes it away at /out, and shows at any address what came."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        if self.path in ("/in", "/out"):
            value = session_cookie("the-id") if self.path == "/in" else no_cookie()
            self.send_header("Set-Cookie", value)
        body = f"<p>{self.headers['Cookie']}</p>"
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Pages)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


@contextmanager
def shown(browser: Browser, origin: str, *paths: str) -> Iterator[list[str]]:
    """Open each path in turn; give what cookies the server got with each."""
    with ExitStack() as stack:
        context = browser.new_context()
        stack.callback(context.close)
        page = context.new_page()
        texts = []
        for path in paths:
            page.goto(f"{origin}{path}")
            texts.append(page.inner_text("p"))
        yield texts


@pytest.mark.slow
def test_a_browser_on_this_machine_keeps_the_session_until_log_out(
    browser: Browser, port: int
) -> None:
    with shown(browser, f"http://127.0.0.1:{port}", "/in", "/a", "/out", "/b") as texts:
        assert texts == ["None", f"{NAME}=the-id", f"{NAME}=the-id", "None"]


@pytest.mark.slow
def test_a_cookie_of_that_name_without_its_attributes_is_not_taken(
    browser: Browser, port: int
) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{port}/")

    page.evaluate(f"document.cookie = '{NAME}=evil; Path=/'")

    page.goto(f"http://127.0.0.1:{port}/")
    assert page.inner_text("p") == "None"
    context.close()
