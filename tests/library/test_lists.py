"""Feeds in lists: how they follow each other, how many there are, what each says of itself."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedsvc import library
from feedsvc.library import Shelf
from feedsvc.library.shelves import tree
from feedsvc.model import ALL_FEED, FeedKey, FeedKind, Format
from tests.conftest import Site


def section(slug: str) -> FeedKey:
    return FeedKey(kind=FeedKind.SECTION, slug=slug)


def tag(slug: str) -> FeedKey:
    return FeedKey(kind=FeedKind.TAG, slug=slug)


def flat(shelves: Iterable[Shelf], depth: int = 0) -> Iterator[str]:
    """Yield what lies in a tree as lines, each as far to the right as it lies deep."""
    for shelf in shelves:
        yield depth * "  " + shelf.name
        yield from flat(shelf.children, depth + 1)


@pytest.fixture
def portal(site: Site) -> Site:
    for number, path in enumerate(["a/b/c", "a/b/d", "a-b", "a", "e/f", "e/f", "e/f/g"]):
        site.article(
            f"{number}.md",
            section=path,
            tags=f"[common, tag{number % 3}]",
            author="Ann",
            date=f"2026-01-0{number + 1}",
        )
    site.article("draft.md", section="drafts/only", tags="[unseen]", draft="true")
    site.build()
    return site


def test_a_shelf_says_how_many_entries_it_holds_and_when_the_newest_was_published(
    portal: Site,
) -> None:
    (common,) = library.named_feeds(portal.services, [tag("common")])

    assert (common.label, common.entries) == ("common", 7)
    assert common.newest is not None
    assert common.newest.date() == datetime(2026, 1, 7, tzinfo=UTC).date()
    assert common.formats == tuple(Format)


def test_feeds_of_a_kind_come_by_size_and_equal_ones_by_slug(portal: Site) -> None:
    shown = library.listing(portal.services, FeedKind.TAG, size=10)

    assert [(each.label, each.entries) for each in shown.items] == [
        ("common", 7),
        ("tag0", 3),
        ("tag1", 2),
        ("tag2", 2),
    ]
    assert shown.total == 4


def test_parts_of_a_list_are_the_list(portal: Site) -> None:
    parts = [library.listing(portal.services, FeedKind.TAG, number=n, size=3) for n in (1, 2, 3)]

    assert [len(part.items) for part in parts] == [3, 1, 0]
    assert [(part.total, part.last, part.is_there) for part in parts] == [
        (4, 2, True),
        (4, 2, True),
        (4, 2, False),
    ]


def test_sections_come_as_a_tree_with_neighbours_by_slug(portal: Site) -> None:
    shown = library.listing(portal.services, FeedKind.SECTION, size=100)

    assert list(flat(shown.items)) == ["a", "  b", "    c", "    d", "a-b", "e", "  f", "    g"]
    assert shown.total == 8


def test_a_later_part_of_a_tree_begins_with_what_its_first_section_lies_in(portal: Site) -> None:
    parts = [
        library.listing(portal.services, FeedKind.SECTION, number=number, size=3)
        for number in (1, 2, 3)
    ]

    assert [list(flat(part.items)) for part in parts] == [
        ["a", "  b", "    c"],
        ["a", "  b", "    d", "a-b", "e"],
        ["e", "  f", "    g"],
    ]
    assert {(part.total, part.last) for part in parts} == {(8, 3)}


def test_a_section_whose_own_section_is_empty_is_not_lost(site: Site) -> None:
    site.article("old.md", section="news/archive", date="2020-01-01")
    (site.root / "feedsvc.toml").write_text(
        "[feeds.sections.news]\nwindow = 24\n[feeds.sections.'news/archive']\nwindow = 0\n"
    )
    site.build()

    shown = library.listing(site.services, FeedKind.SECTION, size=10)

    assert [each.label for each in shown.items] == ["news/archive"]
    assert shown.total == 1


def test_a_deep_tree_is_no_more_than_a_long_one() -> None:
    slugs = ["/".join(["a"] * depth) for depth in range(1, 3000)]
    shelves = [Shelf(key=section(slug), label=slug, url="", entries=1) for slug in slugs]

    (top,) = tree(shelves)

    assert top.key.slug == "a"


def test_the_directory_has_the_first_of_each_kind_and_how_many_there_are(portal: Site) -> None:
    found = library.directory(portal.services, sections=2, tags=1, authors=0, saved=5)

    assert (found.all.key, found.all.entries) == (ALL_FEED, 7)
    assert list(flat(found.sections.items)) == ["a", "  b"]
    assert [each.label for each in found.tags.items] == ["common"]
    assert (found.authors.items, found.saved.items) == ((), ())
    totals = [each.total for each in (found.sections, found.tags, found.authors, found.saved)]
    assert totals == [8, 4, 1, 0]


def test_before_the_first_run_ends_the_directory_is_empty(site: Site) -> None:
    site.services.database.prepare()

    found = library.directory(site.services, sections=9, tags=9, authors=9, saved=9)

    assert (found.all.key, found.all.entries, found.tags.total) == (ALL_FEED, 0, 0)
    assert library.home(site.services) is None
    assert library.site_map(site.services) is None
    assert library.search(site.services, "a", size=9).total == 0
    assert library.nearest_feeds(site.services, "abcdef", most=9) == ()


def test_every_feed_is_all_that_hold_entries(portal: Site) -> None:
    found = library.every_feed(portal.services)

    assert len(list(flat(found.sections.items))) == found.sections.total == 8
    assert len(found.tags.items) == found.tags.total == 4
    assert [each.label for each in found.authors.items] == ["Ann"]


def test_feeds_without_entries_are_in_no_list(portal: Site) -> None:
    for name in "123":
        (portal.content / f"{name}.md").unlink()
    portal.variables["FEEDSVC_CONTENT__MAX_LOSS"] = "1"
    portal.build(after=60)

    shown = library.listing(portal.services, FeedKind.SECTION, size=100)
    every = [shelf.key for shelf in library.shelves(portal.services)]

    assert list(flat(shown.items)) == ["a", "  b", "    c", "e", "  f", "    g"]
    assert (section("a-b") in every, section("drafts") in every) == (True, False)


def test_named_feeds_come_in_the_order_asked_for_once_each(portal: Site) -> None:
    asked = [tag("tag1"), section("e/f"), tag("nothing"), tag("unseen"), ALL_FEED, tag("tag1")]

    found = library.named_feeds(portal.services, asked)

    assert [each.key for each in found] == [tag("tag1"), section("e/f"), ALL_FEED]
    assert library.named_feeds(portal.services, []) == ()


SLUGS = st.lists(st.sampled_from(["a", "a-b", "b", "a-"]), min_size=1, max_size=4).map("/".join)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.sets(SLUGS, max_size=20))
def test_a_tree_has_every_section_once_and_below_what_it_lies_in(slugs: set[str]) -> None:
    ordered = sorted(slugs, key=lambda slug: slug.replace("/", " "))
    shelves = [Shelf(key=section(slug), label=slug, url="", entries=1) for slug in ordered]

    def walked(branches: Iterable[Shelf], above: str) -> Iterator[str]:
        for shelf in branches:
            assert shelf.key.slug.startswith(above)
            yield shelf.key.slug
            yield from walked(shelf.children, f"{shelf.key.slug}/")

    assert list(walked(tree(shelves), "")) == ordered
