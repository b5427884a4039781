"""One publisher beside any number of web processes, whatever starts, stops or dies."""

import os
import signal
import time
from pathlib import Path
from subprocess import CompletedProcess
from threading import Thread

import pytest

from tests.conftest import Site
from tests.end_to_end.conftest import (
    PATIENCE,
    Server,
    eventually,
    feedsvc_serve,
    free_port,
    gunicorn,
    publishers,
    run_feedsvc,
    running,
)

pytestmark = pytest.mark.slow


@pytest.fixture
def filled(site: Site) -> Site:
    site.article("a.md", "One", tags="[x]")
    return site


@pytest.fixture
def token(filled: Site) -> str:
    return run_feedsvc(filled, "token").stdout.strip()


def ask_for_a_run(server: Server, token: str) -> str:
    """Ask for a run over the API and return the path of its record."""
    answer = server.request("/api/v1/runs", method="POST", Authorization=f"Bearer {token}")
    assert answer.status == 202
    return f"/api/v1/runs/{answer.json['id']}"


def ends(server: Server, path: str, token: str) -> dict[str, object]:
    """Wait until the run has ended and return its record."""
    record: dict[str, object] = {}

    def ended() -> bool:
        answer = server.get(path, Authorization=f"Bearer {token}")
        record.update(answer.json if answer.status == 200 else {})
        return record.get("outcome") in ("succeeded", "failed")

    eventually(ended, f"end of {path}")
    return record


def test_a_saved_article_is_served_without_anybody_asking(filled: Site) -> None:
    with feedsvc_serve(filled) as server:
        filled.article("b.md", "Two", body="Other.")

        eventually(lambda: b"Two" in server.get("/feeds/all.atom").body, "the saved article")


def test_an_interval_finds_changes_that_nobody_watched(filled: Site) -> None:
    unwatched = {"FEEDSVC_SCHEDULE__WATCH": "false", "FEEDSVC_SCHEDULE__INTERVAL": "1"}
    with feedsvc_serve(filled, **unwatched) as server:
        filled.article("b.md", "Two", body="Other.")

        eventually(lambda: b"Two" in server.get("/feeds/all.atom").body, "the saved article")


def test_under_gunicorn_exactly_one_process_publishes_and_it_is_no_web_worker(
    filled: Site, token: str
) -> None:
    with gunicorn(filled) as server:
        filled.article("b.md", "Two", body="Other.")
        record = ends(server, ask_for_a_run(server, token), token)

        assert record["outcome"] == "succeeded"
        assert b"Two" in server.get("/feeds/all.atom").body
        time.sleep(3)  # longer than a worker waits before it stands for election again
        (publisher,) = publishers(filled)
        workers = server.log.read_text().count("Booting worker")
        assert workers == 4
        assert publisher != server.process.pid


def test_under_gunicorn_with_a_preloaded_application_one_process_publishes(filled: Site) -> None:
    with gunicorn(filled, "--preload"):
        assert len(publishers(filled)) == 1


def test_a_killed_publisher_is_replaced(filled: Site) -> None:
    with gunicorn(filled) as server:
        (killed,) = publishers(filled)

        os.kill(killed, signal.SIGKILL)

        eventually(lambda: publishers(filled) not in ([], [killed]), "another publisher")
        filled.article("b.md", "Two", body="Other.")
        eventually(lambda: b"Two" in server.get("/feeds/all.atom").body, "the saved article")


def test_when_the_keeper_dies_its_publisher_ends_and_another_takes_over(filled: Site) -> None:
    with gunicorn(filled) as server:
        (orphan,) = publishers(filled)
        keeper = _parent(orphan)

        os.kill(keeper, signal.SIGKILL)

        eventually(lambda: publishers(filled) not in ([], [orphan]), "another publisher")
        assert len(publishers(filled)) == 1
        filled.article("b.md", "Two", body="Other.")
        eventually(lambda: b"Two" in server.get("/feeds/all.atom").body, "the saved article")


def test_nothing_is_left_running_once_the_server_has_stopped(filled: Site) -> None:
    with feedsvc_serve(filled):
        assert len(publishers(filled)) == 1

    eventually(lambda: publishers(filled) == [], "end of the publisher")


def test_ctrl_c_in_a_terminal_ends_everything_quickly_and_quietly(filled: Site) -> None:
    with feedsvc_serve(filled) as server:
        began = time.monotonic()

        os.killpg(server.process.pid, signal.SIGINT)  # a terminal signals the whole group

        server.process.wait(8)
        assert time.monotonic() - began < 5
        assert "Fatal" not in server.log.read_text()
    eventually(lambda: publishers(filled) == [], "end of the publisher")


