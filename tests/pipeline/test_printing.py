"""Documents that worker processes print are those that one process would print."""

import pytest

from feedsvc.errors import StorageError
from feedsvc.model import Scope
from tests.conftest import Site


def many(site: Site) -> None:
    for number in range(70):
        site.article(
            f"{number}.md",
            f"Article {number}",
            tags=f"[t{number % 40}, u{number % 3}]",
            date=f"2026-01-{number % 28 + 1:02}",
        )


def test_documents_printed_elsewhere_are_those_printed_one_by_one(site: Site) -> None:
    many(site)
    for number in range(70):
        site.build(only={f"{number}.md"} if number else None)
    here = site.documents()

    counts = site.build(scope=Scope.EVERYTHING, after=60).counts

    assert counts.feeds == 44
    assert counts.written == 0
    assert site.documents() == here


def test_a_document_of_many_that_is_missing_is_written_again_alone(site: Site) -> None:
    many(site)
    site.build()
    whole = site.documents()
    (site.output / "tag" / "t7.rss").unlink()

    result = site.build(scope=Scope.EVERYTHING, after=60)

    assert [path for path, _ in result.written] == ["tag/t7.rss"]
    assert site.documents() == whole


def test_a_document_that_a_worker_cannot_write_fails_the_run_and_leaves_nothing_unfinished(
    site: Site,
) -> None:
    many(site)
    site.output.mkdir()
    (site.output / "tag").write_bytes(b"in the way")

    with pytest.raises(StorageError, match=r"tag/.* cannot be written"):
        site.build()

    assert [path.name for path in site.output.rglob(".*")] == []
    (site.output / "tag").unlink()
    # Of 44 feeds and of an archive of the site.
    assert site.build(after=60).counts.written == 45 * 3


def test_the_feed_of_the_site_waits_for_no_other(site: Site) -> None:
    (site.output / "tag" / "x.atom").mkdir(parents=True)
    site.article("a.md", "One", tags="[x]")

    with pytest.raises(StorageError):
        site.build()

    assert b"One" in (site.output / "all.json").read_bytes()
    assert not (site.output / "tag" / "x.json").exists()
