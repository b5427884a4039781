"""The web processes as real processes; reload and stop are in tests/deployment."""

import os
import signal
from pathlib import Path

import pytest

from tests.conftest import Site
from tests.end_to_end.conftest import Server, eventually, feedsvc_serve, run_feedsvc, running

pytestmark = pytest.mark.slow


@pytest.fixture
def filled(site: Site) -> Site:
    site.article("a.md", "One")
    return site


def web_processes(server: Server) -> list[int]:
    """Return the ids of the web processes of a server."""
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children")
    processes = map(int, children.read_text().split())
    return [each for each in processes if b"web_process" in _command(each)]


def _command(process: int) -> bytes:
    return Path(f"/proc/{process}/cmdline").read_bytes()


def test_there_are_as_many_web_processes_as_the_settings_say(filled: Site) -> None:
    with feedsvc_serve(filled, FEEDSVC_SERVER__WORKERS="3") as server:
        assert len(web_processes(server)) == 3


def test_a_web_process_that_dies_is_replaced(filled: Site) -> None:
    with feedsvc_serve(filled, FEEDSVC_SERVER__WORKERS="1") as server:
        (killed,) = web_processes(server)

        os.kill(killed, signal.SIGKILL)

        eventually(lambda: web_processes(server) not in ([], [killed]), "another web process")
        assert server.get("/feeds/all.atom").status == 200


def test_web_processes_that_never_serve_end_the_server_with_the_reason(
    filled: Site, tmp_path: Path
) -> None:
    run_feedsvc(filled, "build")
    # A module of this name before ours: the process fails as it would without its libraries.
    (tmp_path / "uvicorn.py").write_text("raise ImportError('no uvicorn here')")

    failed = run_feedsvc(filled, "serve", PYTHONPATH=str(tmp_path), FEEDSVC_SERVER__WORKERS="1")

    assert failed.returncode == 8
    assert "before they serve" in failed.stderr
    assert "no uvicorn here" in failed.stderr


def test_with_no_port_free_nothing_is_started(filled: Site) -> None:
    with feedsvc_serve(filled) as server:
        command = ["feedsvc", "serve", "--output", str(filled.root / "o"), "--port"]
        with running(filled, [*command, str(server.port)], server.port) as second:
            second.process.wait(20)

    assert second.process.returncode == 5


def test_processes_that_die_after_a_reload_are_replaced_as_well(filled: Site) -> None:
    with feedsvc_serve(filled, FEEDSVC_SERVER__WORKERS="3") as server:
        first = set(web_processes(server))
        server.process.send_signal(signal.SIGHUP)
        eventually(lambda: "are replaced" in server.log.read_text(), "three new web processes")
        second = _serving(server, first)

        for each in second:
            os.kill(each, signal.SIGKILL)

        eventually(lambda: len(_serving(server, first | second)) == 3, "three newer ones")
        assert server.get("/feeds/all.atom").status == 200


def test_what_was_answered_before_a_stop_is_in_the_access_log(filled: Site) -> None:
    log = filled.root / "access.log"
    noted = {"FEEDSVC_ACCESS_LOG__FORMAT": "json", "FEEDSVC_ACCESS_LOG__FILE": str(log)}
    with feedsvc_serve(filled, **noted) as server:
        for number in range(20):
            server.get(f"/feeds/all.atom?{number}")

    lines = log.read_text().splitlines()
    assert sum("/feeds/all.atom?" in line for line in lines) == 20


def _serving(server: Server, former: set[int]) -> set[int]:
    return set(web_processes(server)) - former
