import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedsvc.access.fitness import LONGEST, SHORTEST, normalised, unfitness

NAMES = ("大国新村日报", "feeds.example.cn")


@pytest.mark.parametrize(
    "password",
    [
        "three horses drink tea",
        "correct battery horse",
        "zhuti jiaoyu 1",
        "春茶开采清晨五点半茶农上山",
        "aB3$aB3$xyZ!",
        "!?%&/()=+-*#",
        " a space at the end ",
        "x" * 200 + "y",
        "passwords are silly",
    ],
)
def test_length_is_all_that_is_asked_for(password: str) -> None:
    assert unfitness(password, names=NAMES) == ""


@pytest.mark.parametrize("password", ["", "short", "x" * (SHORTEST - 1), "十一个字的密码还是不够"])
def test_what_is_short_is_refused(password: str) -> None:
    assert "shorter" in unfitness(password)


def test_what_is_endless_is_refused() -> None:
    assert "longer" in unfitness("ab cd ef gh " * LONGEST)


@pytest.mark.parametrize(
    "password", ["aaaaaaaaaaaa", "abababababab", "1212121212121", "密码密码密码密码密码密码"]
)
def test_what_repeats_itself_is_refused(password: str) -> None:
    assert "repeats" in unfitness(password)


@pytest.mark.parametrize(
    "password",
    [
        "feedsvc-2026!",
        "Feedsvc Feedsvc",
        "FEEDSVCADMIN!",
        "password1234",
        "P a s s w o r d 1 2",
        "１２３４５６７８９０１２",
        "123456789012",
        "987654321098",
        "abcdefghijklmn",
        "qwertyuiop[]",
        "qwertyuiopas",
        "1q2w3e4r5t6y",
        "1qaz2wsx3edc",
        "Correct-Horse-Battery-Staple",
        "feeds.example.cn",
        "feeds.example.cn2026",
        "大国新村日报202603",
    ],
)
def test_what_strangers_try_first_is_refused(password: str) -> None:
    assert unfitness(password, names=NAMES) != ""


@pytest.mark.parametrize(
    "password", ["tab\tin the middle", "line\nin the middle", "half \udcff a character"]
)
def test_what_no_keyboard_types_is_refused(password: str) -> None:
    assert "keyboard" in unfitness(password)


def test_a_password_is_the_same_however_it_was_typed() -> None:
    assert normalised("cafe\u0301 au lait") == normalised("caf\u00e9 au lait")
    assert normalised("a\u3000b\u00a0c") == "a b c"


def test_a_password_keeps_case_width_and_spaces_at_its_ends() -> None:
    assert normalised(" Ａb ") == " Ａb "


@given(st.text(alphabet=st.characters()))
def test_any_text_is_judged(text: str) -> None:
    said = normalised(text)

    assert unfitness(text, names=NAMES) or said is not None
    if said is not None:
        assert normalised(said) == said
