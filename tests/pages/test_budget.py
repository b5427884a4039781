"""No page costs its visitor much, however large the site: its bytes are counted."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import corpus
from tests.conftest import Site
from tests.pages.sites import Shown, showing
from tests.serve.reading_pages import Page

pytestmark = pytest.mark.slow

# Bytes of a page with its style sheets and scripts, as they are before any compression.
MOST = 100_000
# Makes almost nine hundred feeds: thirty sections, all tags but a few, eighty people.
ARTICLES = 1000
LONG_NAME = "long name 很长的名字" * 4
# The pages that show most of a kind.
LONG = (
    *("/feeds/?q=a", "/feeds/?q=an&page=2", "/feeds/?kind=section", "/feeds/?kind=author"),
    *("/feeds/?kind=tag&page=2", "/feeds/all?page=40"),
)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    """A site with many feeds."""
    with showing(tmp_path_factory.mktemp("large"), write) as shown:
        yield shown


def write(site: Site) -> None:
    corpus.write(site.content, ARTICLES)


def test_no_page_of_a_large_site_is_over_its_budget(large: Shown) -> None:
    taken = {path: weight(large, path) for path in (*(p.path for p in large.places), *LONG)}

    assert {path: size for path, size in taken.items() if size > MOST} == {}


@pytest.mark.parametrize("number", [1, 10, 15, 40, 200])
def test_ticked_feeds_make_no_page_much_heavier(large: Shown, number: int) -> None:
    tags = sorted(file.stem for file in (large.site.output / "tag").glob("*.atom"))
    ticks = "&".join(f"feed=tag/{tag}" for tag in tags[-number:])

    for query in ("", "q=a", "q=qzxjvk", "kind=tag", "kind=section", "q=a&lang=en"):
        assert weight(large, f"/feeds/?{query}&{ticks}") <= MOST


def test_long_names_make_no_page_much_heavier(tmp_path: Path) -> None:
    with showing(tmp_path, write_long) as shown:
        tags = sorted(file.stem for file in (shown.site.output / "tag").glob("*.atom"))
        ticks = "&".join(f"feed=tag/{tag}" for tag in tags[-60:])
        queries = ("", "q=long", "kind=tag", "kind=section", "kind=author")
        paths = ["/", "/sitemap", *(f"/feeds/?{query}&{ticks}" for query in queries)]

        taken = {path[:20]: weight(shown, path) for path in paths}

    assert len(tags) > 100
    assert {path: size for path, size in taken.items() if size > MOST} == {}


def write_long(site: Site) -> None:
    """Write articles whose sections, tags and authors have names like sentences."""
    for number in range(60):
        name = f"{number} {LONG_NAME}"
        tags = ", ".join(f"{each} {name}" for each in range(5))
        site.article(
            f"{number}.md",
            date="2026-01-01",
            tags=f"[{tags}]",
            author=name,
            section=f"{number % 9} {LONG_NAME}/{name}",
        )


def weight(shown: Shown, path: str) -> int:
    """Return the bytes of a page with all that it needs, but for pictures."""
    body = shown.server.get(path).body
    page = Page(body.decode())
    files = [each.attributes["href"] for each in page.all("link", rel="stylesheet")]
    files += [each.attributes["src"] for each in page.all("script") if "src" in each.attributes]
    assert files, path
    return len(body) + sum(len(shown.server.get(file).body) for file in files)
