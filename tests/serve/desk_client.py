"""Someone at the desk of a site: a browser that keeps a session and sends the forms it is shown."""

from collections.abc import Mapping
from html import unescape
from re import findall, search
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from feedsvc import operations
from feedsvc.access.cookies import NAME
from feedsvc.access.password import Cost, Password
from feedsvc.model import Run
from tests.conftest import Site

PASSWORD = "seven green tea bowls"
OURS = {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate", "Accept-Language": "en"}
ELSEWHERE = {"Sec-Fetch-Site": "cross-site", "Origin": "https://other.example"}
# A hash that takes no time; the real one has tests of its own.
_CHEAP = Cost(passes=1, memory_kib=8, lanes=1)


def set_password(site: Site, password: str = PASSWORD) -> None:
    """Set the password of a site, at no cost."""
    path = site.services.settings.output.state_directory / "password.json"
    Password(path, cost=_CHEAP).set(password, now=operations.now())


class Desk:
    """A browser at the desk of *site*."""

    def __init__(self, site: Site, client: FlaskClient) -> None:
        self.site = site
        self.client = client

    def begin(self) -> str:
        """Begin a session without the log-in page; return its id."""
        access = self.site.services.access
        if access.password.mark() is None:
            set_password(self.site)
        id = access.sessions.start(access.password.mark() or "", now=operations.now())
        self.client.set_cookie(NAME, id, domain="localhost")
        return id

    def get(self, path: str, **headers: str) -> TestResponse:
        """Ask for what is at *path* below the desk."""
        return self.client.get(f"/admin{path}", headers=OURS | _fields(headers))

    def post(
        self,
        path: str,
        said: Mapping[str, object] | None = None,
        *,
        page: str | None = None,
        token: str | None = None,
        headers: Mapping[str, str] = OURS,
    ) -> TestResponse:
        """Send a form to *path*, with the token that it has on *page*, or with this one."""
        if token is None and page is not None:
            token = self.token(path, page)
        fields = dict(said or {}) | ({"form_token": token} if token else {})
        return self.client.post(f"/admin{path}", data=fields, headers=dict(headers))

    def token(self, action: str, page: str) -> str:
        """Return the token of the form for *action* that *page* shows."""
        return self.fields(action, self.get(page).text)["form_token"]

    def fields(self, action: str, html: str) -> dict[str, str]:
        """Return the hidden fields of the form for *action* in a page."""
        form = search(rf'<form[^>]* action="/admin{action}">(.*?)</form>', html.replace("\n", " "))
        assert form, f"no form for {action}"
        hidden = findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form[1])
        return {name: unescape(value) for name, value in hidden}

    def publish(self) -> tuple[Run, ...]:
        """Do what the publisher does: perform the runs that wait."""
        services = self.site.services
        with operations.publishing(services, "cannot test"):
            return tuple(operations.perform(services, each) for each in services.queue.waiting())


def leads_to(answer: TestResponse) -> str:
    """Return where a redirect to be asked for with GET leads, below the desk."""
    assert answer.status_code == 303, answer.text
    target = answer.headers["Location"]
    assert not urlsplit(target).netloc, target
    assert target.startswith("/admin"), target
    return target.removeprefix("/admin")


def _fields(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}
