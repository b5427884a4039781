"""Durations, counts and hostile text are said so that people understand them."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

import feedsvc
from feedsvc.serve.desk import wording
from feedsvc.serve.languages import speaking


@pytest.fixture(scope="module")
def app() -> Flask:
    from flask_babel import Babel

    made = Flask(__name__)
    Babel(made)
    return made


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        (0, "1 ms", "1毫秒"),
        (0.0432, "43 ms", "43毫秒"),
        (0.9999, "1 sec", "1秒"),
        (1.25, "1.2 sec", "1.2秒"),
        (59.99, "59 sec", "59秒"),
        (60, "1 min", "1分钟"),
        (185.4, "3 min 5 sec", "3分钟 5秒"),
        (3600, "1 hr", "1小时"),
        (90_000, "1 day 1 hr", "1天 1小时"),
    ],
)
def test_a_duration_has_its_two_largest_units(
    app: Flask, value: float, english: str, chinese: str
) -> None:
    with app.test_request_context():
        with speaking("en"):
            assert wording.seconds(value) == english
        with speaking("zh-Hans"):
            assert wording.seconds(value) == chinese


def test_counts_days_and_shares_are_short(app: Flask) -> None:
    now = datetime(2026, 11, 24, tzinfo=UTC)
    with app.test_request_context():
        with speaking("en"):
            assert [wording.compact(each) for each in (0, 9999, 12_345, 1.5e6)] == [
                *("0", "9,999", "12.3K", "1.5M")
            ]
            assert wording.share(0.756) == "76%"
            assert wording.calendar_day(date(2026, 11, 4), short=True) == "Nov 4"
            assert wording.ago(now - timedelta(minutes=3), now) == "3 minutes ago"
        with speaking("zh-Hans"):
            assert wording.compact(123_456) == "12.3万"
            assert wording.calendar_day(date(2026, 11, 4), short=True) == "11月4日"
            assert wording.ago(now + timedelta(hours=2), now) == "2小时后"


@given(st.text())
def test_nothing_unseen_is_left_in_what_is_revealed(text: str) -> None:
    shown = wording.revealed(text)

    assert not set(shown) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u200b\ufeff\0\x1b\n")
    assert wording.revealed("主题 <b> é") == "主题 <b> é"
    assert wording.revealed("a\u202eb\0") == "a\\u202eb\\u0000"


def test_a_title_cannot_turn_itself_or_what_stands_beside_it_around() -> None:
    assert wording.upright("abc\u202egnp.exe") == "abc\\u202egnp.exe"
    assert wording.upright("a\u2066b\u2069c\u200bd\n\x1be\ud800") == (
        "a\\u2066b\\u2069c\\u200bd\\u000a\\u001be\\ud800"
    )


@pytest.mark.parametrize(
    "title", ["主题教育 （二）", "👩\u200d🌾 harvest", "می\u200cخواهم", "שלום\u200f!", "co\u00adop"]
)
def test_a_title_keeps_what_its_letters_need(title: str) -> None:
    assert wording.upright(title) == title


@given(st.text(alphabet=st.characters()))
def test_whatever_a_title_says_it_turns_nothing_around(text: str) -> None:
    shown = wording.upright(text)

    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\n\r\0")
    shown.encode()


def test_the_desk_sends_nobody_to_a_command_line_for_what_it_does_itself() -> None:
    sources = "".join(
        path.read_text("utf-8")
        for path in Path(feedsvc.__file__).parent.rglob("*.py")
        if path.name != "wording.py"
    )
    for hint, instead in wording._INSTEAD.items():
        # A hint that was reworded would be passed on as it is.
        assert f'"{hint}"' in sources, hint
        assert "feedsvc" not in instead
        assert wording.told_here(hint) == instead
    assert wording.told_here("another hint") == "another hint"
