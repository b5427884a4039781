"""What judges need: sites to judge, and what is not Python: node, jing, schemas of others."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.judges.parsers import NPM
from tests.judges.sites import DIFFICULT, SAMPLE_SETS, Judged, built, sample

ROOT = Path(__file__).parent.parent.parent
SCHEMAS = "FEEDSVC_SCHEMAS"
# Where packages that carry schemas put them.
INSTALLED = [ROOT / ".venv" / "schemas", NPM / "node_modules" / "sitemap" / "schema"]


@pytest.fixture(scope="session", params=[DIFFICULT, "examples", *SAMPLE_SETS])
def judged(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Judged:
    """A site that was built: a difficult one, our examples, and each set of samples at hand."""
    content = None if request.param == DIFFICULT else sample(request.param)
    if content and not content.is_dir():
        pytest.skip("the sample content is not here")
    return Judged(request.param, built(tmp_path_factory.mktemp(request.param), content))


@pytest.fixture(scope="session")
def node() -> str:
    """Return node; without it or the packages tests are skipped, but never in CI."""
    program = shutil.which("node")
    if program and (NPM / "node_modules" / ".package-lock.json").is_file():
        return program
    message = "the parsers from npm are not installed; install them with: make judges"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="session")
def schema_of_others() -> Callable[[str], Path]:
    """Find a schema that is not ours; where nobody brought it, the test is skipped."""

    def find(name: str) -> Path:
        named = os.environ.get(SCHEMAS)
        for folder in ([Path(named)] if named else []) + INSTALLED:
            if (folder / name).is_file():
                return folder / name
        pytest.skip(f"{SCHEMAS} names no folder with {name}; docs/validation.md says more")

    return find
