"""What the desk shows is on the command line, too: what comes next, sifted runs, quoted lines."""

import json
from pathlib import Path

import pytest

from feedsvc import operations
from feedsvc.model import Trigger
from tests.conftest import Site
from tests.test_cli import build, feedsvc

__all__ = ["in_its_own_folder"]


@pytest.fixture(autouse=True)
def in_its_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("FEEDSVC_OUTPUT__DIRECTORY", "FEEDSVC_CONTENT__DIRECTORY"):
        monkeypatch.setenv(name, str(tmp_path))  # what an option leaves behind goes with the test


def test_what_comes_next_has_a_table_and_json(site: Site) -> None:
    site.article("late.md", "Late", date="2999-01-01T08:00:00Z")
    build(site)
    place = ("--output", str(site.output))

    table = feedsvc("schedule", *place)
    said = json.loads(feedsvc("schedule", "--json", *place).stdout)

    assert "2999-01-01 08:00:00Z  an article appears: Late" in table.stdout
    assert "no publisher runs" in table.stderr
    assert [each["occasion"] for each in said["appointments"]] == ["appears"]
    assert said["is_kept"] is False


def test_runs_are_sifted(site: Site) -> None:
    site.article("a.md", "One", tags="[x]")
    build(site)
    build(site)
    waiting = operations.start(site.services, Trigger.API).run
    place = ("--output", str(site.output), "--json")

    def listed(*options: str) -> list[str]:
        return [run["id"] for run in json.loads(feedsvc("runs", *options, *place).stdout)]

    assert len(listed()) == 3
    assert listed("--outcome", "queued") == [waiting.id] == listed("--trigger", "api")
    assert len(listed("--wrote")) == 1
    assert listed("--outcome", "failed") == []
    assert feedsvc("runs", "--outcome", "nonsense", *place).exit_code == 2


def test_health_shows_the_line_and_nothing_that_a_terminal_obeys(site: Site) -> None:
    site.write("bad.md", "---\ntitle: [\x1b[31mred\n---\nText.\n")
    build(site)

    told = feedsvc("health", "--output", str(site.output))

    assert "bad.md" in told.stdout
    assert "      title: [" in told.stdout
    assert "\x1b[31m" not in told.stdout


def test_what_is_withdrawn_is_listed(site: Site) -> None:
    site.article("a.md", "One")
    site.article("b.md", "Two")
    build(site)
    place = ("--output", str(site.output))
    for name in ("a.md", "b.md"):
        feedsvc("withdraw", name, "--reason", f"not {name}", "--by", "ann", *place)

    table = feedsvc("withdrawn", *place).stdout
    first = json.loads(feedsvc("withdrawn", "--json", "--limit", "1", *place).stdout)
    rest = json.loads(feedsvc("withdrawn", "--json", "--after", first["next"], *place).stdout)

    assert "not a.md" in table
    assert "ann" in table
    listed = [*first["items"], *rest["items"]]
    assert {each["title"] for each in listed} == {"One", "Two"}
    assert rest["next"] is None
