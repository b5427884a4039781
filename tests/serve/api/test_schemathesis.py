"""A program that reads the description and tries what it says, at a real server."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from feedsvc import operations
from feedsvc.access import TokenScope
from tests.conftest import Site
from tests.end_to_end.conftest import feedsvc_serve, free_port

pytestmark = pytest.mark.slow
EXAMPLES = Path(__file__).parents[3] / "examples"
ROOT = Path(__file__).parents[3]
OURS = "tester"
_PATIENCE = 300
_PER_ENDPOINT = 15
# What is allowed and cannot be done is no fault: names of what is not there, a second dry run.
CONFIGURATION = """
[parameters]
"path.id" = "{run}"
"path.feed" = "tag/tea"
"path.article" = "{article}"

[checks]
positive_data_acceptance.expected-statuses = ["2xx", "404", "409", "422", "503"]
"""


def test_the_api_does_what_its_description_says(site: Site) -> None:
    shutil.copytree(EXAMPLES, site.content, dirs_exist_ok=True)
    tokens = [site.token(TokenScope.ADMIN, name=f"{OURS} {each}") for each in range(8)]
    port = free_port()
    variables = {
        "FEEDSVC_SITE__BASE_URL": f"http://127.0.0.1:{port}",
        "FEEDSVC_SERVER__PORT": str(port),
        "FEEDSVC_SERVER__WORKERS": "1",
    }
    site.variables |= variables
    with feedsvc_serve(site, **variables) as server:
        (run,) = operations.recent_runs(site.services, limit=1)
        article = operations.articles(site.services, words="tea", limit=1).items[0].id
        ended = _try(site.root, server.url, tokens, run.id, article)
        log = server.log.read_text()

    assert ended.returncode == 0, ended.stdout[-20_000:]
    report = json.loads((site.root / "report.json").read_text())
    assert (report["failures"], report["errors"]) == ([], [])
    assert report["operations"]["tested"] == report["operations"]["total"] > 20
    assert {phase["status"] for phase in report["phases"].values()} == {"success"}
    assert not any(report["warnings"].values())
    assert "Traceback" not in log
    assert not any(token in log for token in tokens)


def _try(
    folder: Path, url: str, tokens: list[str], run: str, article: str
) -> subprocess.CompletedProcess[str]:
    configuration = folder / "schemathesis.toml"
    configuration.write_text(CONFIGURATION.format(run=run, article=article))
    command = [
        *(sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()"),
        *("--no-color", "--config-file", str(configuration)),
        *("run", f"{url}/api/v1/openapi.json"),
        *("--max-examples", str(_PER_ENDPOINT), "--seed", "8"),
        *("--report", "json", "--report-json-path", str(folder / "report.json")),
    ]
    return subprocess.run(
        command,
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "SCHEMATHESIS_HOOKS": f"{__package__}.schemathesis_hooks",
            "FEEDSVC_TEST_NAMES": OURS,
            "FEEDSVC_TEST_TOKENS": " ".join(tokens),
        },
        capture_output=True,
        text=True,
        timeout=_PATIENCE,
        check=False,
    )
