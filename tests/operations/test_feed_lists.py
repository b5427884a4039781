"""Feeds come in the order that an operator wants, a part at a time."""

import pytest

from feedsvc import operations
from feedsvc.catalog import runs
from feedsvc.model import ALL_FEED, FeedKey, FeedKind, Outcome, Rejection, Run, Scope, Trigger
from feedsvc.operations import FeedOrder
from tests.conftest import NOON, Site

TEA, RICE = (FeedKey(kind=FeedKind.TAG, slug=slug) for slug in ("tea", "rice"))


@pytest.fixture
def market(site: Site) -> Site:
    site.article("1.md", "One", tags="[tea, rice]", date="2026-01-01")
    site.article("2.md", "Two", tags="[tea]", date="2026-01-02")
    site.build()
    return site


def paths(site: Site, order: FeedOrder, kind: FeedKind | None = None, **part: int) -> list[str]:
    keys, _ = operations.ordered_feeds(site.services, order, kind, **({"size": 50} | part))
    return [key.path for key in keys]


def test_by_name_by_entries_and_by_kind(market: Site) -> None:
    assert paths(market, FeedOrder.NAME) == ["all", "tag/rice", "tag/tea"]
    assert paths(market, FeedOrder.ENTRIES) == ["all", "tag/tea", "tag/rice"]
    assert paths(market, FeedOrder.NAME, FeedKind.TAG, start=1, size=1) == ["tag/tea"]
    assert operations.ordered_feeds(market.services, kind=FeedKind.TAG, size=1)[1] == 2


def test_what_changed_last_comes_first_and_archives_are_no_feeds(site: Site) -> None:
    site.variables["FEEDSVC_FEEDS__LIMIT"] = "1"
    for number in range(4):
        site.article(f"{number}.md", tags="[tea]", date=f"2025-0{number + 1}-01")
    site.article("rice.md", tags="[rice]", date="2026-01-01")
    site.build()
    site.article("more.md", tags="[rice]", date="2026-02-01")
    site.build(after=60)

    assert paths(site, FeedOrder.CHANGED) == ["all", "tag/rice", "tag/tea"]
    assert paths(site, FeedOrder.CHANGED, FeedKind.TAG, size=1) == ["tag/rice"]


def test_lines_are_those_of_the_feeds_that_are_there(market: Site) -> None:
    nowhere = FeedKey(kind=FeedKind.TAG, slug="nowhere")

    lines = operations.feed_lines_of(market.services, [RICE, nowhere, ALL_FEED])

    assert lines == tuple(
        operations.feed_view(market.services, key).line for key in (RICE, ALL_FEED)
    )


def test_a_refused_document_is_one_of_the_last_run_that_succeeded(market: Site) -> None:
    def run(id_: str, outcome: Outcome, *rejected: str) -> Run:
        return Run(
            id=id_,
            trigger=Trigger.CLI,
            scope=Scope.CHANGED,
            outcome=outcome,
            requested_at=NOON,
            rejections=tuple(
                Rejection(path=path, line=None, reason="bad", hint="") for path in rejected
            ),
        )

    services = market.services
    with services.database.writing() as connection:
        runs.record(connection, run("1", Outcome.SUCCEEDED, "feeds/all.rss"))
        runs.record(connection, run("2", Outcome.SUCCEEDED, "feeds/tag/tea.atom", "1.md"))
        runs.record(connection, run("3", Outcome.FAILED))

    assert set(operations.refused_documents(services)) == {"tag/tea.atom"}
    assert [each.path for each in operations.feed_view(services, TEA).refusals] == [
        "feeds/tag/tea.atom"
    ]
    assert operations.feed_view(services, RICE).refusals == ()


def test_without_a_catalog_there_are_no_feeds(site: Site) -> None:
    assert operations.ordered_feeds(site.services, size=5) == ((), 0)
    assert operations.feed_lines_of(site.services, [TEA]) == ()
    assert operations.refused_documents(site.services) == {}


def test_a_run_keeps_a_thousand_rejections_and_the_catalog_knows_all(site: Site) -> None:
    site.article("good.md", date="2026-01-01")
    for number in range(1_005):
        site.write(f"{number:04}.md", "---\ntitle: [\n---\n")
    services = site.services

    with operations.publishing(services, "test"):
        run = operations.run_here(services, Scope.CHANGED)

    assert (len(run.rejections), run.counts.rejected) == (1_000, 1_005)
    assert operations.health(services).rejections == 1_005
