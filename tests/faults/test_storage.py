"""A disk that fills, folders that may not be written, a catalog that another program holds."""

import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from feedsvc import operations
from feedsvc.model import Outcome, Run, Scope, Trigger
from tests.conftest import ENDINGS, Site
from tests.end_to_end.conftest import Server, eventually, feedsvc_serve, free_port
from tests.faults.conftest import (
    Disk,
    Newsroom,
    entries,
    reading,
    run,
    shown,
    shows,
    small_disk,
    start,
)

pytestmark = pytest.mark.slow

# Root may write whatever its mode says, unless that right is dropped.
UNPRIVILEGED = ["setpriv", "--bounding-set=-dac_override"] if os.getuid() == 0 else []


@contextmanager
def holding_the_catalog(site: Site) -> Iterator[None]:
    """Be the other program that writes the catalog all the while."""
    catalog = sqlite3.connect(site.root / "feeds.state" / "catalog.sqlite3", isolation_level=None)
    with closing(catalog):
        catalog.execute("BEGIN IMMEDIATE")
        yield
        catalog.execute("ROLLBACK")


class OnDisk(Site):
    """A site of which some folders are on a small disk."""

    def __init__(self, root: Path, disk: Disk, *folders: str) -> None:
        super().__init__(root)
        self.disk = disk
        self.output = (disk.folder if "output" in folders else root) / "feeds"
        state = disk.folder if "state" in folders else root
        self.variables["FEEDSVC_OUTPUT__STATE"] = str(state / "feeds.state")

    def documents(self) -> dict[str, bytes]:
        folder = self.disk.seen(self.output)
        return {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in folder.rglob("*.*")
            if path.is_file() and path.suffix in ENDINGS
        }

    def shown(self) -> set[str]:
        return {title for _, title in entries("all.json", self.documents()["all.json"])}


@pytest.mark.parametrize(
    ("folders", "room"),
    [(["output"], 100_000), (["state"], 0), (["output", "state"], 100_000)],
    ids=["output", "state", "both"],
)
def test_a_disk_that_fills_stops_the_run_and_tells_which_file_and_what_to_do(
    tmp_path: Path, folders: list[str], room: int
) -> None:
    with small_disk(tmp_path / "disk", size="16m") as disk:
        site = OnDisk(tmp_path, disk, *folders)
        newsroom = Newsroom(site, seed=4)
        assert run(site, "build", prefix=disk.prefix).returncode == 0
        before = site.documents()
        newsroom.work(60)
        disk.fill(but=room)

        failed = run(site, "build", prefix=disk.prefix)

        assert failed.returncode == 7
        assert str(disk.folder) in failed.stderr
        assert "hint: " in failed.stderr
        assert site.documents() == before
        disk.free()
        assert run(site, "build", prefix=disk.prefix).returncode == 0
        assert site.shown() == newsroom.titles


def test_a_disk_that_fills_while_serving_stops_no_feed_and_is_recovered_from(
    tmp_path: Path,
) -> None:
    with small_disk(tmp_path / "disk", size="16m") as disk:
        site = OnDisk(tmp_path, disk, "output", "state")
        newsroom = Newsroom(site, seed=5)
        port = free_port()
        serve = start(site, "serve", "--port", str(port), prefix=disk.prefix)
        server = Server(serve, port, tmp_path / "log")
        try:
            eventually(lambda: server.answers("/feeds/all.json"), "the first feed")
            before = server.get("/feeds/all.json").body
            disk.fill()

            newsroom.work(60)
            time.sleep(3)

            assert server.get("/feeds/all.json").body == before
            disk.free()
            newsroom.work(1)
            eventually(lambda: site.shown() == newsroom.titles, "the last state")
        finally:
            serve.terminate()
            _, log = serve.communicate(timeout=30)
        failure = next(line for line in log.decode().splitlines() if "ERROR" in line)
        assert str(disk.folder) in failure


@pytest.mark.parametrize("folder", ["feeds", "feeds.state"])
def test_a_folder_that_may_not_be_written_is_named_with_what_to_do(site: Site, folder: str) -> None:
    newsroom = Newsroom(site, seed=6)
    assert run(site, "build").returncode == 0
    before = site.documents()
    newsroom.work(20)
    folders = [site.root / folder, *(p for p in (site.root / folder).rglob("*") if p.is_dir())]
    files = [path for path in (site.root / folder).rglob("*") if path.is_file()]
    for path in folders:
        path.chmod(0o555)
    for path in files:
        path.chmod(0o444)

    failed = run(site, "build", prefix=UNPRIVILEGED)

    for path in folders:
        path.chmod(0o755)
    for path in files:
        path.chmod(0o644)
    assert failed.returncode == 7
    assert str(site.root / folder) in failed.stderr
    assert "writable" in failed.stderr
    assert site.documents() == before
    assert run(site, "build").returncode == 0
    assert shown(site) == newsroom.titles


def test_a_catalog_that_another_program_holds_stops_the_run_that_goes_on_and_no_feed(
    site: Site,
) -> None:
    newsroom = Newsroom(site, seed=7, articles=300)
    with feedsvc_serve(site, **site.variables) as server, reading(site) as reader:
        reader.server = server
        asked = operations.request(site.services, Trigger.API, Scope.EVERYTHING)
        eventually(lambda: site.services.queue.first() is None, "begin of the run")

        with holding_the_catalog(site):
            newsroom.work(20)
            eventually(lambda: "is locked" in server.log.read_text(), "the run that failed")
            assert "no other program holds it" in server.log.read_text()
            assert server.get("/").status == 200

        shows(newsroom)
        assert outcome(site, asked) is Outcome.FAILED


def test_a_run_that_somebody_asked_for_is_tried_again_by_itself_when_it_failed(
    site: Site,
) -> None:
    newsroom = Newsroom(site, seed=10)
    quiet = {"FEEDSVC_SCHEDULE__WATCH": "false", "FEEDSVC_SCHEDULE__INTERVAL": "0"}
    with feedsvc_serve(site, **quiet, **site.variables):
        newsroom.work(20)
        in_the_way = site.output / "all.json"
        in_the_way.rename(site.root / "all.json")
        (in_the_way / "folder").mkdir(parents=True)
        asked = operations.request(site.services, Trigger.API)
        eventually(lambda: outcome(site, asked) is Outcome.FAILED, "the run that failed")

        shutil.rmtree(in_the_way)

        shows(newsroom)


def test_a_build_waits_ten_seconds_for_the_catalog_and_then_says_so(site: Site) -> None:
    newsroom = Newsroom(site, seed=8)
    assert run(site, "build").returncode == 0
    newsroom.work(20)

    with holding_the_catalog(site):
        failed = run(site, "build")

    assert failed.returncode == 7
    assert "catalog.sqlite3: database is locked" in failed.stderr
    assert "no other program holds it" in failed.stderr
    assert run(site, "build").returncode == 0
    assert shown(site) == newsroom.titles


def outcome(site: Site, run: Run) -> Outcome | None:
    found = operations.find_run(site.services, run.id)
    return found.outcome if found else None
