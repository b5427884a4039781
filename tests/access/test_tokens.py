import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedsvc.access import Refusal, Token, TokenScope
from feedsvc.access.tokens import Tokens
from feedsvc.access.uses import Uses
from feedsvc.errors import AccessError, StorageError
from tests.access.conftest import NOW
from tests.access.processes import PROCESSES, at_once, flat

READ, RUN, ADMIN = TokenScope.READ, TokenScope.RUN, TokenScope.ADMIN


def tokens_at(state: Path) -> Tokens:
    return Tokens(state / "tokens.json", Uses(state / "tokens.used"))


@pytest.fixture
def tokens(state: Path) -> Tokens:
    return tokens_at(state)


def make(tokens: Tokens, name: str = "ci", *scopes: TokenScope) -> str:
    return tokens.create(name, scopes=scopes or (READ,), now=NOW)


def found(tokens: Tokens, secret: str, now: datetime = NOW) -> Token:
    token = tokens.check(secret, now=now)
    assert isinstance(token, Token)
    return token


def test_a_token_is_known_to_every_process_from_then_on(state: Path) -> None:
    other = tokens_at(state)
    assert other.check("fs_anything", now=NOW) is Refusal.UNKNOWN

    secret = make(tokens_at(state))

    assert found(other, secret).name == "ci"
    assert other.check(secret[:-1], now=NOW) is Refusal.UNKNOWN
    assert other.check("", now=NOW) is Refusal.UNKNOWN


def test_a_token_may_do_what_its_scopes_say(tokens: Tokens) -> None:
    reader, runner = make(tokens, "reader", READ), make(tokens, "runner", RUN, READ)

    assert found(tokens, reader).scopes == (READ,)
    assert not found(tokens, reader).may(RUN)
    assert found(tokens, runner).scopes == (READ, RUN)
    assert not found(tokens, runner).may(TokenScope.WITHDRAW)


def test_admin_may_do_everything(tokens: Tokens) -> None:
    token = found(tokens, make(tokens, "all", ADMIN))

    assert all(token.may(scope) for scope in TokenScope)


def test_a_token_ends_at_the_second_that_it_says(tokens: Tokens) -> None:
    end = NOW + timedelta(days=90)
    secret = tokens.create("ci", scopes=[READ], now=NOW, expires_at=end)

    assert found(tokens, secret, end - timedelta(seconds=1)).expires_at == end
    assert tokens.check(secret, now=end) is Refusal.EXPIRED


def test_a_name_is_given_once_unless_the_old_token_is_to_go(tokens: Tokens) -> None:
    old = make(tokens)

    with pytest.raises(AccessError, match="there is a token ci already"):
        make(tokens)
    new = tokens.create("ci", scopes=[RUN], now=NOW, replace=True)

    assert found(tokens, new).scopes == (RUN,)
    assert tokens.check(old, now=NOW) is Refusal.UNKNOWN


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "\x1b[31m", "a" * 65, "\udcff"])
def test_a_name_that_cannot_be_shown_is_refused(tokens: Tokens, name: str) -> None:
    with pytest.raises(AccessError, match="needs a name"):
        make(tokens, name)


def test_a_revoked_token_is_as_unknown_as_any(state: Path) -> None:
    tokens, other = tokens_at(state), tokens_at(state)
    secret, kept = make(tokens, "ci"), make(tokens, "phone")
    assert found(other, secret)

    revoked = tokens.revoke("ci")

    assert revoked is not None
    assert revoked.name == "ci"
    assert other.check(secret, now=NOW) is Refusal.UNKNOWN
    assert found(other, kept).name == "phone"
    assert tokens.revoke("ci") is None


def test_tokens_from_before_there_were_scopes_may_read_and_run(state: Path) -> None:
    tokens = tokens_at(state)
    secret = make(tokens, "old", ADMIN)
    path = state / "tokens.json"
    kept = json.loads(path.read_text())["old"]
    old = {"old": {"sha256": kept["sha256"], "created_at": "2025-01-01T00:00:00Z"}}
    path.write_text(json.dumps(old))

    token = found(tokens, secret)

    assert token.scopes == (READ, RUN)
    assert token.created_at == datetime(2025, 1, 1, tzinfo=UTC)
    assert token.expires_at is None


