"""Nothing invalid, and nothing too large, replaces what readers have."""

import json

import pytest

from feedsvc.model import Format
from feedsvc.validity import MOST_BYTES, check_document
from tests.conftest import Site


def titles(site: Site, path: str = "all.json") -> list[str]:
    return [item["title"] for item in json.loads((site.output / path).read_bytes())["items"]]


def test_an_article_too_large_for_a_feed_is_left_out_and_reported_until_it_is_not(
    site: Site,
) -> None:
    for number in range(5):
        site.article(f"{number}.md", f"Small {number}", date=f"2026-01-0{number + 1}")
    site.build()

    site.article("large.md", "Large", "& " * 600_000, date="2026-02-01")
    first, second = site.build(after=60), site.build(after=60)

    for result in (first, second):
        assert [each.path for each in result.rejections] == ["large.md"]
        assert result.counts.rejected == 1
    assert len(titles(site)) == 5
    site.article("large.md", "Large", "& " * 10, date="2026-02-01")
    assert site.build(after=60).rejections == ()
    assert titles(site)[0] == "Large"


def test_a_feed_of_large_articles_shows_as_many_in_each_format_as_fit_all(site: Site) -> None:
    for number in range(8):
        text = "word & <b>word</b> " * 25_000
        site.article(f"{number}.md", f"Large {number}", text, date=f"2026-01-0{number + 1}")
    site.build()

    shown = {}
    for format in Format:
        body = (site.output / f"all.{format.extension}").read_bytes()
        assert len(body) <= MOST_BYTES
        assert [each for each in check_document(body, format) if each.is_error] == []
        shown[format] = body.count(b"Large ")
    (count,) = set(shown.values())
    assert 0 < count < 8
    assert titles(site)[0] == "Large 7"


def test_a_large_feed_takes_a_small_article_like_any_other(site: Site) -> None:
    for number in range(8):
        text = "word & <b>word</b> " * 25_000
        site.article(f"{number}.md", f"Large {number}", text, date=f"2026-01-0{number + 1}")
    site.build()

    site.article("new.md", "New", date="2026-02-01")
    site.build(after=60)
    before = site.documents()
    result = site.build(after=60)

    assert titles(site)[0] == "New"
    assert result.counts.written == 0
    assert site.documents() == before


@pytest.mark.parametrize(
    "id",
    ["1234", "x y", "urn:dup", "urn:x:%zz", "http://[::1", "urn:uuid:42", "http://example.cn/文章"],
)
def test_any_stated_id_makes_valid_feeds(site: Site, id: str) -> None:
    site.article("a.md", "One", id=f'"{id}"')

    assert site.build().rejections == ()

    assert json.loads((site.output / "all.json").read_bytes())["items"][0]["id"] == id
    for format in Format:
        body = (site.output / f"all.{format.extension}").read_bytes()
        assert [each for each in check_document(body, format) if each.is_error] == []


def test_an_address_that_is_none_costs_an_author_nothing_else(site: Site) -> None:
    site.write("a.md", "---\ntitle: One\nauthor: {name: Ann Li, email: no mail}\n---\nText.\n")

    assert site.build().rejections == ()

    assert b"<name>Ann Li</name>" in (site.output / "all.atom").read_bytes()


def test_what_looks_like_a_script_in_a_name_is_text_in_every_format(site: Site) -> None:
    site.variables["FEEDSVC_SITE__TITLE"] = "Notes on <script>"
    site.write("a.md", '---\ntitle: One\ntags: ["<style>", "a<iframe src=x>"]\n---\nText.\n')

    assert site.build().rejections == ()

    assert sum(path.endswith(".rss") for path in site.documents()) == 3


def test_an_id_that_is_a_script_is_none(site: Site) -> None:
    site.article("a.md", "One", id='"javascript:alert(1)"')
    site.build()

    assert all(b"javascript:" not in body for body in site.documents().values())
