"""Addresses that somebody shows are of this site, of another one, or none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedsvc.operations.places import path_at

SITE = "https://例子.example.cn/新闻"


@pytest.mark.parametrize(
    ("named", "path"),
    [
        ("https://例子.example.cn/新闻/articles/tea", "/articles/tea"),
        ("http://例子.example.cn/新闻/articles/tea", "/articles/tea"),
        ("HTTPS://xn--fsqu00a.EXAMPLE.cn:443/%E6%96%B0%E9%97%BB/articles/tea", "/articles/tea"),
        ("https://例子.example.cn/新闻/feeds/tag/%E8%8C%B6.atom?x=1#y", "/feeds/tag/茶.atom"),
        ("https://例子.example.cn/articles/tea", None),
        ("https://例子.example.cn:8443/新闻/articles/tea", None),
        ("https://例子.example.cn.evil.example/新闻/articles/tea", None),
        ("https://evil.example/https://例子.example.cn/新闻/articles/tea", None),
        ("https://例子.example.cn@evil.example/新闻/articles/tea", None),
        ("/新闻/articles/tea", None),
        ("ftp://例子.example.cn/新闻/articles/tea", None),
        ("https://[", None),
        ("https://例子.example.cn:port/新闻/articles/tea", None),
    ],
)
def test_an_address_names_a_path_if_it_is_of_the_site(named: str, path: str | None) -> None:
    assert path_at(named, SITE) == path


@given(st.text() | st.text().map("https://{}".format) | st.text().map(f"{SITE}/{{}}".format))
def test_whatever_is_shown_names_a_path_or_nothing(named: str) -> None:
    path = path_at(named, SITE)

    assert path is None or path.startswith("/")
