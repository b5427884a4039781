"""What nobody can have meant costs its own file, and costs it fast."""

import time

import pytest

from feedsvc.content.lazy import loaded
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


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<a>" * 300_000, "1000 deep"),
        ("<p " + " ".join(f"a{n}" for n in range(100_000)) + ">x", "thousands of attributes"),
    ],
    ids=["links", "attributes"],
)
def test_pages_that_nobody_can_have_meant_are_rejected_at_once(body: str, reason: str) -> None:
    began = time.process_time()

    with pytest.raises(UnreadableArticleError, match=reason):
        read_article("a.html", f"<html><body>{body}".encode(), RULES)

    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    "body",
    ["<p>" * 100_000, "<li><a href=x>y</a></li>" * 40_000, "<div>x</div>" * 80_000],
    ids=["paragraphs", "links", "divisions"],
)
def test_pages_of_many_elements_are_read_fast(body: str) -> None:
    began = time.process_time()

    read_article("a.html", f"<html><body>Text.{body}".encode(), RULES)

    assert time.process_time() - began < 3


@pytest.mark.parametrize(
    "attributes", ["<img " * 200_000, "<img src='\"" * 90_000, "<img data-src=a" + " a" * 90_000]
)
def test_pictures_that_never_end_are_read_fast(attributes: str) -> None:
    began = time.process_time()

    loaded(f"data-{attributes}")

    assert time.process_time() - began < 2


def test_a_key_of_endless_parts_is_a_mistake() -> None:
    with pytest.raises(UnreadableArticleError, match="more than a hundred parts"):
        read_article("a.md", f"+++\n{'a.' * 200_000}a = 1\n+++\nText.".encode(), RULES)


def test_keys_repeated_without_end_are_told_of_twenty_times() -> None:
    objects = ",\n".join('{"k": 1, "k": 2}' for _ in range(20_000))
    began = time.process_time()

    found = read_article("a.md", f'{{"a": [{objects}]}}\nText.'.encode(), RULES)

    assert time.process_time() - began < 2
    assert len(found.notices) == 20


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
