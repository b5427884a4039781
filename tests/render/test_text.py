import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedsvc.render.text import ascii_url, legal
from tests.render.strategies import any_text


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "https://news.example/a%20b?c=d&e=%E4%B8%80#f",
            "https://news.example/a%20b?c=d&e=%E4%B8%80#f",
        ),
        ("https://news.example/文章", "https://news.example/%E6%96%87%E7%AB%A0"),
        ("https://新闻.example:8080/", "https://xn--efvy88h.example:8080/"),
        ("https://user@新闻.example/文", "https://user@xn--efvy88h.example/%E6%96%87"),
        ("https://news.example/a b<c>", "https://news.example/a%20b%3Cc%3E"),
        ("https://[2001:db8::1]/文", "https://[2001:db8::1]/%E6%96%87"),
        ("https://[文/", "https://[%E6%96%87/"),
        ("mailto:王静@news.example", "mailto:%E7%8E%8B%E9%9D%99@news.example"),
        ("", ""),
    ],
)
def test_an_address_goes_out_in_ascii(url: str, expected: str) -> None:
    assert ascii_url(url) == expected


@given(any_text())
def test_any_address_becomes_ascii_once_and_for_all(url: str) -> None:
    once = ascii_url(url)

    assert once.isascii()
    assert ascii_url(once) == once


@given(any_text())
def test_legal_text_loses_only_what_xml_cannot_carry(text: str) -> None:
    def carried(character: str) -> bool:
        point = ord(character)
        return (
            point in (0x9, 0xA, 0xD)
            or 0x20 <= point <= 0xD7FF
            or 0xE000 <= point <= 0xFFFD
            or point >= 0x10000
        )

    assert legal(text) == "".join(filter(carried, text))


@given(st.integers(0, 0x10FFFF).map(chr))
def test_every_character_is_either_dropped_or_kept(character: str) -> None:
    assert legal(character) in ("", character)
