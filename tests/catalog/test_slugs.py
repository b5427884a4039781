"""ASCII names: readable, safe in a path, distinct, the same for ever."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedsvc.catalog.slugs import distinct, slugify


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("中国品牌", "zhongguopinpai"),
        ("企业党建", "qiyedangjian"),
        ("重庆", "chongqing"),
        ("臺灣", "taiwan"),
        ("Night Market", "night-market"),
        ("Crème brûlée", "creme-brulee"),
        ("Новости", "novosti"),
        ("５Ｇ网络", "5gwangluo"),
        (".NET", "net"),
        ("../../etc/passwd", "etc-passwd"),
    ],
)
def test_a_name_becomes_its_common_transliteration(name: str, slug: str) -> None:
    assert slugify(name) == slug


def test_a_name_without_any_letter_still_gets_a_slug() -> None:
    assert re.fullmatch("[0-9a-f]{8}", slugify("——"))
    assert slugify("——") != slugify("……")


@given(st.text(st.characters(codec="utf-8")))
def test_every_slug_is_safe_in_a_path(name: str) -> None:
    assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", slugify(name))
    assert len(slugify(name)) <= 80


@given(st.text("ab", min_size=1, max_size=3), st.sets(st.text("ab-0123", max_size=8)))
def test_a_distinct_slug_is_never_one_that_is_taken(slug: str, taken: set[str]) -> None:
    assert distinct(slug, "identity", taken | {slug}) not in taken | {slug}


def test_a_suffix_depends_on_the_identity_alone() -> None:
    assert distinct("c", "C++", {"c"}) == distinct("c", "C++", {"c", "other"})
    assert distinct("c", "C++", {"c"}) != distinct("c", "C#", {"c"})
