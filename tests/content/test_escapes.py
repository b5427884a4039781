"""Control characters written as escapes are dropped, and told of."""

from pathlib import Path

import pytest

from tests.content.examples import article


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ('{"title": "a\\u0001b"}\nText.', ["title: dropped 1 control character"]),
        ('{"title": "a\\ud800b"}\nText.', ["title: dropped 1 control character"]),
        ('---\ntitle: "a\\x01b\\x02"\n---\nText.', ["title: dropped 2 control characters"]),
        ('+++\ntitle = "a\\u0001b"\n+++\nText.', ["title: dropped 1 control character"]),
        (
            '---\ntitle: ab\ntags: [tea, "a\\x01b"]\nauthor: {name: "Ann\\x02"}\n---\nText.',
            ["tags: dropped 1 control character", "author: dropped 1 control character"],
        ),
        ("---\ntitle: ab\n---\nText&#1;.", ["text: dropped 1 control character"]),
        (
            '<html><meta property="og:title" content="a&#1;b"><p>Text&#x1f;.</p></html>',
            ["title: dropped 1 control character", "text: dropped 1 control character"],
        ),
    ],
)
def test_a_notice_names_the_key_that_loses_them(
    tmp_path: Path, text: str, messages: list[str]
) -> None:
    found = article(tmp_path, "a.md", text)

    assert found.title == "ab"
    assert [notice.message for notice in found.notices] == [
        f"{message} written as an escape" for message in messages
    ]


@pytest.mark.parametrize(
    "text",
    [
        '---\ntitle: "a\\u200bb\\n"\nmine: "a\\x01b"\n---\nText&#9;&#10;',
        "<html><title>ab</title><p>Text&#32;&#150;.</p></html>",
    ],
)
def test_what_is_no_control_character_or_never_read_is_not_told_of(
    tmp_path: Path, text: str
) -> None:
    found = article(tmp_path, "a.md", text)

    assert found.title == "ab"
    assert found.notices == ()


def test_lists_that_hold_themselves_end(tmp_path: Path) -> None:
    found = article(tmp_path, "a.md", '---\ntags: &a [*a, "tea\\x01"]\n---\nText.')

    assert found.tags == ("tea",)
