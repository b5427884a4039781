"""``feedsvc token`` and ``feedsvc admin``: what they print, keep and never show."""

import json
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from feedsvc import operations
from feedsvc.access import Refusal, Token, TokenScope
from feedsvc.cli import cli
from feedsvc.errors import AccessError
from tests.access.conftest import GOOD
from tests.conftest import Site


@pytest.fixture(autouse=True)
def _clean_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Run in a folder without settings, and let no option outlive its test."""
    monkeypatch.chdir(tmp_path)
    before = dict(os.environ)
    for name in list(os.environ):
        if name.startswith("FEEDSVC_"):
            del os.environ[name]
    yield
    os.environ.clear()
    os.environ.update(before)


def feedsvc(site: Site, *arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(cli, [*arguments, "--output", str(site.output)], input=typed)


def made(site: Site, secret: str) -> Token:
    token = site.services.access.tokens.check(secret, now=operations.now())
    assert isinstance(token, Token)
    return token


def test_a_token_is_made_with_scopes_and_an_end_and_shown_once(site: Site) -> None:
    scopes = ("--scope", "run", "--scope", "read")
    secret = feedsvc(site, "token", "create", "ci", *scopes, "--expires", "90d").stdout.strip()

    token = made(site, secret)

    assert (token.name, token.scopes) == ("ci", (TokenScope.READ, TokenScope.RUN))
    assert token.expires_at is not None
    assert token.expires_at - token.created_at == timedelta(days=90)
    assert secret not in feedsvc(site, "token", "list").stdout
    assert secret not in feedsvc(site, "token", "list", "--json").stdout


def test_the_list_tells_what_each_may_do_and_when_it_was_used(site: Site) -> None:
    secret = feedsvc(site, "token", "create", "ci", "--scope", "read").stdout.strip()
    feedsvc(site, "token", "create", "old", "--scope", "admin", "--expires", "1h")
    token, now = made(site, secret), operations.now()
    site.services.access.tokens.note_use(token, now=now)

    shown = feedsvc(site, "token", "list").stdout
    first, second = json.loads(feedsvc(site, "token", "list", "--json").stdout)

    assert [line.split()[0] for line in shown.splitlines()] == ["name", "ci", "old"]
    assert first == {
        "name": "ci",
        "id": token.id,
        "scopes": ["read"],
        "created_at": f"{token.created_at:%Y-%m-%dT%H:%M:%SZ}",
        "expires_at": None,
        "last_used_at": f"{now:%Y-%m-%dT%H:%M:%SZ}",
        "state": "valid",
    }
    assert (second["scopes"], second["last_used_at"]) == (["admin"], None)


def test_a_revoked_token_is_worth_nothing(site: Site) -> None:
    secret = feedsvc(site, "token", "create", "ci", "--scope", "read").stdout.strip()

    revoked = feedsvc(site, "token", "revoke", "ci")
    again = feedsvc(site, "token", "revoke", "ci")

    assert revoked.stdout == "revoked ci\n"
    assert site.services.access.tokens.check(secret, now=operations.now()) is Refusal.UNKNOWN
    assert isinstance(again.exception, AccessError)


def test_a_token_is_replaced_only_on_demand(site: Site) -> None:
    create = ("token", "create", "ci", "--scope", "read")
    first = feedsvc(site, *create).stdout.strip()

    refused, second = feedsvc(site, *create), feedsvc(site, *create, "--replace").stdout.strip()

    assert "there is a token ci already" in str(refused.exception)
    assert made(site, second).name == "ci"
    assert site.services.access.tokens.check(first, now=operations.now()) is Refusal.UNKNOWN


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--scope", "wirthdraw"), "did you mean withdraw?"),
        (("--scope", "read", "--expires", "soon"), "90d"),
        (("--scope", "read", "--expires", "2020-01-01"), "90d"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_made(
    site: Site, arguments: tuple[str, ...], says: str
) -> None:
    result = feedsvc(site, "token", "create", "ci", *arguments)

    assert isinstance(result.exception, AccessError)
    assert says in result.exception.hint
    assert site.services.access.tokens.all() == ()


def test_a_token_without_a_scope_is_a_wrong_command(site: Site) -> None:
    assert feedsvc(site, "token", "create", "ci").exit_code == 2


def test_the_place_may_stand_before_the_command(site: Site) -> None:
    place = ("--output", str(site.output))

    result = CliRunner().invoke(cli, ["token", *place, "create", "ci", "--scope", "read"])

    assert made(site, result.stdout.strip()).name == "ci"


def test_other_options_before_the_command_are_not_swallowed(site: Site) -> None:
    result = CliRunner().invoke(cli, ["token", "--json", "list"])

    assert result.exit_code == 2
    assert "give options behind list" in result.stderr


def test_a_password_is_asked_for_twice_and_never_shown(site: Site) -> None:
    result = feedsvc(site, "admin", "password", typed=f"{GOOD}\n{GOOD}\n")

    assert result.exit_code == 0
    assert GOOD not in result.output
    assert site.services.access.password.verify(GOOD)


def test_a_password_may_come_from_another_program(site: Site) -> None:
    result = feedsvc(site, "admin", "password", "--stdin", "--json", typed=f"{GOOD}\r\nmore\n")

    assert json.loads(result.stdout) == {"password_set": True}
    assert site.services.access.password.verify(GOOD)


@pytest.mark.parametrize("given", ["", "\n", "short\n", "大国新村大国新村大国新村\n"])
def test_an_easy_password_is_refused(site: Site, given: str) -> None:
    site.variables["FEEDSVC_SITE__TITLE"] = os.environ["FEEDSVC_SITE__TITLE"] = "大国新村"

    result = feedsvc(site, "admin", "password", "--stdin", typed=given)

    assert isinstance(result.exception, AccessError)
    assert site.services.access.password.mark() is None


def test_a_new_password_and_none_log_everybody_out(site: Site) -> None:
    access, now = site.services.access, operations.now()
    feedsvc(site, "admin", "password", "--stdin", typed=GOOD)
    first = access.sessions.start(access.password.mark() or "", now=now)
    assert access.sessions.find(first, now=now)

    feedsvc(site, "admin", "password", "--stdin", typed="four horses drink tea")
    second = access.sessions.start(access.password.mark() or "", now=now)
    assert access.sessions.find(first, now=now) is None
    removed = feedsvc(site, "admin", "password", "--remove")

    assert "the admin page is off" in removed.stdout
    assert access.sessions.find(second, now=now) is None
    assert isinstance(feedsvc(site, "admin", "password", "--remove").exception, AccessError)


def test_another_user_writes_nothing_that_who_serves_could_not_read(
    site: Site, as_nobody: Path
) -> None:
    state = as_nobody / "feeds.state"
    state.mkdir()
    if state.stat().st_uid == os.getuid():
        pytest.skip("only the superuser can make a folder of somebody else's")
    os.seteuid(0)
    site.output = as_nobody / "feeds"

    result = feedsvc(site, "token", "create", "ci", "--scope", "read")

    assert isinstance(result.exception, AccessError)
    assert "run this as " in result.exception.hint
    assert list(state.iterdir()) == []


def test_a_password_is_set_or_removed_but_not_both(site: Site) -> None:
    assert feedsvc(site, "admin", "password", "--stdin", "--remove").exit_code == 2