def test_the_file_is_for_its_owner_only_and_holds_no_secret(state: Path, tokens: Tokens) -> None:
    secret = make(tokens)
    tokens.note_use(found(tokens, secret), now=NOW)

    files = [path for path in state.rglob("*") if path.is_file()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert all(secret not in path.read_text("latin-1") for path in files)
    assert all(secret not in path.name for path in files)


def test_nothing_that_is_told_of_a_token_is_its_secret(tokens: Tokens) -> None:
    secret = make(tokens)

    told = repr(found(tokens, secret)) + repr(tokens.all()) + repr(tokens.__dict__)

    assert secret not in told
    assert secret.removeprefix("fs_") not in told


def test_a_secret_is_long_and_recognised_by_its_beginning(tokens: Tokens) -> None:
    secret = make(tokens)

    assert secret.startswith("fs_")
    assert len(secret) == len("fs_") + 43  # 256 bits in base64


def test_a_token_remembers_when_it_was_used_last(state: Path) -> None:
    tokens = tokens_at(state)
    secret = make(tokens)
    assert found(tokens, secret).last_used_at is None

    tokens.note_use(found(tokens, secret), now=NOW + timedelta(hours=1))

    (listed,) = tokens_at(state).all()
    assert listed.last_used_at == NOW + timedelta(hours=1)


def test_a_new_token_of_an_old_name_was_never_used(tokens: Tokens, state: Path) -> None:
    tokens.note_use(found(tokens, make(tokens)), now=NOW)

    tokens.create("ci", scopes=[READ], now=NOW, replace=True)

    assert tokens.all()[0].last_used_at is None
    assert list((state / "tokens.used").iterdir()) == []


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        '{"ci": {}}',
        "{",
        '{"ci": {"sha256": "é", "created_at": "2026-01-01T00:00:00Z"}}',
        '{"ci": {"sha256": "%s", "created_at": "2026-01-01T00:00:00"}}' % ("0" * 64),
        '{"ci": {"sha256": "%s", "created_at": "2026-01-01T00:00:00Z", "scopes": []}}' % ("0" * 64),
        '{"ci": {"sha256": "%s", "created_at": "2026-01-01T00:00:00Z", "scopes": ["all"]}}'
        % ("0" * 64),
    ],
)
def test_a_damaged_file_lets_nobody_in_and_is_named(state: Path, body: str) -> None:
    state.mkdir()
    (state / "tokens.json").write_text(body)

    with pytest.raises(StorageError, match=r"tokens\.json cannot be read: the file is damaged"):
        tokens_at(state).check("fs_anything", now=NOW)
    with pytest.raises(StorageError, match="damaged"):
        make(tokens_at(state))
    assert (state / "tokens.json").read_text() == body


def test_what_a_damaged_file_holds_is_not_in_the_error(state: Path) -> None:
    state.mkdir()
    (state / "tokens.json").write_text('{"ci": {"sha256": "do-not-show-me"}}')

    with pytest.raises(StorageError) as raised:
        tokens_at(state).check("fs_anything", now=NOW)

    assert raised.value.__suppress_context__
    assert "do-not-show-me" not in str(raised.value)


def test_a_folder_that_cannot_be_written_is_named(state: Path) -> None:
    state.write_text("in the way")

    with pytest.raises(StorageError, match=r"tokens\.json cannot be"):
        make(tokens_at(state))


@given(body=st.binary(max_size=200), shown=st.text())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_a_file_holds_it_is_read_or_named(state: Path, body: bytes, shown: str) -> None:
    state.mkdir(exist_ok=True)
    (state / "tokens.json").write_bytes(body)

    try:
        answer = tokens_at(state).check(shown, now=NOW)
    except StorageError as error:
        assert "tokens.json" in str(error)
    else:
        assert answer is Refusal.UNKNOWN


@given(shown=st.text(alphabet=st.characters(), max_size=100))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_nothing_but_the_secret_is_the_secret(state: Path, shown: str) -> None:
    tokens = tokens_at(state)
    if not tokens.all():
        make(tokens)

    assert tokens.check(shown, now=NOW) is Refusal.UNKNOWN


def create_ten(number: int, state: Path) -> list[str]:
    return [make(tokens_at(state), f"{number}-{each}") for each in range(10)]


@pytest.mark.slow
def test_tokens_that_processes_make_at_once_are_all_kept(state: Path) -> None:
    secrets = flat(at_once(create_ten, state))

    tokens = tokens_at(state)
    assert len(secrets) == PROCESSES * 10
    assert {found(tokens, each).name for each in secrets} == {each.name for each in tokens.all()}
