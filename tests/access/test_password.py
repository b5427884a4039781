import json
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from argon2 import extract_parameters
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedsvc.access.password import USUAL, Cost, Password
from feedsvc.errors import AccessError, StorageError
from tests.access.conftest import CHEAP, GOOD, NOW
from tests.access.processes import at_once


def password_at(state: Path, cost: Cost = CHEAP) -> Password:
    return Password(state / "password.json", cost=cost)


@pytest.fixture
def password(state: Path) -> Password:
    return password_at(state)


def hash_in(state: Path) -> str:
    said: str = json.loads((state / "password.json").read_text())["argon2id"]
    return said


def test_without_a_password_none_is_right(password: Password) -> None:
    assert password.mark() is None
    assert password.changed_at() is None
    assert password.verify("") is None
    assert not password.remove()


def test_the_password_and_no_other_is_right_in_every_process(state: Path) -> None:
    password_at(state).set(GOOD, now=NOW)
    other = password_at(state)

    assert other.verify(GOOD) == other.mark() is not None
    assert other.verify(GOOD + " ") is None
    assert other.verify(GOOD.upper()) is None
    assert other.verify("") is None
    assert other.verify("x" * 1_000_000) is None
    assert other.verify("\udcff\n") is None
    assert other.changed_at() == NOW


def test_it_is_kept_as_argon2id_and_for_its_owner_only(state: Path, password: Password) -> None:
    password.set(GOOD, now=NOW)

    path = state / "password.json"
    assert hash_in(state).startswith("$argon2id$v=19$")
    assert GOOD not in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_guess_costs_what_the_rfc_recommends(state: Path) -> None:
    password_at(state, USUAL).set(GOOD, now=NOW)

    found = extract_parameters(hash_in(state))
    assert (found.time_cost, found.memory_cost, found.parallelism) == (3, 65_536, 4)
    assert (found.salt_len, found.hash_len) == (16, 32)


def test_typed_in_another_way_it_is_still_right(password: Password) -> None:
    password.set("caf\u00e9 au lait chaud", now=NOW)

    assert password.verify("cafe\u0301\u3000au lait chaud")


def test_an_easy_one_is_refused_and_the_old_one_stays(password: Password) -> None:
    password.set(GOOD, now=NOW)

    with pytest.raises(AccessError, match="shorter than 12") as raised:
        password.set("hush", now=NOW)

    assert "hush" not in str(raised.value) + raised.value.hint
    assert password.verify(GOOD)


def test_a_new_one_takes_the_place_of_the_old_one(password: Password) -> None:
    password.set(GOOD, now=NOW)
    before = password.mark()

    password.set("four horses drink tea", now=NOW)

    assert password.verify(GOOD) is None
    assert password.verify("four horses drink tea") == password.mark() != before


def test_a_removed_one_is_right_no_more(password: Password) -> None:
    password.set(GOOD, now=NOW)

    assert password.remove()

    assert password.verify(GOOD) is None


def test_a_cheap_hash_grows_when_somebody_logs_in(state: Path) -> None:
    password_at(state).set(GOOD, now=NOW)
    mark, later = (
        password_at(state).mark(),
        password_at(state, Cost(passes=2, memory_kib=128, lanes=1)),
    )

    assert later.verify("four horses drink tea") is None
    assert extract_parameters(hash_in(state)).memory_cost == 64
    assert later.verify(GOOD) == mark

    assert extract_parameters(hash_in(state)).memory_cost == 128
    assert later.verify(GOOD) == later.mark() == mark
    assert later.changed_at() == NOW


def test_a_costlier_hash_stays(state: Path) -> None:
    password_at(state, Cost(passes=2, memory_kib=128, lanes=1)).set(GOOD, now=NOW)
    before = hash_in(state)

    assert password_at(state).verify(GOOD)

    assert hash_in(state) == before


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{}",
        '{"argon2id": "x", "mark": "y", "changed_at": "2026-01-01T00:00:00Z"}',
        '{"argon2id": "$argon2id$v=19$broken", "mark": "%s", "changed_at": "2026-01-01T00:00:00Z"}'
        % ("0" * 32),
    ],
)
def test_a_damaged_file_lets_nobody_in_and_is_named(state: Path, body: str) -> None:
    state.mkdir()
    (state / "password.json").write_text(body)

    with pytest.raises(StorageError, match=r"password\.json cannot be read") as raised:
        password_at(state).verify(GOOD)

    assert "feedsvc admin password" in raised.value.hint


def test_a_new_password_repairs_a_damaged_file(state: Path, password: Password) -> None:
    state.mkdir()
    (state / "password.json").write_text("{")

    password.set(GOOD, now=NOW)

    assert password.verify(GOOD)


@given(body=st.binary(max_size=300))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_the_file_holds_it_is_read_or_named(state: Path, body: bytes) -> None:
    state.mkdir(exist_ok=True)
    (state / "password.json").write_bytes(body)

    with pytest.raises(StorageError, match=r"password\.json"):
        password_at(state).verify(GOOD)


@given(salt=st.text("abcXYZ019+/=$,mtp", max_size=60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_stands_for_the_hash_lets_nobody_in(state: Path, salt: str) -> None:
    state.mkdir(exist_ok=True)
    kept = {"argon2id": f"$argon2id${salt}", "mark": "0" * 32, "changed_at": NOW.isoformat()}
    (state / "password.json").write_text(json.dumps(kept))

    with pytest.raises(StorageError, match="damaged"):
        password_at(state).verify(GOOD)


def log_in_or_change(number: int, state: Path) -> None:
    dear = password_at(state, Cost(passes=1, memory_kib=1024, lanes=1))
    for each in range(20):
        if number:
            dear.verify(GOOD)
        elif each == 10:
            password_at(state).set("four horses drink tea", now=NOW + timedelta(seconds=1))


@pytest.mark.slow
def test_nobody_who_logs_in_meanwhile_brings_an_old_password_back(state: Path) -> None:
    password_at(state).set(GOOD, now=NOW)

    at_once(log_in_or_change, state)

    assert password_at(state).verify(GOOD) is None
    assert password_at(state).verify("four horses drink tea")
