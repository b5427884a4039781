"""The examples of the manual do what it says."""

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from feedsvc import operations
from feedsvc.access import TokenScope
from feedsvc.model import Deed, Scope
from tests.conftest import Site
from tests.end_to_end.conftest import eventually, feedsvc_serve
from tests.serve.api.test_many_at_once import halted

pytestmark = pytest.mark.slow
MANUAL = (Path(__file__).parents[3] / "docs" / "api.md").read_text("utf-8")
EXAMPLES = re.findall(r"^    (curl .+)$", MANUAL, re.MULTILINE)


def test_every_example_works(newsroom: Site, program: Callable[[str], str]) -> None:
    program("curl")
    newsroom.article("tea.md", "Tea", tags="[tea]")
    services = newsroom.services
    with operations.publishing(services, "test"):
        ended = operations.run_here(services, Scope.CHANGED)
        order = operations.order(services, Deed.WITHDRAW, "tea.md", who="test", reason="")
        operations.carry_out(services, order)
    with feedsvc_serve(newsroom, FEEDSVC_SERVER__WORKERS="1") as server:
        variables = {
            "API": f"{server.url}/api/v1",
            "TOKEN": newsroom.token(TokenScope.ADMIN),
            "RUN": ended.id,
            "ARTICLE": "listen.md",
            "OTHER_ARTICLE": "tea.md",
        }
        eventually(lambda: not services.queue.waiting(), "an empty queue")
        with halted(newsroom):
            variables["OTHER_RUN"] = operations.request(services, operations.watched().trigger).id
            cancelling = [each for each in EXAMPLES if "OTHER_RUN" in each]
            said = [_run(each, variables) for each in cancelling]
        said += [_run(each, variables) for each in EXAMPLES if each not in cancelling]

    assert len(said) == len(EXAMPLES) > 10
    assert all(each.startswith(("{", "retry:")) for each in said)


def _run(example: str, variables: dict[str, str]) -> str:
    command = re.sub("^curl ", "curl --silent --show-error --fail-with-body ", example)
    ended = subprocess.run(
        ["bash", "-c", command],
        env={"PATH": os.environ["PATH"], **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 0, f"{example}\n{ended.stdout}{ended.stderr}"
    return ended.stdout
