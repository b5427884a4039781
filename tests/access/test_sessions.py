import stat
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedsvc.access import Access, sessions
from feedsvc.access.forms import FormRefusal
from feedsvc.access.sessions import IDLE, LONGEST, MOST, Session, Sessions
from feedsvc.errors import StorageError
from tests.access.conftest import GOOD, NOW, cheap_access
from tests.access.processes import PROCESSES, at_once, flat

ACTION = "/admin/runs"


@pytest.fixture
def mark(access: Access) -> str:
    """What sessions of the present password have."""
    access.password.set(GOOD, now=NOW)
    mark = access.password.mark()
    assert mark
    return mark


@pytest.fixture
def kept(access: Access) -> Sessions:
    return access.sessions


def found(kept: Sessions, id: str, after: timedelta = timedelta()) -> Session:
    session = kept.find(id, now=NOW + after)
    assert session
    return session


def files(state: Path) -> list[Path]:
    return [path for path in (state / "sessions").iterdir() if len(path.name) == 64]


def test_a_session_is_found_by_every_process_until_it_ends(
    state: Path, kept: Sessions, mark: str
) -> None:
    other = cheap_access(state).sessions
    id = kept.start(mark, now=NOW)

    assert found(other, id).started_at == NOW
    other.end(id)

    assert kept.find(id, now=NOW) is None
    other.end(id)


@given(st.text(alphabet=st.characters(), max_size=80))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_other_id_finds_anything(kept: Sessions, mark: str, id: str) -> None:
    if not (kept._folder / ".lock").exists():
        kept.start(mark, now=NOW)

    assert kept.find(id, now=NOW) is None


def test_no_file_lets_anybody_in(state: Path, kept: Sessions, mark: str) -> None:
    id = kept.start(mark, now=NOW)
    session = found(kept, id)

    (file,) = files(state)
    assert id not in file.name + file.read_text() + repr(session) + str(session)
    assert session.key.hex() not in file.read_text()
    assert repr(session.key) not in repr(session)
    assert kept.find(file.name, now=NOW) is None
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_a_session_ends_after_two_quiet_hours(kept: Sessions, mark: str) -> None:
    id, busy = kept.start(mark, now=NOW), kept.start(mark, now=NOW)
    second = timedelta(seconds=1)

    found(kept, busy, IDLE - second)

    assert kept.find(id, now=NOW + IDLE) is None
    assert found(kept, busy, 2 * IDLE - 2 * second)


def test_a_session_ends_after_twelve_hours_whatever_happens(kept: Sessions, mark: str) -> None:
    id = kept.start(mark, now=NOW)
    for hour in range(12):
        assert found(kept, id, timedelta(hours=hour)).expires_at == NOW + LONGEST

    assert kept.find(id, now=NOW + LONGEST) is None


def test_a_new_password_ends_all_sessions(access: Access, mark: str) -> None:
    ids = [access.sessions.start(mark, now=NOW) for _ in range(3)]

    access.set_password("four horses drink tea", now=NOW)

    assert [access.sessions.find(id, now=NOW) for id in ids] == [None] * 3


def test_no_session_outlives_its_password_even_if_it_begins_just_then(
    access: Access, mark: str
) -> None:
    access.set_password("four horses drink tea", now=NOW)
    late = access.sessions.start(mark, now=NOW)

    assert access.sessions.find(late, now=NOW) is None


def test_without_a_password_there_is_no_session(access: Access, mark: str) -> None:
    id = access.sessions.start(mark, now=NOW)

    access.password.remove()

    assert access.sessions.find(id, now=NOW) is None


def test_past_the_hundredth_the_one_seen_least_recently_ends(
    state: Path, kept: Sessions, mark: str
) -> None:
    ids = [kept.start(mark, now=NOW + timedelta(seconds=each)) for each in range(MOST)]
    found(kept, ids[0], timedelta(minutes=5))

    new = kept.start(mark, now=NOW + timedelta(minutes=5))

    assert len(files(state)) == MOST
    assert found(kept, new, timedelta(minutes=5))
    assert found(kept, ids[0], timedelta(minutes=5))
    assert kept.find(ids[1], now=NOW + timedelta(minutes=5)) is None


def test_what_is_over_is_cleaned_away(state: Path, kept: Sessions, mark: str) -> None:
    kept.start(mark, now=NOW)
    young = kept.start(mark, now=NOW + timedelta(hours=1))

    kept.clean(now=NOW + IDLE)

    assert len(files(state)) == 1
    assert found(kept, young, IDLE)


