"""Sites whose pages are looked at, served as on a machine of their own."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.conftest import SAMPLES, Site
from tests.end_to_end.conftest import Server, feedsvc_serve, free_port
from tests.pages import difficult
from tests.pages.places import Place, articles, places

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
# After every example; so what has no date gets the same one on each machine.
BUILT_AT = datetime(2026, 10, 1, 4, 0, tzinfo=UTC)
WITHDRAWN = "withdrawn"
# So few entries in a feed that even a small site has archives.
_FEW = {"FEEDSVC_FEEDS__LIMIT": "6"}
_QUIET = {"FEEDSVC_SERVER__WORKERS": "1", "FEEDSVC_SCHEDULE__WATCH": "false"}


@dataclass(frozen=True)
class Shown:
    """A site that is served, and where its pages are."""

    site: Site
    server: Server

    @property
    def url(self) -> str:
        return self.server.url

    @property
    def places(self) -> list[Place]:
        """A page of each kind."""
        return places(self.site, WITHDRAWN)

    @property
    def articles(self) -> list[Place]:
        """The newest articles, all of those that are hard to show among them."""
        return articles(self.site)


def write_examples(site: Site) -> None:
    """Write our examples, with few entries in a feed."""
    copied(EXAMPLES)(site)
    site.variables |= _FEW


def copied(content: Path) -> Callable[[Site], None]:
    """Return what writes the articles of a folder."""

    def write(site: Site) -> None:
        shutil.copytree(content, site.content, dirs_exist_ok=True)

    return write


SITES: dict[str, Callable[[Site], None]] = {
    "examples": write_examples,
    "difficult": difficult.write,
    "news-portal": copied(SAMPLES / "news-portal"),
}


@contextmanager
def showing(
    root: Path, write: Callable[[Site], None], *, base_url: str | None = None
) -> Iterator[Shown]:
    """Build in *root* what *write* writes, withdraw one article, and serve it.

    What is built is the same each time where *base_url* says under which address.
    """
    port = free_port()
    site = Site(root)
    site.now = BUILT_AT
    write(site)
    address = base_url or f"http://127.0.0.1:{port}"
    site.variables |= _QUIET | {"FEEDSVC_SITE__BASE_URL": address}
    leaves = site.article(f"{WITHDRAWN}.md", "Withdrawn", slug=WITHDRAWN, date="2026-07-30")
    site.build()
    leaves.unlink()
    site.build(after=60)
    with feedsvc_serve(site, **site.variables, FEEDSVC_SERVER__PORT=str(port)) as server:
        yield Shown(site, server)
