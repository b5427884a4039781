import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedsvc.access.origins import OriginRefusal, origin_of, origin_refusal

OURS = ("https://feeds.example.cn/news", "http://127.0.0.1:9000")


def judged(site: str | None, origin: str | None) -> OriginRefusal | None:
    return origin_refusal(sec_fetch_site=site, origin=origin, ours=OURS)


@pytest.mark.parametrize(
    "origin", [None, "https://feeds.example.cn", "null", "https://evil.example"]
)
def test_a_browser_that_says_where_a_request_comes_from_is_believed(origin: str | None) -> None:
    assert judged("same-origin", origin) is None
    assert judged("none", origin) is None


@pytest.mark.parametrize(
    "site", ["cross-site", "same-site", "", "same-origin, cross-site", "Same-Origin", "anything"]
)
def test_what_a_browser_says_comes_from_elsewhere_changes_nothing(site: str) -> None:
    assert judged(site, "https://feeds.example.cn") is OriginRefusal.ELSEWHERE


@pytest.mark.parametrize(
    "origin",
    [
        "https://feeds.example.cn",
        "https://FEEDS.example.cn",
        "https://feeds.example.cn:443",
        "http://127.0.0.1:9000",
    ],
)
def test_without_that_the_origin_has_to_be_ours(origin: str) -> None:
    assert judged(None, origin) is None


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "",
        "http://feeds.example.cn",
        "https://feeds.example.cn:8443",
        "https://feeds.example.cn.evil.example",
        "https://evil.example/https://feeds.example.cn",
        "https://feeds.example.cn@evil.example",
        "http://127.0.0.1",
        "http://localhost:9000",
        "https://feeds.example.cn, https://evil.example",
        "https://[feeds",
        "https://feeds.example.cn:99999",
    ],
)
def test_an_origin_that_is_not_ours_changes_nothing(origin: str) -> None:
    assert judged(None, origin) is OriginRefusal.ELSEWHERE


def test_who_says_neither_is_no_browser() -> None:
    assert judged(None, None) is OriginRefusal.UNKNOWN


def test_an_address_that_names_no_origin_is_nobodys() -> None:
    assert origin_refusal(sec_fetch_site=None, origin="null", ours=["not an address"])
    assert origin_of("ftp://feeds.example.cn") is None
    assert origin_of("https://") is None


@given(site=st.none() | st.text(), origin=st.none() | st.text())
def test_any_fields_are_judged(site: str | None, origin: str | None) -> None:
    believed = site is not None and site.strip() in ("same-origin", "none")

    assert (judged(site, origin) is None) is believed
