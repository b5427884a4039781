"""Whoever walks from a live document through its archives sees each article once (RFC 5005)."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import feedparser
import pytest
from lxml import etree

from feedsvc.model import Scope
from tests.conftest import SAMPLES, Site
from tests.judges.sites import BASE, built

pytestmark = pytest.mark.slow

ATOM_LINK = "{http://www.w3.org/2005/Atom}link"
ARCHIVE = "{http://purl.org/syndication/history/1.0}archive"
FEEDS = ("all", "tag/windows", "tag/dotnet")
ARTICLES = 685


@pytest.fixture(scope="module")
def blog(tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder = SAMPLES / "jekyll-zh"
    if not folder.is_dir():
        pytest.skip("the sample content is not here")
    return built(tmp_path_factory.mktemp("blog"), folder)


class Walk:
    """The documents from a live one back to the oldest archive, and the ids in each."""

    def __init__(self, site: Site, feed: str, form: str) -> None:
        self.pages = list(_pages(site, f"{BASE}/feeds/{feed}.{form}", _READ[form]))
        self.live, *self.archives = (ids for _, ids in self.pages)

    @property
    def archived(self) -> list[str]:
        return [id_ for ids in self.archives for id_ in ids]


def _pages(
    site: Site, url: str, read: Callable[[bytes], tuple[list[str], str | None]]
) -> Iterator[tuple[Path, list[str]]]:
    visited = set()
    following: str | None = url
    while following:
        assert following not in visited
        visited.add(following)
        file = site.output / following.removeprefix(f"{BASE}/feeds/")
        ids, following = read(file.read_bytes())
        yield file, ids


def _feedparser(body: bytes) -> tuple[list[str], str | None]:
    read = feedparser.parse(body)
    assert not read.bozo
    previous = [link.href for link in read.feed.links if link.rel == "prev-archive"]
    assert len(previous) < 2
    return [entry.id for entry in read.entries], previous[0] if previous else None


def _json(body: bytes) -> tuple[list[str], str | None]:
    read = json.loads(body)
    return [item["id"] for item in read["items"]], read.get("next_url")


_READ = {"atom": _feedparser, "rss": _feedparser, "json": _json}


def every_article(site: Site, feed: str) -> set[str]:
    """Return the ids of all articles of a feed, as its entries tell where they belong."""
    entries = site.entries()
    if feed == "all":
        return {entry.id for entry in entries}
    slug = feed.removeprefix("tag/")
    return {
        entry.id
        for entry in entries
        if any(each.slug == slug and each.scheme.endswith("/tag/") for each in entry.categories)
    }


@pytest.mark.parametrize("form", ["atom", "rss", "json"])
@pytest.mark.parametrize("feed", FEEDS)
def test_a_walk_returns_each_article_and_none_twice(blog: Site, feed: str, form: str) -> None:
    articles = every_article(blog, feed)

    walk = Walk(blog, feed, form)

    assert len(walk.archives) >= 2
    assert {id_: times for id_, times in Counter(walk.archived).items() if times > 1} == {}
    assert set(walk.live) | set(walk.archived) == articles
    assert len(walk.live) == len(set(walk.live)) <= 60


def test_the_walk_through_the_whole_blog_meets_700_articles(blog: Site) -> None:
    walk = Walk(blog, "all", "atom")

    assert len(set(walk.live) | set(walk.archived)) == ARTICLES
    assert all(file.stat().st_size < 5_000_000 for file, _ in walk.pages)


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_an_archive_says_that_it_is_one_and_where_its_feed_is(blog: Site, form: str) -> None:
    (live, _), *archives = Walk(blog, "all", form).pages
    newer: Path | None = None

    assert etree.parse(live).find(f".//{ARCHIVE}") is None
    for file, _ in archives:
        document = etree.parse(file)
        links = {each.get("rel"): each.get("href") for each in document.iter(ATOM_LINK)}
        assert document.find(f".//{ARCHIVE}") is not None
        assert links["current"] == f"{BASE}/feeds/all.{form}"
        assert links["self"] == f"{BASE}/feeds/{file.relative_to(blog.output)}"
        if newer:
            assert links["next-archive"] == f"{BASE}/feeds/{newer.relative_to(blog.output)}"
        newer = file


def test_building_again_changes_no_closed_archive(tmp_path: Path) -> None:
    folder = SAMPLES / "jekyll-zh"
    if not folder.is_dir():
        pytest.skip("the sample content is not here")
    site = built(tmp_path, folder)
    before = archives(site)

    site.build(after=86_400)
    again = archives(site)
    site.build(scope=Scope.EVERYTHING, after=40 * 86_400)

    assert len(before) > 30
    assert again == before
    assert archives(site) == before


def test_new_articles_and_late_changes_leave_closed_archives_as_they_are(site: Site) -> None:
    site.variables["FEEDSVC_SITE__BASE_URL"] = BASE
    site.variables["FEEDSVC_FEEDS__LIMIT"] = "5"
    site.now = datetime(2026, 3, 1, tzinfo=UTC)
    for number in range(24):
        month, day = divmod(number, 6)
        site.article(f"{number}.md", f"No. {number}", date=f"2025-0{month + 1}-0{day + 1}")
    site.build()
    before = archives(site)

    site.article("3.md", "No. 3, corrected", body="Corrected.", date="2025-01-04")
    site.build(after=60)
    corrected = Walk(site, "all", "atom")
    site.article("new.md", "New", date="2026-02-28")
    site.build(after=60)

    walk = Walk(site, "all", "atom")
    assert before
    assert {path: archives(site)[path] for path in before} == before
    assert site.entry("No. 3, corrected").id in corrected.live
    assert site.entry("New").id in walk.live
    assert len(set(walk.live) | set(walk.archived)) == 25


def archives(site: Site) -> dict[str, bytes]:
    """Return the bytes of each archive by its path."""
    return {path: body for path, body in site.documents().items() if path.startswith("archive/")}
