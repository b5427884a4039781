"""What the API can do, the command line can: entries of a feed, parts of lists, runs that go on."""

import json
import os
from pathlib import Path
from threading import Thread
from time import sleep

import pytest

from feedsvc import operations
from feedsvc.errors import (
    BusyError,
    CursorError,
    UnknownArticleError,
    UnknownFeedError,
    UnknownRunError,
    UnknownScopeError,
)
from feedsvc.model import Outcome, Trigger
from tests.conftest import Site
from tests.test_cli import build, feedsvc


@pytest.fixture(autouse=True)
def in_its_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    left = ("FEEDSVC_OUTPUT__DIRECTORY", "FEEDSVC_CONTENT__DIRECTORY", "FEEDSVC_OPTIONS")
    for name in {*left, *(name for name in os.environ if name.startswith("FEEDSVC_"))}:
        monkeypatch.setenv(name, "")  # what an option leaves behind goes with the test
        monkeypatch.delenv(name)


@pytest.fixture
def three(site: Site) -> Site:
    """A site with three articles, each with two tags."""
    for day, name in enumerate(("a", "b", "c"), 1):
        site.article(f"{name}.md", name.upper(), tags=f"[x, {name}]", date=f"2026-03-0{day}")
    build(site)
    return site


def test_the_entries_of_a_feed_are_listed_part_by_part(three: Site) -> None:
    asked = ("feeds", "tag:x", "--entries", "--output", str(three.output))

    table = feedsvc(*asked)
    first = feedsvc(*asked, "--limit", "2")
    data = json.loads(feedsvc(*asked, "--limit", "2", "--json").stdout)
    rest = json.loads(feedsvc(*asked, "--after", data["next"], "--json").stdout)

    assert [line.split()[-1] for line in table.stdout.splitlines()[1:]] == ["C", "B", "A"]
    assert f"--after {data['next']}" in first.stderr
    assert [each["title"] for each in (*data["items"], *rest["items"])] == ["C", "B", "A"]
    assert all("content" not in each for each in data["items"])
    assert rest["next"] is None
    assert feedsvc("feeds", "--entries", *asked[-2:]).exit_code == 2


def test_feeds_are_listed_part_by_part(three: Site) -> None:
    place = ("--json", "--output", str(three.output))
    names, after = list[str](), list[str]()
    while True:
        part = feedsvc("feeds", "--limit", "2", *after, *place)
        names += [each["slug"] for each in json.loads(part.stdout)]
        if "--after" not in part.stderr:
            break
        after = ["--after", part.stderr.split()[-1]]

    assert names == [each["slug"] for each in json.loads(feedsvc("feeds", *place).stdout)]
    assert isinstance(feedsvc("feeds", "--after", "tag:none", *place).exception, UnknownFeedError)


def test_the_audit_is_listed_part_by_part(three: Site) -> None:
    place = ("--output", str(three.output))
    for name in ("a.md", "b.md", "c.md"):
        feedsvc("withdraw", name, *place)

    first = feedsvc("audit", "--limit", "2", *place)
    rest = feedsvc("audit", "--after", first.stderr.split()[-1], *place)

    every = feedsvc("audit", "--all", *place).stdout
    assert first.stdout + rest.stdout == every
    assert rest.stderr == ""
    assert isinstance(feedsvc("audit", "--after", "x", *place).exception, CursorError)


def test_a_run_is_followed_until_it_has_ended(three: Site) -> None:
    waiting = operations.start(three.services, Trigger.API).run
    services = three.services
    services.publisher_lock.take_or_fail("cannot test", hint="")

    def publish() -> None:
        sleep(0.5)
        operations.perform(services, waiting)

    publisher = Thread(target=publish)
    publisher.start()
    try:
        told = feedsvc("runs", waiting.id, "--follow", "--output", str(three.output))
    finally:
        publisher.join()
        services.publisher_lock.release()

    assert told.exit_code == 0
    assert json.loads(told.stdout)["outcome"] == Outcome.SUCCEEDED


def test_who_follows_a_run_that_nobody_performs_is_told_so(three: Site) -> None:
    waiting = operations.start(three.services, Trigger.API).run
    place = ("--output", str(three.output))

    told = feedsvc("runs", waiting.id, "--follow", *place)

    assert isinstance(told.exception, BusyError)
    assert feedsvc("runs", "--follow", *place).exit_code == 2
    ended = operations.recent_runs(three.services, limit=2)[1]
    assert feedsvc("runs", ended.id, "--follow", *place).exit_code == 0


@pytest.mark.parametrize(
    ("command", "error"),
    [
        (("runs", "nonsense"), UnknownRunError),
        (("runs", "nonsense", "--follow"), UnknownRunError),
        (("feeds", "tag:nonsense"), UnknownFeedError),
        (("polls", "tag:nonsense"), UnknownFeedError),
        (("article", "nonsense"), UnknownArticleError),
        (("withdraw", "nonsense"), UnknownArticleError),
        (("regenerate", "--tag", "nonsense"), UnknownScopeError),
        (("articles", "--after", "nonsense"), CursorError),
    ],
)
def test_what_there_is_not_has_one_exit_code(
    three: Site, command: tuple[str, ...], error: type[Exception]
) -> None:
    told = feedsvc(*command, "--output", str(three.output))

    assert isinstance(told.exception, error)
    assert error.exit_code == 10  # type: ignore[attr-defined]


@pytest.mark.parametrize("option", ["--section", "--tag", "--article"])
def test_a_target_without_a_name_is_a_wrong_command_line(three: Site, option: str) -> None:
    told = feedsvc("regenerate", option, " ", "--output", str(three.output))

    assert told.exit_code == 2
    assert f"{option} has to name one" in told.stderr


def test_settings_of_options_say_that_they_come_from_the_command_line(
    three: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FEEDSVC_FEEDS__LIMIT", "7")
    place = ("--content", str(three.content), "--output", str(three.output))

    lines = json.loads(feedsvc("settings", "--json", *place).stdout)
    table = feedsvc("settings", *place).stdout

    said = {line["key"]: (line["origin"], line["place"]) for line in lines}
    assert said["output.directory"] == ("command-line", "--output")
    assert said["content.directory"] == ("command-line", "--content")
    assert said["feeds.limit"] == ("environment", "FEEDSVC_FEEDS__LIMIT")
    assert "--output" in table