@given(st.binary(max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_damaged_session_is_over(state: Path, kept: Sessions, mark: str, body: bytes) -> None:
    id = kept.start(mark, now=NOW)
    for file in files(state):
        file.write_bytes(body)

    assert kept.find(id, now=NOW) is None


def test_a_folder_that_cannot_be_written_is_named(state: Path, access: Access, mark: str) -> None:
    (state / "sessions").write_text("in the way")

    with pytest.raises(StorageError, match="sessions"):
        access.sessions.start(mark, now=NOW)


def test_a_form_does_its_work_once(kept: Sessions, mark: str) -> None:
    session = found(kept, kept.start(mark, now=NOW))
    token = session.form_token(ACTION, now=NOW)

    first, again = (kept.accept(session, ACTION, token, now=NOW) for _ in range(2))

    assert (first, again) == (None, FormRefusal.SPENT)


def test_a_form_that_changes_nothing_may_be_sent_again(kept: Sessions, mark: str) -> None:
    id = kept.start(mark, now=NOW)
    session = found(kept, id)
    token = session.form_token(ACTION, now=NOW)

    assert [kept.check(session, ACTION, token, now=NOW) for _ in range(3)] == [None] * 3
    assert kept.check(session, "/admin/other", token, now=NOW) is FormRefusal.FORGED
    assert kept.accept(session, ACTION, token, now=NOW) is None
    kept.end(id)
    assert kept.check(session, ACTION, token, now=NOW) is FormRefusal.STALE


def test_a_form_that_came_to_nothing_is_good_once_more(kept: Sessions, mark: str) -> None:
    session = found(kept, kept.start(mark, now=NOW))
    token, other = (session.form_token(ACTION, now=NOW) for _ in range(2))
    assert kept.accept(session, ACTION, token, now=NOW) is None
    assert kept.accept(session, ACTION, other, now=NOW) is None

    kept.give_back(session, ACTION, token, now=NOW)
    kept.give_back(session, ACTION, "not ours", now=NOW)

    assert kept.accept(session, ACTION, token, now=NOW) is None
    assert kept.accept(session, ACTION, token, now=NOW) is FormRefusal.SPENT
    assert kept.accept(session, ACTION, other, now=NOW) is FormRefusal.SPENT


def test_a_clock_that_is_set_back_makes_no_form_good_again(kept: Sessions, mark: str) -> None:
    id = kept.start(mark, now=NOW)
    session = found(kept, id)
    token = session.form_token(ACTION, now=NOW)
    assert kept.accept(session, ACTION, token, now=NOW) is None
    for minutes in (80, 150):
        later = NOW + timedelta(minutes=minutes)
        found(kept, id, timedelta(minutes=minutes))
        other = session.form_token(ACTION, now=later)
        assert kept.accept(session, ACTION, other, now=later) is None

    back = NOW + timedelta(hours=1)

    assert kept.accept(session, ACTION, token, now=back) is FormRefusal.STALE


def test_a_session_that_has_yet_to_begin_is_none(kept: Sessions, mark: str) -> None:
    id = kept.start(mark, now=NOW)

    assert kept.find(id, now=NOW - timedelta(seconds=59)) is not None
    assert kept.find(id, now=NOW - timedelta(seconds=61)) is None
    assert kept.find(id, now=NOW - timedelta(days=365)) is None


def test_what_a_page_asks_for_by_itself_prolongs_no_session(kept: Sessions, mark: str) -> None:
    id = kept.start(mark, now=NOW)
    for minutes in range(0, 120, 10):
        assert kept.find(id, now=NOW + timedelta(minutes=minutes), is_seen=False)

    assert kept.find(id, now=NOW + IDLE) is None


def test_a_form_of_another_session_does_nothing(kept: Sessions, mark: str) -> None:
    mine, theirs = (found(kept, kept.start(mark, now=NOW)) for _ in range(2))
    token = theirs.form_token(ACTION, now=NOW)

    assert kept.accept(mine, ACTION, token, now=NOW) is FormRefusal.FORGED
    assert kept.accept(theirs, ACTION, token, now=NOW) is None


def test_after_log_out_no_form_does_anything(kept: Sessions, mark: str) -> None:
    id = kept.start(mark, now=NOW)
    session = found(kept, id)
    token = session.form_token(ACTION, now=NOW)

    kept.end(id)

    assert kept.accept(session, ACTION, token, now=NOW) is FormRefusal.STALE
    assert kept.find(id, now=NOW) is None


def test_however_many_forms_were_spent_none_counts_twice(
    state: Path, kept: Sessions, mark: str
) -> None:
    session = found(kept, kept.start(mark, now=NOW))
    moments = [NOW + timedelta(seconds=each) for each in range(sessions._MOST_SPENT + 50)]
    tokens = [(session.form_token(ACTION, now=at), at) for at in moments]
    spent = [kept.accept(session, ACTION, token, now=at) for token, at in tokens]

    again = [kept.accept(session, ACTION, token, now=moments[-1]) for token, _ in tokens]

    assert set(spent) == {None}
    assert set(again) == {FormRefusal.STALE, FormRefusal.SPENT}
    (file,) = files(state)
    assert file.stat().st_size < 50_000


def spend_all(_number: int, state: Path, id: str, tokens: list[str]) -> list[str]:
    kept = cheap_access(state).sessions
    session = found(kept, id)
    return [each for each in tokens if kept.accept(session, ACTION, each, now=NOW) is None]


@pytest.mark.slow
def test_of_all_processes_that_get_a_form_one_acts_on_it(
    state: Path, kept: Sessions, mark: str
) -> None:
    id = kept.start(mark, now=NOW)
    tokens = [found(kept, id).form_token(ACTION, now=NOW) for _ in range(60)]

    accepted = flat(at_once(spend_all, state, id, tokens))

    assert sorted(accepted) == sorted(tokens)


def start_many(_number: int, state: Path, mark: str) -> list[str]:
    kept = cheap_access(state).sessions
    return [kept.start(mark, now=NOW) for _ in range(40)]


@pytest.mark.slow
def test_processes_together_keep_no_more_than_a_hundred(
    state: Path, kept: Sessions, mark: str
) -> None:
    ids = flat(at_once(start_many, state, mark))

    assert len(set(ids)) == PROCESSES * 40
    assert len(files(state)) == MOST
    assert sum(kept.find(id, now=NOW) is not None for id in ids) == MOST


def look_or_log_out(number: int, state: Path, ids: list[str]) -> None:
    kept = cheap_access(state).sessions
    for minute, id in enumerate(ids):
        if number:
            for each in ids:
                kept.find(each, now=NOW + timedelta(minutes=minute + 1))
        else:
            kept.end(id)


@pytest.mark.slow
def test_nobody_who_looks_meanwhile_undoes_a_log_out(
    state: Path, kept: Sessions, mark: str
) -> None:
    ids = [kept.start(mark, now=NOW) for _ in range(20)]

    at_once(look_or_log_out, state, ids)

    assert files(state) == []
