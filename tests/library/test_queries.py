"""What pages cost: as many questions to the catalog for a large site as for a small one."""

from collections.abc import Callable
from pathlib import Path

import pytest

from feedsvc import library
from feedsvc.model import ALL_FEED, FeedKey, FeedKind
from feedsvc.operations import Services
from tests.conftest import Site
from tests.library.sites import portal, statements

TEA = FeedKey(kind=FeedKind.TAG, slug="chaye")
SPORT = FeedKey(kind=FeedKind.SECTION, slug="tiyu")
ARCHIVE = "2025-01"
ASKED: dict[str, tuple[Callable[[Services], object], int]] = {
    "home": (library.home, 18),
    "site map": (library.site_map, 22),
    "about": (library.about, 3),
    "shelves": (library.shelves, 1),
    "every feed": (library.every_feed, 6),
    "directory": (
        lambda site: library.directory(site, sections=3, tags=3, authors=3, saved=3),
        6,
    ),
    "nothing but totals": (
        lambda site: library.directory(site, sections=0, tags=0, authors=0, saved=0),
        2,
    ),
    "kinds": (library.kinds, 1),
    "tags": (lambda site: library.listing(site, FeedKind.TAG, size=5), 2),
    "sections": (lambda site: library.listing(site, FeedKind.SECTION, number=2, size=2), 3),
    "search": (lambda site: library.search(site, "茶", size=5), 2),
    "names": (lambda site: library.named_feeds(site, [TEA, ALL_FEED, SPORT]), 1),
    "nearest": (lambda site: library.nearest_feeds(site, "chaya", most=5), 3),
    "nothing near": (lambda site: library.nearest_feeds(site, "wp-login.php", most=5), 4),
    "feed": (lambda site: library.feed_page(site, ALL_FEED, number=2, size=3), 12),
    "section": (lambda site: library.feed_page(site, SPORT, size=3), 13),
    "archives": (lambda site: library.archives_of(site, ALL_FEED, size=5), 4),
    "archive": (lambda site: library.archive_page(site, ALL_FEED, ARCHIVE, size=3), 11),
    "article": (lambda site: library.article_page(site, "3"), 8),
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Services:
    return made(tmp_path_factory.mktemp("small"), articles=12)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Services:
    return made(tmp_path_factory.mktemp("large"), articles=90)


def made(root: Path, *, articles: int) -> Services:
    return portal(Site(root), articles=articles).services


@pytest.mark.parametrize("what", ASKED)
def test_a_larger_site_costs_no_more_questions(small: Services, large: Services, what: str) -> None:
    ask, most = ASKED[what]

    with statements() as of_small:
        assert ask(small) is not None
    with statements() as of_large:
        assert ask(large) is not None

    assert len(of_large) <= len(of_small) <= most, "\n".join(of_large)


@pytest.mark.parametrize("what", sorted(ASKED.keys() - {"article"}))
def test_no_list_reads_what_articles_say(large: Services, what: str) -> None:
    with statements() as asked:
        ASKED[what][0](large)

    assert not [each for each in asked if "content" in each]
