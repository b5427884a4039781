from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedsvc.access import Kind
from feedsvc.access.failures import LIMITS, Failures, client_of
from feedsvc.errors import StorageError
from tests.access.conftest import NOW
from tests.access.processes import PROCESSES, at_once, flat

LIMIT = LIMITS[Kind.PASSWORD]
HERE, THERE = "192.0.2.1", "198.51.100.7"


@pytest.fixture
def failures(state: Path) -> Failures:
    return Failures(state / "failures.json")


def fail(failures: Failures, times: int, address: str = HERE, after: float = 0) -> list[int]:
    at = NOW + timedelta(seconds=after)
    return [failures.count(Kind.PASSWORD, address, now=at) for _ in range(times)]


def test_past_its_limit_a_client_has_to_wait_and_others_do_not(failures: Failures) -> None:
    assert fail(failures, LIMIT.of_one + 2) == [0] * LIMIT.of_one + [LIMIT.seconds] * 2
    assert fail(failures, 1, THERE) == [0]


def test_whoever_waits_as_told_may_try_again_and_no_earlier(failures: Failures) -> None:
    for each in range(LIMIT.of_one):
        fail(failures, 1, after=each * 10)

    (wait,) = fail(failures, 1, after=100)

    assert wait == LIMIT.seconds - 100
    assert fail(failures, 1, after=100 + wait - 1) == [1]
    assert fail(failures, 2, after=100 + wait) == [0, 10]


def test_many_clients_together_have_a_limit_too(failures: Failures) -> None:
    clients = [f"192.0.2.{each}" for each in range(LIMIT.of_all + 5)]

    waits = [fail(failures, 1, each)[0] for each in clients]

    assert waits == [0] * LIMIT.of_all + [LIMIT.seconds] * 5


def test_kinds_do_not_count_for_each_other(failures: Failures) -> None:
    fail(failures, LIMIT.of_one + 1)

    assert failures.count(Kind.TOKEN, HERE, now=NOW) == 0


def test_what_was_no_failure_is_taken_back(failures: Failures) -> None:
    fail(failures, LIMIT.of_one - 1)
    fail(failures, 1, THERE)

    for _ in range(20):
        assert fail(failures, 1) == [0]
        failures.forgive(Kind.PASSWORD, HERE)

    assert fail(failures, 2) == [0, LIMIT.seconds]
    failures.forgive(Kind.TOKEN, HERE)


def test_all_is_forgotten_on_demand(failures: Failures) -> None:
    fail(failures, LIMIT.of_one + 1)

    failures.forget(Kind.PASSWORD)

    assert fail(failures, 1) == [0]


def test_a_clock_that_is_set_back_locks_nobody_out_for_long(failures: Failures) -> None:
    fail(failures, LIMIT.of_one, after=86_400)
    assert fail(failures, 1) == [0]

    fail(failures, LIMIT.of_one, THERE, after=60)
    assert fail(failures, 1, THERE) == [LIMIT.seconds]


def test_the_file_never_grows_past_the_limits(state: Path, failures: Failures) -> None:
    for each in range(400):
        failures.count(Kind.TOKEN, f"2001:db8:{each:x}::1", now=NOW)
        failures.count(Kind.PASSWORD, f"2001:db8:{each:x}::1", now=NOW)

    assert (state / "failures.json").stat().st_size < 40_000


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", "unknown"),
        ("unix:", "unknown"),
        ("192.0.2.1:80", "unknown"),
    ],
)
def test_a_client_is_an_address_or_a_network_of_ipv6(address: str, client: str) -> None:
    assert client_of(address) == client


@given(st.one_of(st.text(), st.ip_addresses().map(str)))
def test_any_text_is_of_a_client_that_is_short(address: str) -> None:
    client = client_of(address)

    assert 0 < len(client) <= len("1000:1000:1000:1000::/64")


@given(st.binary(max_size=100))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_the_file_holds_it_is_read_or_named(state: Path, body: bytes) -> None:
    state.mkdir(exist_ok=True)
    path = state / "failures.json"
    path.write_bytes(body)

    try:
        assert fail(Failures(path), 1) == [0]
    except StorageError as error:
        assert "failures.json" in str(error)
        assert error.hint == "delete it"


@pytest.mark.parametrize("at", ["NaN", "Infinity", "-1e308", "1e308"])
def test_an_instant_that_is_none_does_not_count(state: Path, at: str) -> None:
    state.mkdir()
    (state / "failures.json").write_text(f'{{"password": [[{at}, "192.0.2.1"]]}}')

    assert fail(Failures(state / "failures.json"), LIMIT.of_one) == [0] * LIMIT.of_one


def fail_often(number: int, state: Path) -> list[int]:
    failures = Failures(state / "failures.json")
    mine = fail(failures, 8, f"203.0.113.{number}")
    return [*fail(failures, 8), *mine]


@pytest.mark.slow
def test_processes_together_have_the_limit_of_one(state: Path) -> None:
    waits = at_once(fail_often, state)

    assert flat(each[:8] for each in waits).count(0) == LIMIT.of_one
    assert flat(each[8:] for each in waits).count(0) == PROCESSES * 8
