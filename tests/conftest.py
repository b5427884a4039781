"""What tests stand on: a site in a temporary folder, and real programs from Debian."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from feedsvc import operations, pipeline
from feedsvc.access import TokenScope
from feedsvc.bootstrap import build
from feedsvc.catalog import feeds, index
from feedsvc.model import ALL_FEED, Entry, FeedKey, Format, Scope
from feedsvc.operations import Services
from feedsvc.settings import load_settings
from feedsvc.workers import Workers
from tests.browsing import Visitor, browsing, visiting

NOON = datetime(2026, 3, 12, 12, 0, tzinfo=UTC)
# One for all tests: processes cost more to start than most tests take.
WORKERS = Workers(1)
# Of documents; a style sheet lies beside them.
ENDINGS = {f".{format.extension}" for format in Format}
# Debian's, of programs that are called otherwise.
PACKAGES = {"java": "default-jre-headless"}
SAMPLES = Path(__file__).parent.parent.parent / "shared" / "samples"


def pytest_xdist_auto_num_workers() -> int:
    """Run one test more at a time than there are cores: many wait for servers and browsers."""
    return (os.cpu_count() or 1) + 1


class Site:
    """A content folder with its feeds; time is what a test says it is."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.content = root / "content"
        self.output = root / "feeds"
        self.variables: dict[str, str] = {}
        self.now = NOON
        self.content.mkdir()

    @property
    def services(self) -> Services:
        environ = {
            "FEEDSVC_CONTENT__DIRECTORY": str(self.content),
            "FEEDSVC_OUTPUT__DIRECTORY": str(self.output),
            **self.variables,
        }
        return build(load_settings(environ=environ, cwd=self.root))

    def token(self, *scopes: TokenScope, name: str = "ci") -> str:
        """Return a new token, which may do these things, or read and run."""
        granted = scopes or (TokenScope.READ, TokenScope.RUN)
        return self.services.access.tokens.create(name, scopes=granted, now=self.now)

    def write(self, path: str, text: str | bytes) -> Path:
        file = self.content / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return file

    def article(self, path: str, title: str = "Title", body: str = "Text.", **front: str) -> Path:
        lines = [f"{key}: {value}" for key, value in {"title": title, **front}.items()]
        return self.write(path, "---\n" + "\n".join(lines) + f"\n---\n{body}\n")

    def build(
        self,
        *,
        scope: Scope = Scope.CHANGED,
        only: set[str] | None = None,
        accept_loss: bool = False,
        after: int = 0,
    ) -> pipeline.Result:
        """Regenerate, *after* so many seconds."""
        self.now += timedelta(seconds=after)
        services = self.services
        operations.make_ready(services)
        return pipeline.regenerate(
            services.settings,
            services.database,
            services.documents,
            WORKERS,
            now=self.now,
            scope=scope,
            only=only,
            accept_loss=accept_loss,
        )

    def entries(self, key: FeedKey = ALL_FEED) -> tuple[Entry, ...]:
        services = self.services
        with services.database.reading() as connection:
            listing = feeds.listing(connection, key)
            if listing is None:
                return ()
            ids = [each.id for each in index.newest(connection, listing.number, limit=1000)]
            found = index.load(connection, ids)
        return tuple(found[id_] for id_ in ids)

    def entry(self, title: str) -> Entry:
        (found,) = [entry for entry in self.entries() if entry.title == title]
        return found

    def documents(self) -> dict[str, bytes]:
        """Return the bytes of each document by its path."""
        return {
            path.relative_to(self.output).as_posix(): path.read_bytes()
            for path in self.output.rglob("*")
            if path.is_file() and path.suffix in ENDINGS
        }


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


@pytest.fixture
def as_nobody() -> Iterator[Path]:
    """A folder of nobody's, and nobody to read it where the tests run as the superuser."""
    folder = Path(tempfile.mkdtemp())
    user = os.geteuid()
    if user == 0:
        os.chown(folder, 65534, 65534)
        os.seteuid(65534)
    yield folder
    os.seteuid(user)
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def news_portal() -> Path:
    """The customer's page dumps, where they are at hand."""
    folder = SAMPLES / "news-portal"
    if not folder.is_dir():
        pytest.skip("the sample content is not here")
    return folder


@pytest.fixture(scope="session")
def program() -> Callable[[str], str]:
    """Find a program that Debian packages; without it the test is skipped, but never in CI."""

    def find(name: str) -> str:
        path = shutil.which(name)
        if path is None:
            package = PACKAGES.get(name, name)
            message = f"{name} is missing; install it with: apt-get install {package}"
            if os.environ.get("CI") == "true":
                pytest.fail(message)
            pytest.skip(message)
        return path

    return find


@pytest.fixture(scope="module")
def browser(program: Callable[[str], str]) -> Iterator[Browser]:
    """Chromium, for the tests of a module: other modules may want a loop of asyncio."""
    with browsing(program("chromium")) as running:
        yield running


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Visitor]]:
    """Let someone look at an origin; at the end, no browser may have had to complain."""
    with ExitStack() as stack:
        visitors: list[Visitor] = []

        def begin(origin: str, **preferences: Any) -> Visitor:
            visitor = stack.enter_context(visiting(browser, origin, **preferences))
            visitors.append(visitor)
            return visitor

        yield begin
        assert [each.complaints for each in visitors] == [[]] * len(visitors)
