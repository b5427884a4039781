"""What is odd in an article is shown on the line that says it."""

from hypothesis import given
from hypothesis import strategies as st

from feedsvc.content.locating import located
from feedsvc.content.reading import read_article
from feedsvc.model import Notice
from tests.content.examples import RULES

ODD = b"""---
title: Odd
tags: [tea]
date: "it's never"
expires: some day
id: "javascript:void"
---
Text, some day.
"""


def test_a_warning_has_the_line_of_what_it_quotes() -> None:
    article = read_article("odd.md", ODD, RULES)

    lines = {each.message.partition(":")[0]: each.line for each in article.notices}

    assert {"date": 4, "expires": 5, "id": 6}.items() <= lines.items()


def test_a_warning_that_quotes_nothing_of_the_file_has_no_line() -> None:
    notices = (
        Notice(line=None, message="has 90 tags; only the first 50 count"),
        Notice(line=None, message="enclosure: 'a.mp3' is not there"),
        Notice(line=7, message="'Text' is odd"),
    )

    assert [each.line for each in located(notices, "Text\n")] == [None, None, 7]


@given(st.text(), st.text(), st.text())
def test_whatever_is_quoted_lies_on_the_line_that_is_named(
    before: str, said: str, after: str
) -> None:
    text = f"{before}{said}{after}"

    (notice,) = located([Notice(line=None, message=f"date: {said!r} is odd")], text)

    if notice.line is not None:
        rest = "\n".join(text.split("\n")[notice.line - 1 :])
        assert said in rest
