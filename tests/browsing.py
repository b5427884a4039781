"""Chromium as tests and screenshots drive it: it reaches this machine and nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    Route,
    sync_playwright,
)

# What looks a name up, or an address in numbers, finds nothing; no proxy finds it instead.
_OPTIONS = (
    "--no-sandbox",
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    # The same shapes of letters on every machine.
    "--font-render-hinting=none",
    "--disable-lcd-text",
)
_PATIENCE_MILLISECONDS = 30_000
# What stands for a picture that an article takes from elsewhere.
_PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="360">'
    '<rect width="640" height="360" fill="#8aa"/></svg>'
)


@dataclass
class Visitor:
    """Someone with one page open; knows what it loaded and what the browser complained of."""

    page: Page
    origin: str
    requested: list[str] = field(default_factory=list)
    """The address of each request to the origin, since :meth:`open`."""
    embedded: list[str] = field(default_factory=list)
    """The address of each picture from elsewhere, since :meth:`open`."""
    complaints: list[str] = field(default_factory=list)
    """Errors and warnings of the console, errors of scripts, and other requests elsewhere."""

    def open(self, path: str) -> Response:
        """Open a page of the origin and wait until it and all that belongs to it are there."""
        self.requested.clear()
        self.embedded.clear()
        answer = self.page.goto(f"{self.origin}{path}")
        assert answer, path
        return answer

    def width(self) -> int:
        """Return how wide the document is, with what one has to scroll to."""
        return int(self.page.evaluate("document.documentElement.scrollWidth"))


@contextmanager
def browsing(program: str) -> Iterator[Browser]:
    """Run the browser *program* until the context ends.

    In this thread asyncio believes that a loop runs meanwhile; so this ends with what needs it.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(_OPTIONS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def visiting(
    browser: Browser,
    origin: str,
    *,
    width: int = 1280,
    height: int = 800,
    dark: bool = False,
    language: str = "en",
    script: bool = True,
) -> Iterator[Visitor]:
    """Open a window of someone who prefers *language*, with a profile of its own."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
        locale=language,
        java_script_enabled=script,
    )
    try:
        context.set_default_timeout(_PATIENCE_MILLISECONDS)
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=origin)
        visitor = Visitor(context.new_page(), origin)
        _watch(context, visitor)
        yield visitor
    finally:
        context.close()


def _watch(context: BrowserContext, visitor: Visitor) -> None:
    """Note what the visitor's page asks for and what comes of it."""

    def asks(request: Request) -> None:
        if request.url.startswith(f"{visitor.origin}/"):
            visitor.requested.append(request.url)
        elif request.resource_type in ("image", "media"):
            visitor.embedded.append(request.url)
        elif request.url != "about:blank" and not request.url.startswith("data:"):
            visitor.complaints.append(f"asked for {request.url}")

    def is_elsewhere(url: str) -> bool:
        return not url.startswith((f"{visitor.origin}/", "data:"))

    def give_picture(route: Route) -> None:
        if route.request.resource_type == "image":
            route.fulfill(body=_PICTURE, content_type="image/svg+xml")
        else:
            route.abort()

    def said(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not _says_only_that_it_is_not_there(message):
            visitor.complaints.append(f"{message.type}: {message.text} ({message.location})")

    context.on("request", asks)
    context.route(is_elsewhere, give_picture)
    context.on("console", said)
    context.on("weberror", lambda error: visitor.complaints.append(str(error.error)))


def _says_only_that_it_is_not_there(message: ConsoleMessage) -> bool:
    """Tell whether the console repeats the status of the page itself, such as 404."""
    here = message.page and urlsplit(message.page.url)
    there = urlsplit(message.location.get("url", ""))
    failed = message.text.startswith("Failed to load resource: the server responded with a status")
    return bool(failed and here and here == there)
