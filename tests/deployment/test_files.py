"""The files in ``config/`` are understood by the programs that they are for."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.deployment.conftest import CONFIG, replaced
from tests.end_to_end.conftest import ROOT

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("file", sorted(CONFIG.iterdir()), ids=lambda file: file.name)
def test_the_manual_says_what_each_file_is_for(file: Path) -> None:
    manual = (ROOT / "docs" / "deployment.md").read_text("utf-8")

    assert f"`{file.name}`" in manual or f"`config/{file.name}`" in manual


def test_systemd_accepts_the_unit(tmp_path: Path, program: Callable[[str], str]) -> None:
    here = {
        "/opt/feedsvc/.venv/bin/feedsvc": "/bin/true",
        "User=feedsvc": "User=root",
        "Group=feedsvc": "Group=root",
    }
    unit = tmp_path / "feedsvc.service"
    unit.write_text(replaced("feedsvc.service", here))

    said = _run(program("systemd-analyze"), "verify", "--man=no", str(unit))

    assert (said.returncode, said.stdout, said.stderr) == (0, "", "")


def test_the_unit_leaves_feedsvc_few_rights(program: Callable[[str], str]) -> None:
    unit = str(CONFIG / "feedsvc.service")

    # In tenths; systemd itself calls 5.0 and more exposed.
    said = _run(program("systemd-analyze"), "security", "--offline=true", "--threshold=20", unit)

    assert said.returncode == 0, said.stdout


def test_a_rotated_access_log_is_moved_and_left_to_feedsvc(
    tmp_path: Path, program: Callable[[str], str]
) -> None:
    log = tmp_path / "access.log"
    log.write_text("a line\n")
    configuration = tmp_path / "logrotate.conf"
    configuration.write_text(
        replaced("feedsvc.logrotate", {"/var/log/feedsvc/*.log": f"{tmp_path}/*.log"})
    )
    configuration.chmod(0o644)
    state = str(tmp_path / "state")

    said = _run(program("logrotate"), "--force", "--state", state, str(configuration))

    assert said.returncode == 0, said.stderr
    assert (tmp_path / "access.log.1").read_text() == "a line\n"


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False)
