"""The W3C feed validator finds no error, and no warning that we did not agree to.

It is not part of this project; FEEDSVC_W3C_VALIDATOR names a copy of its source.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.judges.agreed import AGREED, OF_TEXTS_ABOUT_MARKUP
from tests.judges.sites import BASE, DIFFICULT, Judged

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent.parent
VALIDATION = (ROOT / "docs" / "validation.md").read_text("utf-8")


@pytest.fixture
def validator() -> str:
    source = os.environ.get("FEEDSVC_W3C_VALIDATOR")
    if not source:
        pytest.skip("FEEDSVC_W3C_VALIDATOR names no copy of the W3C feed validator's source")
    return source


def test_the_w3c_validator_has_nothing_against_any_document(judged: Judged, validator: str) -> None:
    (judged.site.output / "feeds.opml").write_bytes(judged.served("/feeds.opml"))
    command = [sys.executable, "-m", "tests.judges.w3c", "--validator", validator]
    command += ["--base", f"{BASE}/feeds/"]
    if judged.name == DIFFICULT:
        command += [f"--also={kind}" for kind in OF_TEXTS_ABOUT_MARKUP]
    command.append(str(judged.site.output))

    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert ended.returncode == 0, ended.stdout + ended.stderr


@pytest.mark.parametrize("kind", sorted(AGREED | OF_TEXTS_ABOUT_MARKUP))
def test_every_agreed_warning_is_in_the_manual_with_its_reason(kind: str) -> None:
    assert f"| `{kind}` |" in VALIDATION
