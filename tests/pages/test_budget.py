"""No page costs its visitor much, however large the site: its bytes are counted."""

from collections.abc import Iterator

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


def test_ticked_feeds_make_no_page_much_heavier(large: Shown) -> None:
    tags = sorted(file.stem for file in (large.site.output / "tag").glob("*.atom"))
    ticks = "&".join(f"feed=tag/{tag}" for tag in tags[:10])

    assert weight(large, f"/feeds/?q=a&{ticks}") <= MOST


def weight(shown: Shown, path: str) -> int:
    """Return the bytes of a page with all that it needs, but for pictures."""
    body = shown.server.get(path).body
    page = Page(body.decode())
    files = [each.attributes["href"] for each in page.all("link", rel="stylesheet")]
    files += [each.attributes["src"] for each in page.all("script") if "src" in each.attributes]
    assert files, path
    return len(body) + sum(len(shown.server.get(file).body) for file in files)
