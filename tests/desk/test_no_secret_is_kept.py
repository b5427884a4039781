"""No password, token, session or form token is found in anything that the service leaves behind."""

import base64
import hashlib
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from feedsvc import operations
from tests.desk.desks import PASSWORD, Sender, Served, done, serving

pytestmark = pytest.mark.slow

WEBHOOK_SECRET = "whsec_" + base64.b64encode(b"thirty-two bytes of a test secret").decode()
WRONG_PASSWORD = "five yellow tea pots"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    variables = {
        "FEEDSVC_ACCESS_LOG__FILE": str(tmp_path / "access.log"),
        "FEEDSVC_ACCESS_LOG__FORMAT": "json",
        "FEEDSVC_NOTIFY__WEBHOOK_SECRET": WEBHOOK_SECRET,
        "FEEDSVC_NOTIFY__SMTP_PASSWORD": "hunter of long mails",
    }
    with serving(tmp_path, **variables) as found:
        yield found


def morning(served: Served) -> dict[str, str]:
    """Do everything there is to do at the desk; return the secrets by what they are."""
    secrets = {
        "password": PASSWORD,
        "wrong password": WRONG_PASSWORD,
        "webhook secret": WEBHOOK_SECRET,
        "password of the mail": "hunter of long mails",
    }
    sender = Sender(served.server)
    assert sender.post("/admin/login", {"password": WRONG_PASSWORD}).status == 403
    for number in range(3):
        sender.log_in()
        secrets[f"session {number}"] = sender.cookie.partition("=")[2]

    def send(page: str, action: str, said: dict[str, str]) -> str:
        fields = sender.fields(page, action)
        name = f"form token {len(secrets)}"
        secrets[name] = fields["form_token"]
        secrets[f"{name}, its number"] = fields["form_token"].partition(".")[0]
        secrets[f"{name}, its seal"] = fields["form_token"].rpartition(".")[2]
        answer = sender.post(action, fields | said)
        assert answer.status in (200, 303), (page, answer.status, answer.body.decode())
        return answer.headers.get("location", "") + answer.body.decode()

    token_page = send("/admin/tokens", "/admin/tokens", {"name": "mirror", "scope": "admin"})
    secrets["token"] = re.search(r"fs_[\w-]{43}", token_page)[0]  # type: ignore[index]
    bearer = f"Bearer {secrets['token']}"
    assert served.server.get("/api/v1/runs", Authorization=bearer).status == 200
    served.server.get(f"/api/v1/runs?token={secrets['token']}", Authorization=bearer)
    served.server.get("/metrics", Authorization=bearer)

    preview = send("/admin/runs/new", "/admin/runs/new", {"scope": "everything", "name": ""})
    found = re.findall(r'name="form_token" value="([^"]+)"', preview)
    key = re.search(r'name="key" value="([^"]+)"', preview)
    assert key
    secrets["form token of the confirmation"] = found[-1]
    answer = sender.post(
        "/admin/runs",
        {"form_token": found[-1], "key": key[1], "scope": "everything", "name": ""},
    )
    assert answer.status == 303, answer.body.decode()
    wait_for(served, answer.headers["location"])
    id = served.site.entries()[0].id
    page, action = f"/admin/article/withdraw?named={id}", "/admin/article/withdraw"
    wait_for(served, send(page, action, {"reason": "wrong"}))
    send("/admin/tokens/revoke?name=mirror", "/admin/tokens/revoke", {})
    assert sender.get("/admin/settings").status == 200
    send("/admin/tokens", "/admin/logout", {})
    return secrets


def wait_for(served: Served, address: str) -> None:
    """Wait for the end of the run whose page is at *address*."""
    run = operations.find_run(served.site.services, address.rpartition("/")[2])
    assert run
    done(served.site, run)


def content_of(path: Path) -> bytes:
    """Return what a file holds; the service goes on, so one may have gone by now."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def hidden_forms(secret: str) -> Iterator[bytes]:
    """Yield how a secret might be written."""
    yield secret.encode()
    yield base64.b64encode(secret.encode())
    yield secret.encode().hex().encode()
    yield secret.encode("utf-16-le")


def test_no_secret_is_found_in_what_the_service_keeps(served: Served) -> None:
    secrets = morning(served)
    assert len(secrets) > 15
    state = served.site.services.settings.output.state_directory
    for database in state.rglob("*.sqlite3"):
        # What is still in the write-ahead log comes into the file as well.
        with sqlite3.connect(database) as connection:
            connection.execute("PRAGMA wal_checkpoint(FULL)")
        connection.close()
    files = [path for path in served.site.root.rglob("*") if path.is_file()]
    names = {path.name for path in files}
    assert {"catalog.sqlite3", "tokens.json", "password.json", "access.log"} <= names
    assert served.server.log in files

    leaks = [
        f"{what} in {path.relative_to(served.site.root)}"
        for path in files
        for content in [content_of(path)]
        for what, secret in secrets.items()
        if any(each in content for each in hidden_forms(secret))
        # The number of a form that was acted on is what tells that it was: it opens nothing.
        and not (what.endswith("its number") and path.parent.name == "sessions")
    ]

    assert leaks == []
    # It does look: what is no secret is found.
    assert any(b"mirror" in content_of(path) for path in files)
    digest = hashlib.sha256(secrets["session 2"].encode()).hexdigest()
    assert digest not in names  # logged out
