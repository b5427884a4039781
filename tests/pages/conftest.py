"""The sites, each served once, and the judges from npm."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import SAMPLES
from tests.pages.sites import SITES, Shown, showing

NPM = Path(__file__).parent / "npm" / "node_modules"


@pytest.fixture(scope="session")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    """Our examples."""
    with showing(tmp_path_factory.mktemp("examples"), SITES["examples"]) as shown:
        yield shown


@pytest.fixture(scope="session")
def difficult(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    """A site that is hard to show."""
    with showing(tmp_path_factory.mktemp("difficult"), SITES["difficult"]) as shown:
        yield shown


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    """The customer's page dumps, where they are at hand."""
    if not (SAMPLES / "news-portal").is_dir():
        pytest.skip("the sample content is not here")
    with showing(tmp_path_factory.mktemp("portal"), SITES["news-portal"]) as shown:
        yield shown


@pytest.fixture(scope="session", params=["examples", "difficult", "portal"])
def shown(request: pytest.FixtureRequest) -> Shown:
    """Each of the sites."""
    found: Shown = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="session")
def judge() -> Callable[[str], Path]:
    """Find a file of a package from npm; without it the test is skipped, but never in CI."""

    def find(name: str) -> Path:
        if (NPM / name).is_file():
            return NPM / name
        message = f"{name} is not installed; install it with: make judges"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)

    return find
