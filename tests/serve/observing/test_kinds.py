import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedsvc.serve.observing.kinds import Kind, kind_of


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/feeds/all.atom", Kind.ATOM),
        ("/feeds/section/news/culture.rss", Kind.RSS),
        ("/feeds/tag/tea.json", Kind.JSON),
        ("/feeds/tag/tea", Kind.PAGE),
        ("/feeds/author/j-atom", Kind.PAGE),
        ("/feeds/", Kind.PAGE),
        ("/feeds", Kind.PAGE),
        ("/", Kind.PAGE),
        ("/articles/kai-mu-shi", Kind.PAGE),
        ("/articles/all.atom", Kind.PAGE),
        ("/feeds.opml", Kind.DISCOVERY),
        ("/robots.txt", Kind.DISCOVERY),
        ("/sitemap.xml", Kind.DISCOVERY),
        ("/sitemap-1.xml", Kind.DISCOVERY),
        ("/sitemap-feeds-1.xml", Kind.DISCOVERY),
        ("/news-sitemap.xml", Kind.DISCOVERY),
        ("/api/v1/runs", Kind.API),
        ("/api/", Kind.API),
        ("/static/style.css", Kind.STATIC),
        ("/theme/theme.css", Kind.STATIC),
        ("/healthz", Kind.HEALTH),
        ("/metrics", Kind.HEALTH),
        ("/favicon.ico", Kind.OTHER),
        ("/api", Kind.OTHER),
        ("/apiary/x", Kind.OTHER),
        ("//feeds/all.atom", Kind.OTHER),
        ("*", Kind.OTHER),
        ("", Kind.OTHER),
    ],
)
def test_each_path_is_of_one_kind(path: str, kind: Kind) -> None:
    assert kind_of(path) is kind


@given(st.text())
def test_no_path_is_too_odd_to_be_of_a_kind(path: str) -> None:
    assert isinstance(kind_of(path), Kind)
    assert kind_of(f"/feeds/{path}") in (Kind.ATOM, Kind.RSS, Kind.JSON, Kind.PAGE)
