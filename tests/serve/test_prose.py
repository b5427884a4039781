"""The text of an article fits below its title, whatever its author wrote."""

import re
from html import escape
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedsvc.content.markup import sanitise
from feedsvc.serve.prose import prose

HEADING = re.compile(r"<h([1-6])>")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ([1, 2, 2], [2, 3, 3]),
        ([3, 3, 4], [2, 2, 3]),
        ([2, 4, 4, 2], [2, 3, 3, 2]),
        ([4, 2, 3], [2, 2, 3]),
        ([1, 2, 3, 4, 5, 6], [2, 3, 4, 5, 6, 6]),
    ],
)
def test_headings_begin_below_the_title_and_leave_no_level_out(
    written: list[int], shown: list[int]
) -> None:
    text = prose("".join(f"<h{level}>A</h{level}>" for level in written))

    assert text == "".join(f"<h{level}>A</h{level}>" for level in shown)


@given(st.lists(st.integers(1, 6), max_size=12))
def test_no_heading_is_more_than_one_level_below_the_one_before(written: list[int]) -> None:
    text = prose("".join(f"<h{level}>A</h{level}>" for level in written))

    levels = [1, *map(int, HEADING.findall(text))]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_what_may_be_too_wide_can_be_scrolled_with_the_keyboard() -> None:
    text = prose('<pre lang="x">code</pre><table><tr><td>1</td></tr></table>')

    assert text == (
        '<pre lang="x" tabindex="0">code</pre><table tabindex="0"><tr><td>1</td></tr></table>'
    )


@given(st.text(alphabet='<>/ahpretbl16=" ', max_size=60))
def test_what_only_looks_like_a_tag_inside_an_attribute_stays_as_it_was(words: str) -> None:
    html = sanitise(f'<p title="{escape(words)}">x</p><pre>y</pre>', "https://example.org/")

    assert prose(html) == html.replace("<pre>y", '<pre tabindex="0">y')
