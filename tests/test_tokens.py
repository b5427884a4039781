import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feedsvc.errors import StorageError
from feedsvc.tokens import Tokens


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "tokens.json"


def test_a_token_is_accepted_by_every_process_from_then_on(path: Path) -> None:
    other = Tokens(path)
    assert not other.accepts("fs_anything")

    token = Tokens(path).create("ci")

    assert other.accepts(token)
    assert not other.accepts(token[:-1])
    assert not other.accepts("")


def test_two_tokens_are_different_and_both_good(path: Path) -> None:
    tokens = Tokens(path)

    first, second = tokens.create("ci"), tokens.create("phone")

    assert first != second
    assert tokens.accepts(first)
    assert tokens.accepts(second)
    assert [name for name, _ in tokens.names()] == ["ci", "phone"]


def test_a_new_token_of_the_same_name_takes_the_place_of_the_old_one(path: Path) -> None:
    tokens = Tokens(path)
    old = tokens.create("ci")

    new = tokens.create("ci")

    assert tokens.accepts(new)
    assert not tokens.accepts(old)


def test_a_token_that_was_taken_back_is_not_accepted(path: Path) -> None:
    tokens, other = Tokens(path), Tokens(path)
    token, kept = tokens.create("ci"), tokens.create("phone")
    assert other.accepts(token)

    assert tokens.revoke("ci")

    assert not other.accepts(token)
    assert other.accepts(kept)
    assert not tokens.revoke("ci")


def test_the_file_is_for_its_owner_only_and_holds_no_token(path: Path) -> None:
    token = Tokens(path).create("ci")

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert token not in path.read_text()
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_a_token_is_long_and_recognised_by_its_beginning(path: Path) -> None:
    token = Tokens(path).create("ci")

    assert token.startswith("fs_")
    assert len(token) >= 46


def test_a_token_remembers_when_it_was_made(path: Path) -> None:
    tokens = Tokens(path)
    tokens.create("ci")

    ((_, created_at),) = tokens.names()

    assert timedelta(0) <= datetime.now(UTC) - created_at < timedelta(minutes=1)


@pytest.mark.parametrize("body", ["", "[]", '{"ci": {}}', "{"])
def test_a_damaged_file_accepts_nothing_and_is_named(path: Path, body: str) -> None:
    path.parent.mkdir()
    path.write_text(body)

    with pytest.raises(StorageError, match=r"tokens\.json cannot be read: the file is damaged"):
        Tokens(path).accepts("fs_anything")


def test_a_folder_that_cannot_be_written_is_named(path: Path) -> None:
    path.parent.write_text("in the way")

    with pytest.raises(StorageError, match=r"tokens\.json cannot be"):
        Tokens(path).create("ci")
