"""What a saved combination holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedsvc.model import Category, Entry, FeedKind, Person, Role
from feedsvc.plan.combinations import Combination, criteria, marks
from tests.plan.test_membership import entry

_SECTION_SLUGS = {"中国品牌": "zhongguopinpai", "企业党建": "qiyedangjian", "News": "news"}


def an_entry(
    *,
    section: str = "",
    tags: tuple[str, ...] = (),
    people: tuple[Person, ...] = (),
    language: str | None = None,
) -> Entry:
    """Return an entry in *section* and in all that this lies in."""
    levels = section.split("/") if section else []
    sections = (
        Category(
            kind=FeedKind.SECTION,
            term="/".join(levels[:depth]),
            label=levels[depth - 1],
            slug="/".join(_SECTION_SLUGS.get(level, level) for level in levels[:depth]),
            scheme="s",
        )
        for depth in range(1, len(levels) + 1)
    )
    about = (
        Category(kind=FeedKind.TAG, term=tag.casefold(), label=tag, slug=f"slug-{tag}", scheme="t")
        for tag in tags
    )
    return entry(categories=(*sections, *about), people=people, language=language)


DEEP = an_entry(section="中国品牌/企业党建")


@pytest.mark.parametrize(
    "path", ["中国品牌", "中国品牌/企业党建", "zhongguopinpai", "zhongguopinpai/qiyedangjian"]
)
def test_a_section_holds_what_is_in_it_and_below_it_by_name_and_by_slug(path: str) -> None:
    assert Combination(all=criteria(sections=[path])).holds(DEEP)


@pytest.mark.parametrize("path", ["企业党建", "中国品牌/企业党建/x", "zhongguopinpai/企业党建"])
def test_a_section_holds_nothing_else(path: str) -> None:
    assert not Combination(all=criteria(sections=[path])).holds(DEEP)


@pytest.mark.parametrize("name", ["News", "NEWS", "ｎｅｗｓ", "slug-News".lower()])
def test_capitals_and_width_make_no_difference(name: str) -> None:
    tagged = entry(
        categories=(
            Category(kind=FeedKind.TAG, term="news", label="News", slug="slug-news", scheme="t"),
        )
    )

    assert Combination(any=criteria(tags=[name])).holds(tagged)


def test_authors_and_editors_are_found_by_name_and_by_slug() -> None:
    edited = an_entry(people=(Person(name="李安", role=Role.EDITOR, slug="lian"),))

    for name in ("李安", "lian"):
        assert Combination(all=criteria(authors=[name])).holds(edited)


@pytest.mark.parametrize(
    ("wanted", "language", "holds"),
    [
        ("zh", "zh-CN", True),
        ("ZH-cn", "zh-CN", True),
        ("zh", "zh-Hant-TW", True),
        ("zh-Hant", "zh-Hant-TW", True),
        ("zh-CN", "zh", False),
        ("z", "zh", False),
        ("en", "zh", False),
    ],
)
def test_a_language_stands_for_all_that_begin_with_it(
    wanted: str, language: str, holds: bool
) -> None:
    wish = Combination(all=criteria(languages=[wanted]))

    assert wish.holds(an_entry(language=language)) is holds


def test_an_entry_without_a_language_is_in_that_of_the_site() -> None:
    wish = Combination(all=criteria(languages=["zh"]))

    assert wish.holds(an_entry(), language="zh-CN")
    assert not wish.holds(an_entry())
    assert not wish.holds(an_entry(language="en"), language="zh-CN")


def test_a_tag_is_no_section_of_the_same_name() -> None:
    assert not Combination(any=criteria(tags=["中国品牌"])).holds(DEEP)


def test_any_looks_at_all_its_lists_together() -> None:
    wish = Combination(any=criteria(sections=["中国品牌"], tags=["奥运"]))

    assert wish.holds(DEEP)
    assert wish.holds(an_entry(tags=("奥运",)))
    assert not wish.holds(an_entry(tags=("别的",)))


TAGS = ("a", "b", "c", "d")
tag_sets = st.frozensets(st.sampled_from(TAGS))


@given(tag_sets, tag_sets, tag_sets, tag_sets)
def test_all_any_and_none_are_what_they_are_called(
    has: frozenset[str], every: frozenset[str], some: frozenset[str], without: frozenset[str]
) -> None:
    wish = Combination(
        all=criteria(tags=every), any=criteria(tags=some), none=criteria(tags=without)
    )

    expected = every <= has and (not some or bool(some & has)) and not (without & has)

    assert wish.holds(an_entry(tags=tuple(has))) is expected


@given(tag_sets, tag_sets)
def test_none_is_the_contrary_of_any(has: frozenset[str], wanted: frozenset[str]) -> None:
    tagged = an_entry(tags=tuple(has))

    some = Combination(any=criteria(tags=wanted)).holds(tagged)
    without = Combination(none=criteria(tags=wanted)).holds(tagged)

    assert without is (not some if wanted else True)


@given(tag_sets, tag_sets, tag_sets)
def test_to_ask_for_more_never_holds_more(
    has: frozenset[str], wanted: frozenset[str], more: frozenset[str]
) -> None:
    tagged = an_entry(tags=tuple(has))

    strict = Combination(all=criteria(tags=wanted | more)).holds(tagged)

    assert not strict or Combination(all=criteria(tags=wanted)).holds(tagged)


@given(st.lists(st.text()), st.text(), st.none() | st.text())
def test_whatever_the_names_an_entry_meets_its_own(
    tags: list[str], section: str, language: str | None
) -> None:
    tagged = an_entry(tags=tuple(tags), section=section, language=language)

    assert Combination(all=frozenset(marks(tagged))).holds(tagged)
