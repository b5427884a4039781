"""Looking for feeds: what a search finds, and what is near to what is not there."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedsvc import library
from feedsvc.operations import Services
from tests.conftest import Site

ANYTHING = st.text(max_size=30) | st.text(st.characters(), max_size=3).map(lambda text: text * 700)


@pytest.fixture(scope="module")
def services() -> Iterator[Services]:
    with tempfile.TemporaryDirectory() as folder:
        site = Site(Path(folder))
        tags = [
            "茶叶",
            "绿茶叶子",
            "主题教育",
            "Green Tea",
            "tea",
            "teapot",
            "steam",
            "100%",
            "a_b",
        ]
        for number, tag in enumerate(tags):
            site.article(f"{number}.md", section="中国品牌/企业党建", tags=f'["{tag}"]')
        site.article("more.md", tags="[teapot, drafted]", author="Tea")
        site.article("draft.md", tags="[hidden]", draft="true")
        (site.root / "feedsvc.toml").write_text(
            '[feeds.saved.weekend]\ntitle = "ＥVENING Édition"\nany.tags = ["tea"]\n'
        )
        site.build()
        yield site.services


def found(services: Services, words: str) -> list[str]:
    return [
        f"{each.key.kind} {each.label}" for each in library.search(services, words, size=9).items
    ]


def near(services: Services, words: str, most: int = 5) -> list[str]:
    return [each.name for each in library.nearest_feeds(services, words, most=most)]


def test_what_is_called_so_comes_before_what_begins_so_and_what_contains_it(
    services: Services,
) -> None:
    assert found(services, "tea") == [
        "author Tea",
        "tag tea",
        "tag teapot",
        "tag Green Tea",
        "tag steam",
    ]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("茶叶", "tag 茶叶"),
        ("chaye", "tag 茶叶"),
        ("ＣＨＡＹＥ", "tag 茶叶"),
        ("TEA green", "tag Green Tea"),
        ("green-tea", "tag Green Tea"),
        ("zhuti jiaoyu", "tag 主题教育"),
        ("企业党建", "section 中国品牌/企业党建"),
        ("中国品牌 / 企业党建", "section 中国品牌/企业党建"),
        ("evening édition", "saved ＥVENING Édition"),
        ("weekend", "saved ＥVENING Édition"),
    ],
)
def test_a_search_finds_names_and_slugs_in_any_spelling_and_order(
    services: Services, words: str, first: str
) -> None:
    assert found(services, words)[0] == first


@pytest.mark.parametrize(("words", "labels"), [("%", ["tag 100%"]), ("_", ["tag a_b"])])
def test_no_letter_stands_for_others(services: Services, words: str, labels: list[str]) -> None:
    assert found(services, words) == labels


@pytest.mark.parametrize("words", ["", "  ", "hidden", "tea xyz", "\0", "\ud800"])
def test_nothing_is_found_where_there_is_nothing(services: Services, words: str) -> None:
    assert library.search(services, words, size=9).total == 0


def test_parts_of_what_is_found_are_all_that_is_found(services: Services) -> None:
    parts = [library.search(services, "tea", number=number, size=2) for number in (1, 2, 3, 4)]

    assert [len(part.items) for part in parts] == [2, 2, 1, 0]
    assert {part.total for part in parts} == {5}


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("teapto", "teapot"),
        ("tepot", "teapot"),
        ("section/teapot.atom", "teapot"),
        ("tea-green", "Green Tea"),
        ("greentea", "Green Tea"),
        ("主题育教", "主题教育"),
        ("教育主题", "主题教育"),
        ("主题较育", "主题教育"),
        ("zhutijaoyu", "主题教育"),
        ("jiaoyuzhuti", "主题教育"),
        ("zhongguopinpai qiyedangjian", "企业党建"),
        ("zhongguopinpai qiyedangjain", "企业党建"),
        ("/feeds/section/中国品牌/企业党键/", "企业党建"),
        ("nowhere teapto", "teapot"),
    ],
)
def test_what_was_meant_is_near(services: Services, words: str, name: str) -> None:
    assert near(services, words)[0] == name


@pytest.mark.parametrize(
    "words",
    ["", "a", "t", "wp-login.php", "favicon.ico", "xyzzy", "政", "hidden", "新闻", "draft.x"],
)
def test_nothing_is_near_rather_than_nonsense(services: Services, words: str) -> None:
    assert near(services, words) in ([], ["drafted"])


def test_what_contains_the_words_comes_before_what_is_like_them(services: Services) -> None:
    assert near(services, "teapot")[0] == "teapot"
    assert near(services, "tea", most=2) == ["Tea", "tea"]


@settings(deadline=None)
@given(ANYTHING, st.integers(1, 3))
def test_whatever_is_searched_for_the_answer_is_a_part(
    services: Services, words: str, size: int
) -> None:
    part = library.search(services, words, size=size)

    assert len(part.items) == min(size, part.total)


@settings(deadline=None)
@given(ANYTHING | st.sampled_from(["tea", "茶"]).map(lambda text: text * 900), st.integers(1, 3))
def test_whatever_is_asked_for_no_more_than_so_many_are_near(
    services: Services, words: str, most: int
) -> None:
    assert len(library.nearest_feeds(services, words, most=most)) <= most
