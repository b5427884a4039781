"""A feed, its archives and its articles for people."""

from itertools import pairwise

import pytest

from feedsvc import library
from feedsvc.model import ALL_FEED, DocumentKey, FeedKey, FeedKind, Format
from tests.conftest import Site

NEWS = FeedKey(kind=FeedKind.SECTION, slug="news")
LOCAL = FeedKey(kind=FeedKind.SECTION, slug="news/local")


@pytest.fixture
def paper(site: Site) -> Site:
    """Twelve articles, one each month, in two sections by turns."""
    for month in range(1, 13):
        section = "news/local" if month % 2 else "news"
        site.article(
            f"{month}.md", f"Month {month}", section=section, date=f"2025-{month:02}-01", lang="en"
        )
    site.article("alone.md", "Alone", date="2025-06-15")
    site.variables["FEEDSVC_FEEDS__LIMIT"] = "4"
    site.build()
    return site


def test_a_part_of_a_feed_has_its_entries_without_what_they_say(paper: Site) -> None:
    page = library.feed_page(paper.services, LOCAL, number=2, size=4)

    assert page
    assert [entry.title for entry in page.entries.items] == ["Month 3", "Month 1"]
    assert {entry.content for entry in page.entries.items} == {""}
    assert (page.entries.total, page.entries.last, page.held) == (6, 2, 4)


def test_a_part_that_is_not_there_is_empty(paper: Site) -> None:
    page = library.feed_page(paper.services, LOCAL, number=10**7, size=4)

    assert page
    assert (page.entries.items, page.entries.is_there) == ((), False)


def test_a_feed_is_as_new_as_its_documents_say(paper: Site) -> None:
    page = library.feed_page(paper.services, ALL_FEED, number=2, size=3)

    document = paper.services.documents.load(DocumentKey.of(ALL_FEED, (Format.ATOM,))[0])
    assert page
    assert document
    assert f"<updated>{page.feed.updated:%Y-%m-%dT%H:%M:%S}" in document.body.decode()
    assert (
        page.feed.previous_url
        == f"{page.feed.url.replace('all', 'archive/all')}/" + (page.archives.items[0])
    )


def test_a_section_knows_what_lies_around_it(paper: Site) -> None:
    paper.article("deep.md", section="news/local/town", date="2025-01-02")
    paper.build(after=60)

    page, whole = (library.feed_page(paper.services, key, size=1) for key in (LOCAL, ALL_FEED))

    assert page
    assert whole
    assert [each.key for each in page.above] == [NEWS]
    assert [(each.name, each.entries) for each in page.below] == [("town", 1)]
    assert (whole.above, whole.below) == ((), ())


def test_an_archive_has_what_its_documents_have(paper: Site) -> None:
    names = library.archives_of(paper.services, ALL_FEED, size=10)
    assert names
    middle = names.items[1]

    page = library.archive_page(paper.services, ALL_FEED, middle, size=10)

    assert page
    key = DocumentKey(feed=ALL_FEED, format=Format.ATOM, archive=middle)
    document = paper.services.documents.load(key)
    assert document
    body = document.body.decode()
    assert page.entries.total == len(page.entries.items) == body.count("</entry>")
    assert all(entry.id in body for entry in page.entries.items)
    for url in (page.feed.archive_url, page.feed.previous_url, page.feed.next_url):
        assert f'href="{url}.atom"' in body
    assert (page.newer, page.older) == (names.items[0], names.items[2])


def test_archives_come_newest_first_and_in_parts(paper: Site) -> None:
    whole = library.archives_of(paper.services, ALL_FEED, size=10)
    parts = [
        library.archives_of(paper.services, ALL_FEED, number=number, size=2) for number in (1, 2)
    ]

    assert whole
    assert whole.total == len(whole.items) > 2
    assert list(whole.items) == sorted(whole.items, reverse=True)
    assert tuple(name for part in parts if part for name in part.items) == whole.items[:4]
    page = library.archive_page(paper.services, ALL_FEED, whole.items[-1], size=1)
    assert page
    assert (page.older, len(page.entries.items)) == (None, 1)


@pytest.mark.parametrize("name", ["2020-01", "", "nothing"])
def test_what_is_no_archive_has_no_page(paper: Site, name: str) -> None:
    nowhere = FeedKey(kind=FeedKind.TAG, slug="nowhere")

    assert library.archive_page(paper.services, ALL_FEED, name, size=9) is None
    assert library.archive_page(paper.services, nowhere, "2025-01", size=9) is None
    assert library.archives_of(paper.services, nowhere, size=9) is None
    assert library.feed_page(paper.services, nowhere, size=9) is None


def test_an_archive_that_is_not_printed_yet_is_not_there(paper: Site) -> None:
    names = library.archives_of(paper.services, ALL_FEED, size=9)
    assert names
    with paper.services.database.writing() as connection:
        connection.exec_driver_sql(
            "UPDATE archives SET held = NULL, stale = 1 WHERE name = ?", (names.items[0],)
        )

    left = library.archives_of(paper.services, ALL_FEED, size=9)

    assert left
    assert (left.items, left.total) == (names.items[1:], names.total - 1)
    assert library.archive_page(paper.services, ALL_FEED, names.items[0], size=9) is None


def test_the_neighbours_of_an_article_are_those_of_its_nearest_section(paper: Site) -> None:
    page = library.article_page(paper.services, "5")

    assert page
    assert page.older
    assert page.newer
    assert (page.older.title, page.newer.title) == ("Month 3", "Month 7")
    assert (page.newer.url, page.newer.language) == (paper.entry("Month 7").url, "en")
    assert "Text." in page.entry.content


@pytest.mark.parametrize(
    ("slug", "older", "newer"), [("1", None, "Month 3"), ("11", "Month 9", None)]
)
def test_the_first_and_the_last_article_have_one_neighbour(
    paper: Site, slug: str, older: str | None, newer: str | None
) -> None:
    page = library.article_page(paper.services, slug)

    assert page
    assert (page.older and page.older.title, page.newer and page.newer.title) == (older, newer)


def test_an_article_without_a_section_stands_among_all(paper: Site) -> None:
    page = library.article_page(paper.services, "alone")

    assert page
    assert page.older
    assert page.newer
    assert (page.older.title, page.newer.title) == ("Month 6", "Month 7")


def test_articles_of_one_instant_have_an_order_too(site: Site) -> None:
    for name in "abcd":
        site.article(f"{name}.md", name, date="2025-01-01")
    site.build()

    pages = {
        entry.title: library.article_page(site.services, entry.slug) for entry in site.entries()
    }

    titles = [entry.title for entry in site.entries()]
    for newer, older in pairwise(titles):
        upper, lower = pages[newer], pages[older]
        assert upper
        assert upper.older
        assert lower
        assert lower.newer
        assert (upper.older.title, lower.newer.title) == (older, newer)


def test_the_site_map_has_the_archives_of_the_whole_site(paper: Site) -> None:
    found, names = (
        library.site_map(paper.services),
        library.archives_of(paper.services, ALL_FEED, size=60),
    )

    assert found
    assert found.archives == names
