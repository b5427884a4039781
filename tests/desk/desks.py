"""A service with a desk, its content good and bad, served as on a machine of its own."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from http.client import HTTPConnection
from pathlib import Path
from re import findall, search
from urllib.parse import quote, urlencode

from playwright.sync_api import Page, expect

from feedsvc import operations
from feedsvc.access import TokenScope
from feedsvc.model import Deed, Run, Scope, Trigger
from feedsvc.polls.tally import Asked, Document, Stated, Subscription, Tally
from tests.conftest import Site
from tests.end_to_end.conftest import PATIENCE, Answer, Server, eventually, feedsvc_serve, free_port
from tests.pages.sites import EXAMPLES, copied

PASSWORD = "seven green tea bowls"
_QUIET = {"FEEDSVC_SERVER__WORKERS": "1", "FEEDSVC_SCHEDULE__WATCH": "false"}
_REJECTED = "---\ntitle: [\n---\nText.\n"
_WARNED = "---\ntitle: Warned\ndate: 2026-05-01\nexpires: some day\ntags: [tea]\n---\nText.\n"


@dataclass(frozen=True)
class Served:
    """A site that is served, with a password."""

    site: Site
    server: Server

    @property
    def url(self) -> str:
        return self.server.url

    def withdrawn(self) -> str:
        """Return the id of the article that is withdrawn."""
        (found,) = operations.withdrawn(self.site.services, limit=5).items
        return found.id

    def run(self) -> Run:
        """Return the last run that looked at files."""
        runs = operations.runs(self.site.services, limit=50).items
        return next(each for each in runs if each.order is None and each.counts.files)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskPlace:
    """A page of the desk: its name here, its path, the fields of the form that leads to it."""

    name: str
    path: str
    status: int = 200
    form: Mapping[str, str] | None = None
    """What is filled into the form at the path, if the page is the answer to that form."""
    is_open: bool = False
    """Whether it is there for whoever is not logged in."""


def desk_places(served: Served) -> list[DeskPlace]:
    """Return a page of each kind."""
    shown = served.site.entries()[0]
    article = f"/admin/article?named={quote(shown.id, safe='')}"
    withdrawn = quote(served.withdrawn(), safe="")
    return [
        DeskPlace(name="login", path="/admin/login", is_open=True),
        DeskPlace(
            name="wrong-password",
            path="/admin/login",
            status=403,
            form={"password": "x"},
            is_open=True,
        ),
        DeskPlace(name="overview", path="/admin/"),
        DeskPlace(name="runs", path="/admin/runs"),
        DeskPlace(name="run", path=f"/admin/runs/{served.run().id}"),
        DeskPlace(name="new-run", path="/admin/runs/new"),
        DeskPlace(name="preview", path="/admin/runs/new", form={"scope": "changed", "name": ""}),
        DeskPlace(
            name="unknown-name",
            path="/admin/runs/new",
            status=404,
            form={"scope": "tag", "name": "no-such-tag"},
        ),
        DeskPlace(name="feeds", path="/admin/feeds"),
        DeskPlace(name="feed", path="/admin/feeds/all"),
        DeskPlace(name="articles", path="/admin/articles"),
        DeskPlace(name="article", path=article),
        DeskPlace(name="withdraw", path=article.replace("?", "/withdraw?")),
        DeskPlace(name="withdrawn", path="/admin/withdrawn"),
        DeskPlace(name="restore", path=f"/admin/article/restore?named={withdrawn}"),
        DeskPlace(name="runs-sifted", path="/admin/runs?outcome=failed&trigger=cli&wrote=1"),
        DeskPlace(name="feeds-found", path="/admin/feeds?q=tea"),
        DeskPlace(name="feeds-by-polls", path="/admin/feeds?order=polls"),
        DeskPlace(name="article-rejected", path="/admin/article?named=rejected.md"),
        DeskPlace(name="article-warned", path="/admin/article?named=warned.md&in=tag:nothing"),
        DeskPlace(name="health", path="/admin/health"),
        DeskPlace(name="polls", path="/admin/polls"),
        DeskPlace(name="audit", path="/admin/audit"),
        DeskPlace(name="tokens", path="/admin/tokens"),
        DeskPlace(name="revoke-token", path="/admin/tokens/revoke?name=newsroom"),
        DeskPlace(name="settings", path="/admin/settings"),
        DeskPlace(name="not-found", path="/admin/no-such-page", status=404),
    ]


def write(site: Site) -> None:
    """Write our examples, a file that is no article, and one that is not as it should be."""
    copied(EXAMPLES)(site)
    site.write("rejected.md", _REJECTED)
    site.write("warned.md", _WARNED)
    site.article("withdrawn.md", "Withdrawn", date="2026-07-30", tags="[tea]")


@contextmanager
def serving(root: Path, **variables: str) -> Iterator[Served]:
    """Serve a site with a desk; one article is withdrawn, tokens are made, something waits."""
    port = free_port()
    site = Site(root)
    write(site)
    site.variables |= _QUIET | {"FEEDSVC_SITE__BASE_URL": f"http://127.0.0.1:{port}"} | variables
    services = site.services
    services.access.set_password(PASSWORD, now=operations.now())
    services.access.tokens.create("newsroom", scopes=[TokenScope.READ], now=operations.now())
    site.build()
    _ask_for_feeds(site)
    with feedsvc_serve(site, **site.variables, FEEDSVC_SERVER__PORT=str(port)) as server:
        order = operations.order(
            services, Deed.WITHDRAW, site.entry("Withdrawn").id, who="ann", reason="wrong names"
        )
        done(site, operations.request_order(services, order))
        done(site, operations.start(services, Trigger.API, Scope.EVERYTHING, who="ci").run)
        site.article("fresh.md", "Fresh & new", date="2026-08-01", tags="[tea]")
        yield Served(site, server)


def _ask_for_feeds(site: Site) -> None:
    """Count requests for feeds on the last days, as readers make them."""
    for before in range(12):
        day = operations.now().date() - timedelta(days=before)
        counted = Tally(day)
        for feed, number in (("all", 900 - 40 * before), ("tag/tea", 17), ("tag/gone", 3)):
            counted.ask(Document(feed, "atom"), Asked(number, number // 3, 5000 * number))
        counted.stated[Subscription("all", "Feedly", "1")] = Stated(before, 120)
        site.services.polls.collect({f"{day}": counted}, waiting=[])


def done(site: Site, run: Run) -> None:
    """Wait until *run* has ended."""

    def has_ended() -> bool:
        found = operations.find_run(site.services, run.id)
        return found is not None and found.finished_at is not None

    eventually(has_ended, f"end of run {run.id}")


def log_in(page: Page, url: str, path: str = "/admin/") -> None:
    """Log in as a person does, and be at *path*."""
    page.goto(f"{url}{path}")
    page.locator("#password").fill(PASSWORD)
    page.locator("#password").press("Enter")
    expect(page.locator(".leave button")).to_be_visible()


def open_place(page: Page, url: str, place: DeskPlace) -> int:
    """Open a page, and fill in and send its form if that leads there; return its status."""
    answer = page.goto(f"{url}{place.path}")
    assert answer, place
    if place.form is None:
        return answer.status
    for name, value in place.form.items():
        field = page.locator(f"main [name={name}]")
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value)
        elif value:
            field.fill(value)
    with page.expect_navigation() as sent:
        page.locator("main form button").first.click()
    return sent.value.status if sent.value else 0


class Sender:
    """A client without a browser, which keeps the cookie of a session and reads forms."""

    def __init__(self, server: Server, cookie: str = "") -> None:
        self._server = server
        self.cookie = cookie

    def get(self, path: str, *, language: str = "en") -> Answer:
        """Ask for a page."""
        return self._ask("GET", path, "", language)

    def post(self, path: str, fields: Mapping[str, str], *, language: str = "en") -> Answer:
        """Send a form as our own page does."""
        answer = self._ask("POST", path, urlencode(fields), language)
        if (cookie := answer.headers.get("set-cookie", "")).startswith("__Host-"):
            self.cookie = cookie.partition(";")[0]
        return answer

    def log_in(self) -> None:
        """Begin a session."""
        assert self.post("/admin/login", {"password": PASSWORD}).status == 303
        assert self.cookie

    def fields(self, path: str, action: str) -> dict[str, str]:
        """Return the hidden fields of the form for *action* on the page at *path*."""
        return hidden(self.get(path).body.decode(), action)

    def place(self, place: DeskPlace, *, language: str = "en") -> Answer:
        """Return the page, or the answer to its form."""
        if place.form is None:
            return self.get(place.path, language=language)
        fields = self.fields(place.path, place.path)
        return self.post(place.path, fields | dict(place.form), language=language)

    def _ask(self, method: str, path: str, body: str, language: str) -> Answer:
        headers = {"Sec-Fetch-Site": "same-origin", "Accept-Language": language}
        headers |= {"Cookie": self.cookie} if self.cookie else {}
        headers |= {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        connection = HTTPConnection("127.0.0.1", self._server.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body or None, headers)
            answer = connection.getresponse()
            fields = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, fields, answer.read())
        finally:
            connection.close()


def hidden(html: str, action: str) -> dict[str, str]:
    """Return the hidden fields of the form for *action* in a page."""
    form = search(rf'<form[^>]* action="{action}">(.*?)</form>', html.replace("\n", " "))
    assert form, f"no form for {action}"
    found = findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form[1])
    return {name: unescape(value) for name, value in found}
