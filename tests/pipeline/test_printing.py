"""Documents that worker processes print are those that one process would print."""

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
    here: dict[str, bytes] = {}
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
