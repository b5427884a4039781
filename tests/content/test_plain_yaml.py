"""The plainest YAML: whatever is read without the parser means what the parser makes of it."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from feedsvc.content.frontmatter import plain_yaml
from feedsvc.content.frontmatter.notations import BrokenError, Parsed, read_yaml

# A remark in front matter is left to the parser, and means nothing to it.
REMARK = "#\n"
MARKS = (
    *('"', "'", ": ", ":", " #", "#", ", ", ",", "[", "]", "{", "}", "?", "- ", "-", "&", "*", "!"),
    *("|", ">", "%", "@", "`", "\\", "/", "<<", "=", "...", "---", " ", "\n", "\n- ", "\n  - "),
    *("\t", "\u3000", "\u2028", "\x85", "\xa0", "\x7f", "\ufeff", "\ud800", "\U0001f600", "“"),
)
WORDS = ("a", "文", "é", "1", "a b", '"a"', "'b'", '"x, y"', "''", "[a, b]", "[]", "- ")
CONSTANTS = ("null", "Null", "true", "TRUE", "False", "~", "no", "12:30:45", "2024-01-15", "+08:00")
VALUES = st.lists(st.sampled_from((*MARKS, *WORDS, *CONSTANTS)) | st.text(max_size=3), max_size=5)
LINES = st.builds(
    lambda key, blank, value: f"{key}:{blank}{''.join(value)}\n",
    st.sampled_from(("a", "b", "标题", "a-b", "9", "null", "A")),
    st.sampled_from(("", " ", "  ", "\n- ", "\n  - ")),
    VALUES,
)
BLOCKS = st.lists(LINES, max_size=3).map("".join)


def parsed(block: str) -> Parsed | None:
    assert plain_yaml.read(block + REMARK) is None
    try:
        return read_yaml(block + REMARK)
    except BrokenError:
        return None


@given(BLOCKS)
@example("a: b: c\n")
@example("a: b #c\n")
@example("a: b:\n")
@example("a: [b:c]\n")
@example("a: [b, true, 'true', null]\n")
@example("a: b\n  c\n")
@example("a:\n- b\n  - c\n")
@example("a:\n- b: c\n")
@example("a: 1\nb: 2\na: 3\n")
@example("true: 1\n")
@example('a: "' + "b" * 2000 + '"\n')
def test_what_it_reads_is_what_the_parser_reads(block: str) -> None:
    found = plain_yaml.read(block)

    if found is not None:
        assert repr((found, [])) == repr(parsed(block))


@pytest.mark.parametrize(
    ("block", "front"),
    [
        ("title: Night market\n", {"title": "Night market"}),
        ("title: \"Tea: a 'history'\"\n", {"title": "Tea: a 'history'"}),
        ("date: 2024-01-15 10:30:00 +0800\n", {"date": "2024-01-15 10:30:00 +0800"}),
        ("link: https://example.org/a#b\n", {"link": "https://example.org/a#b"}),
        ("tags: [\"茶\", tea, 'a, b']\n", {"tags": ["茶", "tea", "a, b"]}),
        ("tags:\n  - tea\n  - 'green tea'\n", {"tags": ["tea", "green tea"]}),
        ("tags:\n- tea\n\ndraft: true\nslug:\n", {"tags": ["tea"], "draft": True, "slug": None}),
    ],
)
def test_ordinary_front_matter_needs_no_parser(block: str, front: dict[str, object]) -> None:
    assert plain_yaml.read(block) == front
