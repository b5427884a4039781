"""What nobody can have meant costs its own file, and costs it fast."""

import time

import pytest

from feedsvc.content.markup import sanitise
from feedsvc.content.reading import read_article
from feedsvc.errors import UnreadableArticleError
from tests.content.examples import RULES


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 50_000,
        ">" * 50_000 + " x",
        "- " * 50_000 + "x",
        "<blockquote><b>" * 20_000,
        "<!-- n -->\n" * 5_000 + "<div>" * 5_000,
    ],
    ids=["elements", "quotes", "lists", "mixed", "comments"],
)
def test_bottomless_nesting_is_rejected_at_once(body: str) -> None:
    began = time.process_time()

    with pytest.raises(UnreadableArticleError, match="200 deep"):
        read_article("a.md", f"Text.\n\n{body}".encode(), RULES)

    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    "body",
    ["[" * 50_000, "`".join("`" * n for n in range(300)), "*a_ " * 20_000, "<b>" * 150 + "x"],
    ids=["brackets", "backticks", "emphasis", "elements"],
)
def test_hostile_markdown_that_does_not_nest_is_read_fast(body: str) -> None:
    began = time.process_time()

    read_article("a.md", f"Text.\n\n{body}".encode(), RULES)

    assert time.process_time() - began < 2


def test_a_long_list_of_unclosed_items_is_not_deep() -> None:
    assert sanitise("<ul>" + "<li>x" * 1000 + "</ul>", "https://e.org/").count("<li>") == 1000


def test_a_section_of_too_many_levels_is_rejected() -> None:
    text = f"---\ntitle: x\nsection: {'/'.join('abcdefghijklmnopq')}\n---\nText.\n"

    with pytest.raises(UnreadableArticleError, match="17 sections deep"):
        read_article("a.md", text.encode(), RULES)


def test_only_the_first_hundred_tags_count_and_a_notice_says_so() -> None:
    text = f"---\ntitle: x\ntags: [{', '.join(f't{n}' for n in range(500))}]\n---\nText.\n"

    article = read_article("a.md", text.encode(), RULES)

    assert (len(article.tags), article.tags[-1]) == (100, "t99")
    assert [notice.message for notice in article.notices] == [
        "has 500 tags; only the first 100 count"
    ]


def test_front_matter_behind_zero_width_characters_is_front_matter() -> None:
    article = read_article(
        "a.md", "\ufeff\u200b---\ntitle: x\ndraft: true\n---\nText.\n".encode(), RULES
    )

    assert (article.title, article.draft) == ("x", True)
