"""Tokens made and taken back at the desk."""

from re import search

import pytest

from feedsvc import operations
from feedsvc.access import Refusal, Token, TokenScope
from feedsvc.model import Deed
from tests.serve.desk_client import Desk, leads_to
from tests.serve.reading_pages import Page


def text(html: str) -> str:
    return " ".join(Page(html).one("main").text.split())


def make(desk: Desk, **said: object) -> str:
    """Make a token and return its secret."""
    answer = desk.post("/tokens", {"name": "ci", "scope": ["read", "run"], **said}, page="/tokens")
    assert answer.status_code == 200, answer.text
    found = search(r"fs_[\w-]{43}", answer.text)
    assert found
    return found[0]


def test_a_token_is_shown_once_and_does_what_was_ticked(desk: Desk) -> None:
    secret = make(desk, expires="90d")

    token = desk.site.services.access.tokens.check(secret, now=operations.now())
    assert isinstance(token, Token)
    assert (token.name, token.scopes) == ("ci", (TokenScope.READ, TokenScope.RUN))
    assert token.expires_at
    assert secret not in desk.get("/tokens").text
    listed = text(desk.get("/tokens").text)
    assert "read run" in listed
    (line,) = operations.audit(desk.site.services, limit=5).items
    assert (line.who, line.deed, line.subject, line.reason) == (
        "admin",
        Deed.CREATE_TOKEN,
        "ci",
        "read run",
    )


def test_a_token_is_shown_and_noted_by_the_name_that_it_has(desk: Desk) -> None:
    make(desk, name=" e\u0301 ")

    (line,) = operations.audit(desk.site.services, limit=5).items
    (token,) = desk.site.services.access.tokens.all()
    assert line.subject == token.name == "\u00e9"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"name": ""}, "needs a name"),
        ({"name": "x" * 65}, "needs a name"),
        ({"name": "\x07"}, "needs a name"),
        ({"scope": []}, "needs a scope"),
        ({"scope": ["reed"]}, "did you mean read?"),
        ({"expires": "soon"}, "is no time to expire"),
        ({"expires": "2020-01-01"}, "is over already"),
    ],
)
def test_what_cannot_be_a_token_is_told_and_what_was_filled_in_stays(
    desk: Desk, said: dict[str, object], told: str
) -> None:
    wish = {"name": "ci", "scope": ["read"], "expires": "90d"} | said

    answer = desk.post("/tokens", wish, page="/tokens")

    assert answer.status_code == 400
    assert told in text(answer.text)
    page = Page(answer.text)
    assert page.one("input", id="expires").attributes["value"] == wish["expires"]
    assert desk.site.services.access.tokens.all() == ()


def test_a_name_that_is_taken_is_told(desk: Desk) -> None:
    make(desk)

    answer = desk.post("/tokens", {"name": "ci", "scope": "read"}, page="/tokens")

    assert answer.status_code == 400
    assert "there is a token ci already" in text(answer.text)


def test_a_revoked_token_is_worth_nothing(desk: Desk) -> None:
    secret = make(desk)
    page = "/tokens/revoke?name=ci"
    assert "Revoke the token ci?" in text(desk.get(page).text)
    fields = desk.fields("/tokens/revoke", desk.get(page).text)

    assert leads_to(desk.post("/tokens/revoke", fields)) == "/tokens"

    services = desk.site.services
    assert services.access.tokens.check(secret, now=operations.now()) is Refusal.UNKNOWN
    assert operations.audit(services, limit=5).items[0].deed is Deed.REVOKE_TOKEN
    assert desk.get(page).status_code == 400


def test_a_token_that_expired_and_when_it_was_used_is_seen(desk: Desk) -> None:
    tokens = desk.site.services.access.tokens
    now = operations.now()
    secret = tokens.create("old", scopes=[TokenScope.READ], now=now)
    used = tokens.check(secret, now=now)
    assert isinstance(used, Token)
    tokens.note_use(used, now=now)
    tokens.create("over", scopes=[TokenScope.READ], now=now, expires_at=now)

    listed = text(desk.get("/tokens").text)

    assert "expired" in listed
    assert "never" in listed
    assert f"{now.astimezone():%Y-%m-%d}" in listed