def test_nothing_outlives_a_server_that_was_killed(filled: Site) -> None:
    with feedsvc_serve(filled) as server:
        server.process.kill()
        server.process.wait()

        eventually(lambda: publishers(filled) == [], "end of the publisher")
        eventually(lambda: not server.answers("/healthz"), "end of the workers")
        assert run_feedsvc(filled, "build").returncode == 0


def test_regenerate_does_the_work_itself_when_the_publisher_dies(filled: Site) -> None:
    lock = filled.services.publisher_lock
    assert lock.take()
    waiting = Thread(target=lambda: done.append(run_feedsvc(filled, "regenerate")))
    done: list[CompletedProcess[str]] = []
    waiting.start()
    queue = filled.services.queue
    eventually(lambda: queue.first() is not None, "the request")

    lock.release()
    waiting.join(PATIENCE)

    assert done[0].returncode == 0
    assert "1 added" in done[0].stdout
    assert queue.first() is None


def test_a_catalog_deleted_while_serving_is_made_anew(filled: Site) -> None:
    with feedsvc_serve(filled) as server:
        for file in (filled.root / "feeds.state").glob("catalog.sqlite3*"):
            file.unlink()
        filled.article("b.md", "Two", body="Other.")

        eventually(lambda: b"Two" in server.get("/feeds/all.atom").body, "the saved article")
        eventually(lambda: server.answers("/"), "the home page")


def test_a_second_serve_on_the_same_feeds_is_refused_with_the_holders_id(filled: Site) -> None:
    with feedsvc_serve(filled):
        second = run_feedsvc(filled, "serve", "--port", str(free_port()))

    assert second.returncode == 5
    assert "holds" in second.stderr
    assert "hint:" in second.stderr


def test_a_port_in_use_is_refused_and_named(
    filled: Site, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = Site(tmp_path_factory.mktemp("other"))
    other.article("a.md", "One")
    with feedsvc_serve(filled) as server:
        second = run_feedsvc(other, "serve", "--port", str(server.port))

    assert second.returncode == 5
    assert str(server.port) in second.stderr
    assert "--port" in second.stderr


def test_regenerate_asks_the_running_publisher_and_waits_for_it(filled: Site) -> None:
    with feedsvc_serve(filled, FEEDSVC_SCHEDULE__WATCH="false") as server:
        filled.article("b.md", "Two", body="Other.")

        done = run_feedsvc(filled, "regenerate")

        assert done.returncode == 0
        assert "1 added" in done.stdout
        assert b"Two" in server.get("/feeds/all.atom").body


def test_build_is_refused_while_a_publisher_runs(filled: Site) -> None:
    with feedsvc_serve(filled):
        refused = run_feedsvc(filled, "build")

    assert refused.returncode == 5
    assert "feedsvc regenerate" in refused.stderr


def test_feeds_keep_coming_when_the_content_folder_is_gone(filled: Site, token: str) -> None:
    with feedsvc_serve(filled) as server:
        filled.content.rename(filled.root / "elsewhere")

        record = ends(server, ask_for_a_run(server, token), token)

        assert record["outcome"] == "failed"
        assert record["failure"]["code"] == "content"  # type: ignore[index]
        assert b"One" in server.get("/feeds/all.atom").body


def test_a_server_on_an_empty_folder_waits_for_the_first_article(site: Site) -> None:
    port = free_port()
    with running(site, ["feedsvc", "serve", "--port", str(port)], port) as server:
        eventually(lambda: server.answers("/healthz"), "health")
        assert server.get("/feeds/all.atom").status == 503

        site.article("a.md", "One")

        eventually(lambda: server.answers("/feeds/all.atom"), "the first feed")


def test_feeds_name_the_port_that_serve_listens_on(filled: Site) -> None:
    with feedsvc_serve(filled) as server:
        assert f"{server.url}/feeds/all.atom".encode() in server.get("/feeds/all.atom").body


def test_a_broken_catalog_stops_no_feed(filled: Site) -> None:
    run_feedsvc(filled, "build")
    catalog = filled.root / "feeds.state" / "catalog.sqlite3"
    catalog.write_bytes(b"not a catalog" * 100)

    port = free_port()
    with running(filled, ["feedsvc", "serve", "--port", str(port)], port) as server:
        eventually(lambda: server.answers("/feeds/all.atom"), "the feed")


def _parent(process: int) -> int:
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.split("PPid:")[1].split()[0])
