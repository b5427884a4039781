import time
from datetime import timedelta
from pathlib import Path

import pytest

from feedsvc.access import Access, Kind, LogInRefusal, access_in
from feedsvc.access.failures import LIMITS
from tests.access.conftest import GOOD, NOW, cheap_access
from tests.access.processes import at_once, flat

LIMIT = LIMITS[Kind.PASSWORD]
ADDRESS = "192.0.2.1"


def test_without_a_password_nobody_logs_in(access: Access) -> None:
    assert access.log_in("", ADDRESS, now=NOW) == LogInRefusal(is_off=True)


def test_the_right_password_begins_a_session_each_time(access: Access) -> None:
    access.set_password(GOOD, now=NOW)

    ids = [access.log_in(GOOD, ADDRESS, now=NOW) for _ in range(LIMIT.of_one * 2)]

    assert len(set(ids)) == LIMIT.of_one * 2
    assert all(isinstance(id, str) and access.sessions.find(id, now=NOW) for id in ids)


def test_past_the_limit_even_the_right_password_has_to_wait(access: Access) -> None:
    access.set_password(GOOD, now=NOW)
    wrong = [access.log_in("wrong", ADDRESS, now=NOW) for _ in range(LIMIT.of_one)]

    refused = access.log_in(GOOD, ADDRESS, now=NOW)

    assert wrong == [LogInRefusal()] * LIMIT.of_one
    assert refused == LogInRefusal(wait_seconds=LIMIT.seconds)
    assert isinstance(access.log_in(GOOD, "192.0.2.2", now=NOW), str)
    later = NOW + timedelta(seconds=LIMIT.seconds)
    assert isinstance(access.log_in(GOOD, ADDRESS, now=later), str)


def test_a_new_password_lets_those_in_who_had_to_wait(access: Access) -> None:
    access.set_password(GOOD, now=NOW)
    for _ in range(LIMIT.of_one + 1):
        access.log_in("wrong", ADDRESS, now=NOW)

    access.set_password("four horses drink tea", now=NOW)

    assert isinstance(access.log_in("four horses drink tea", ADDRESS, now=NOW), str)


def test_removing_the_password_turns_everything_off(access: Access) -> None:
    access.set_password(GOOD, now=NOW)
    id = access.log_in(GOOD, ADDRESS, now=NOW)
    assert isinstance(id, str)

    assert access.remove_password()

    assert access.sessions.find(id, now=NOW) is None
    assert access.log_in(GOOD, ADDRESS, now=NOW) == LogInRefusal(is_off=True)
    assert not access.remove_password()


def test_no_file_and_no_name_holds_a_secret(state: Path, access: Access) -> None:
    access.set_password(GOOD, now=NOW)
    id = access.log_in(GOOD, ADDRESS, now=NOW)
    access.log_in("a wrong password", ADDRESS, now=NOW)
    assert isinstance(id, str)

    written = "".join(
        path.name + path.read_text("latin-1") for path in state.rglob("*") if path.is_file()
    )

    assert all(secret not in written for secret in (GOOD, id, "a wrong password"))


def guess_often(number: int, state: Path) -> list[LogInRefusal | str]:
    access = cheap_access(state)
    return [access.log_in(f"guess {number} {each}", ADDRESS, now=NOW) for each in range(10)]


@pytest.mark.slow
def test_guessing_in_many_processes_at_once_is_guessing_in_one(state: Path) -> None:
    cheap_access(state).set_password(GOOD, now=NOW)

    answers = flat(at_once(guess_often, state))

    assert answers.count(LogInRefusal()) == LIMIT.of_one
    assert len(answers) - LIMIT.of_one == answers.count(LogInRefusal(wait_seconds=LIMIT.seconds))


def test_a_guess_takes_its_time(state: Path) -> None:
    access = access_in(state)
    access.set_password(GOOD, now=NOW)
    began = time.process_time()

    access.log_in("wrong", ADDRESS, now=NOW)

    assert time.process_time() - began > 0.02
