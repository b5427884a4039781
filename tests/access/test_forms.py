from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedsvc.access.forms import (
    FORM_SECONDS,
    Form,
    FormRefusal,
    form_key,
    form_token,
    read_form_token,
)
from tests.access.conftest import NOW

KEY = form_key("a session")
ACTION = "/admin/runs"


def test_a_form_of_ours_is_known_by_its_number() -> None:
    first, second = (form_token(KEY, ACTION, now=NOW) for _ in range(2))

    forms = [read_form_token(KEY, ACTION, each, now=NOW) for each in (first, second)]

    assert all(isinstance(each, Form) for each in forms)
    assert forms[0] != forms[1]


def test_a_form_of_another_session_or_action_is_forged() -> None:
    token = form_token(KEY, ACTION, now=NOW)

    for key, action in ((form_key("another"), ACTION), (KEY, "/admin/withdraw"), (KEY, "")):
        assert read_form_token(key, action, token, now=NOW) is FormRefusal.FORGED


def test_a_form_is_good_for_two_hours() -> None:
    token = form_token(KEY, ACTION, now=NOW)

    late = NOW + timedelta(seconds=FORM_SECONDS)
    assert isinstance(read_form_token(KEY, ACTION, token, now=late - timedelta(seconds=1)), Form)
    assert read_form_token(KEY, ACTION, token, now=late) is FormRefusal.STALE
    early = NOW - timedelta(hours=1)
    assert read_form_token(KEY, ACTION, token, now=early) is FormRefusal.STALE


def test_the_key_of_forms_is_not_the_id_of_the_session() -> None:
    assert b"a session" not in KEY
    assert "a session" not in form_token(KEY, ACTION, now=NOW)


@given(st.text())
def test_any_other_text_is_forged(text: str) -> None:
    assert read_form_token(KEY, ACTION, text, now=NOW) is FormRefusal.FORGED


@given(place=st.integers(0, 200), sign=st.characters(), action=st.text())
def test_a_token_with_another_character_is_forged(place: int, sign: str, action: str) -> None:
    token = form_token(KEY, action, now=NOW)
    place %= len(token)
    altered = token[:place] + sign + token[place + 1 :]

    read = read_form_token(KEY, action, altered, now=NOW)

    assert (read is FormRefusal.FORGED) is (altered != token)


@pytest.mark.parametrize("text", ["", ".", "..", "٠" * 32 + ".1." + "0" * 64, "0" * 1_000_000])
def test_what_has_not_even_the_shape_is_forged(text: str) -> None:
    assert read_form_token(KEY, ACTION, text, now=NOW) is FormRefusal.FORGED
