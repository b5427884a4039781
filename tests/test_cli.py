"""The command line: data for programs, messages for people, exit codes for both."""

import csv
import json
import os
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from feedsvc import operations
from feedsvc.access import Refusal, Token, TokenScope
from feedsvc.cli import cli
from feedsvc.errors import BusyError, ContentError, FeedsvcError, RunEndedError, SettingsError
from feedsvc.model import Trigger
from tests.conftest import Site

assert isinstance(cli, click.Group)
NAMES = cli.list_commands(click.Context(cli))
BROKEN = "---\ntitle: [\n---\nText.\n"


@pytest.fixture(autouse=True)
def _clean_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Run in a folder without settings, and let no option outlive its test."""
    monkeypatch.chdir(tmp_path)
    before = dict(os.environ)
    for name in list(os.environ):
        if name.startswith("FEEDSVC_"):
            del os.environ[name]
    yield
    os.environ.clear()
    os.environ.update(before)


def feedsvc(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments)


def build(site: Site, *arguments: str) -> Result:
    place = ("--content", str(site.content), "--output", str(site.output))
    return feedsvc("build", *place, *arguments)


def test_build_needs_no_settings_but_two_folders(site: Site) -> None:
    site.article("a.md", "One", tags="[x]")

    result = build(site)

    assert result.exit_code == 0
    assert "1 added" in result.stdout
    assert {"all.atom", "tag/x.rss"} <= set(site.documents())


def test_a_second_build_says_that_it_wrote_nothing(site: Site) -> None:
    site.article("a.md", "One")
    build(site)

    result = build(site, "--json")

    counts = json.loads(result.stdout)["counts"]
    assert (counts["read"], counts["written"]) == (0, 0)


def test_build_shows_each_rejection_with_its_line_and_hint(site: Site) -> None:
    site.article("a.md", "One")
    site.write("bad.md", BROKEN)

    result = build(site)

    assert result.exit_code == 0
    assert "bad.md:3: YAML front matter is broken" in result.stderr
    assert "repair the front matter" in result.stderr


def test_a_missing_content_folder_ends_with_its_own_code(site: Site) -> None:
    result = feedsvc("build", "--content", "nowhere", "--output", str(site.output))

    assert result.exit_code == ContentError.exit_code
    assert "nowhere" in result.stderr
    assert "hint:" in result.stderr


def test_three_mistakes_in_the_settings_are_all_told_at_once(tmp_path: Path) -> None:
    config = tmp_path / "mine.toml"
    config.write_text('[site]\nbse_url = "x"\n[server]\nport = "many"\n[feeds]\nlimit = 0\n')

    result = feedsvc("build", "--config", str(config))

    assert isinstance(result.exception, SettingsError)
    assert len(result.exception.problems) == 3
    assert "did you mean site.base_url?" in str(result.exception)


def test_check_groups_rejections_by_kind_and_ends_with_six(site: Site) -> None:
    site.article("a.md", "One")
    site.write("bad.md", BROKEN)
    site.write("worse.md", BROKEN)
    site.write("empty.txt", "")

    result = feedsvc("check", str(site.content))

    assert result.exit_code == 6
    assert "YAML front matter is broken (2 rejections)" in result.stdout
    assert "bad.md:3: " in result.stdout
    assert result.stdout.index("worse.md:3") < result.stdout.index("is empty (1 rejection)")
    assert "what to do: repair the front matter" in result.stdout
    assert "1 article can be published, 3 rejections, 0 warnings" in result.stdout


def test_check_is_strict_about_warnings_on_demand(site: Site) -> None:
    site.article("a.md", "One", date="2024-02-30")

    relaxed, strict = (feedsvc("check", str(site.content), *more) for more in ((), ("--strict",)))

    assert (relaxed.exit_code, strict.exit_code) == (0, 6)
    assert "1 warning" in relaxed.stdout
    assert "  a.md:3: " in relaxed.stdout


def test_check_of_good_articles_ends_with_zero(site: Site) -> None:
    site.article("a.md", "One")

    assert feedsvc("check", str(site.content)).exit_code == 0


def test_check_as_json_has_path_line_reason_and_hint(site: Site) -> None:
    site.write("bad.md", BROKEN)

    (rejection,) = json.loads(feedsvc("check", str(site.content), "--json").stdout)["rejections"]

    assert (rejection["path"], rejection["line"]) == ("bad.md", 3)
    assert rejection["reason"]
    assert rejection["hint"]


def test_explain_tells_which_source_of_the_date_won_and_why(site: Site) -> None:
    file = site.article("2026-01-02-a.md", "One", date="2024-02-30", tags="[x]")

    told = json.loads(feedsvc("explain", str(file), "--json").stdout)

    assert (told["title"], told["tags"], told["rejection"]) == ("One", ["x"], None)
    assert told["published_origin"] == "file name"
    verdicts = {source["origin"]: source["verdict"] for source in told["date_sources"]}
    assert verdicts["file name"] == "taken"
    assert "2024-02-30" in json.dumps(told["warnings"])


def test_explain_knows_what_the_catalog_remembers(site: Site) -> None:
    site.article("a.md", "One")
    build(site)
    place = ("--content", str(site.content), "--output", str(site.output))

    told = json.loads(feedsvc("explain", "a.md", *place, "--json").stdout)

    assert told["published_origin"] == "first seen"
    assert told["published"] is not None
    assert told["id"].startswith("urn:uuid:")


def test_explain_of_a_rejected_file_says_what_to_do(site: Site) -> None:
    file = site.write("bad.md", BROKEN)

    result = feedsvc("explain", str(file))

    assert result.exit_code == 6
    assert "repair the front matter" in result.stdout


def test_adopt_takes_ids_from_an_old_feed(site: Site) -> None:
    site.article("a.md", "One")
    old = site.root / "old.json"
    old.write_text(
        json.dumps({"items": [{"id": "old-1", "title": "One", "url": "http://e.org/1"}]})
    )

    adopted = feedsvc("adopt", str(old), "--output", str(site.output))
    build(site)

    assert "1 entry adopted" in adopted.stdout
    assert site.entry("One").id == "old-1"


def test_feeds_lists_every_feed_with_its_addresses(site: Site) -> None:
    site.article("a.md", "One", tags="[主题教育]")
    build(site)

    listed = json.loads(feedsvc("feeds", "--output", str(site.output), "--json").stdout)

    tag = next(feed for feed in listed if feed["kind"] == "tag")
    assert (tag["label"], tag["entries"]) == ("主题教育", 1)
    assert tag["documents"]["atom"] == "http://127.0.0.1:8000/feeds/tag/zhutijiaoyu.atom"


def test_runs_lists_what_happened_newest_first(site: Site) -> None:
    site.article("a.md", "One")
    build(site)
    build(site, "--everything")

    listed = json.loads(feedsvc("runs", "--output", str(site.output), "--json").stdout)

    assert [run["scope"] for run in listed] == ["everything", "changed"]
    assert {run["outcome"] for run in listed} == {"succeeded"}


def test_one_run_shows_its_timings(site: Site) -> None:
    site.article("a.md", "One")
    id_ = json.loads(build(site, "--json").stdout)["id"]

    run = json.loads(feedsvc("runs", id_, "--output", str(site.output)).stdout)

    assert {"scan", "read", "catalog", "publish"} <= set(run["timings"])


def test_an_unknown_run_is_an_error_that_says_where_to_look(site: Site) -> None:
    site.article("a.md", "One")
    build(site)

    result = feedsvc("runs", "nonsense", "--output", str(site.output))

    assert isinstance(result.exception, FeedsvcError)
    assert "feedsvc runs" in result.exception.hint


def test_regenerate_without_a_publisher_builds_here(site: Site) -> None:
    site.article("a.md", "One")

    result = feedsvc("regenerate", "--content", str(site.content), "--output", str(site.output))

    assert result.exit_code == 0
    assert "all.atom" in site.documents()


@pytest.mark.parametrize("command", ["build", "regenerate"])
def test_a_dry_run_tells_what_would_change_even_while_somebody_publishes(
    site: Site, command: str
) -> None:
    place = ("--content", str(site.content), "--output", str(site.output))
    site.article("a.md", "One", tags="[x]")
    build(site)
    site.article("b.md", "Two", tags="[x]")
    services = site.services
    assert services.publisher_lock.take()

    told = feedsvc(command, *place, "--dry-run")
    as_json = json.loads(feedsvc(command, *place, "--dry-run", "--json").stdout)

    services.publisher_lock.release()
    assert told.stdout.splitlines() == [
        *("all", "  + Two", "tag/x", "  + Two"),
        "a run would add 1, change 0 and remove 0 of the articles, in 2 feeds; nothing is written",
    ]
    assert as_json["feeds"][0] == {"path": "all", "added": ["Two"], "changed": [], "removed": []}
    assert len(site.entries()) == 1


def test_build_while_somebody_publishes_is_refused(site: Site) -> None:
    site.article("a.md", "One")
    holder = site.services.publisher_lock
    assert holder.take()

    result = build(site)

    holder.release()
    assert isinstance(result.exception, BusyError)
    assert str(os.getpid()) in str(result.exception)


def test_the_options_of_token_from_before_there_were_commands_still_work(site: Site) -> None:
    place = ("--output", str(site.output))
    token = feedsvc("token", "--name", "ci", *place).stdout.strip()

    tokens = site.services.access.tokens
    made = tokens.check(token, now=site.now)
    assert isinstance(made, Token)
    assert (made.name, made.scopes) == ("ci", (TokenScope.READ, TokenScope.RUN))
    assert token not in (site.root / "feeds.state" / "tokens.json").read_text()
    assert "ci" in feedsvc("token", "--list", *place).stdout
    assert feedsvc("token", "--revoke", "ci", *place).exit_code == 0
    assert tokens.check(token, now=site.now) is Refusal.UNKNOWN


def test_init_makes_a_site_that_builds_and_overwrites_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    feedsvc("init", str(folder))
    (folder / "content" / "hello.md").write_text("# Mine\n\nText.\n")

    again = feedsvc("init", str(folder))
    built = feedsvc("build", "--config", str(folder / "config" / "feedsvc.toml"))

    assert "kept" in again.stdout
    assert built.exit_code == 0
    assert "Mine" in (folder / "feeds" / "all.atom").read_text("utf-8")


@pytest.mark.parametrize("command", NAMES)
def test_every_command_has_help(command: str) -> None:
    assert feedsvc(command, "--help").exit_code == 0


def test_regenerate_is_confined_to_what_an_option_names(site: Site) -> None:
    site.article("a.md", "One", tags="[x]")
    site.article("b.md", "Two", tags="[y]")
    build(site)
    place = ("--content", str(site.content), "--output", str(site.output))

    run = json.loads(feedsvc("regenerate", *place, "--tag", "x", "--json").stdout)

    assert (run["target"], run["counts"]["read"], run["outcome"]) == ("tag:x", 1, "succeeded")


def test_regenerate_names_what_is_like_a_tag_that_does_not_exist(site: Site) -> None:
    site.article("a.md", "One", tags="[ferry]")
    build(site)
    place = ("--content", str(site.content), "--output", str(site.output))

    result = feedsvc("regenerate", *place, "--tag", "fery", "--dry-run")

    assert isinstance(result.exception, FeedsvcError)
    assert result.exception.hint == "did you mean tag:ferry?"


def test_regenerate_takes_one_target(site: Site) -> None:
    build_one(site)

    result = feedsvc("regenerate", "--output", str(site.output), "--tag", "x", "--everything")

    assert result.exit_code == 2


def build_one(site: Site) -> None:
    site.article("a.md", "One", tags="[x]")
    build(site)


def test_a_run_that_waits_is_cancelled_and_stays_known(site: Site) -> None:
    build_one(site)
    waiting = operations.start(site.services, Trigger.API).run
    place = ("--output", str(site.output))

    told = feedsvc("runs", "cancel", waiting.id, "--by", "Ann", *place)

    assert told.stdout == f"run {waiting.id} is cancelled\n"
    run = json.loads(feedsvc("runs", waiting.id, *place).stdout)
    assert (run["outcome"], run["failure"]["message"]) == ("cancelled", "cancelled by Ann")
    again = feedsvc("runs", "cancel", waiting.id, *place)
    assert isinstance(again.exception, RunEndedError)


def test_runs_can_be_listed_part_by_part(site: Site) -> None:
    for _ in range(3):
        build_one(site)
    place = ("--output", str(site.output), "--limit", "2", "--json")

    first = feedsvc("runs", *place)
    rest = feedsvc("runs", *place, "--after", first.stderr.split()[-1])

    listed = [run["id"] for part in (first, rest) for run in json.loads(part.stdout)]
    assert listed == [run.id for run in operations.recent_runs(site.services, limit=9)]
    assert rest.stderr == ""


def test_articles_article_health_and_a_feed_have_tables_and_json(site: Site) -> None:
    site.article("a.md", "One", tags="[x]", date="2024-02-30")
    site.write("bad.md", BROKEN)
    build(site)
    place = ("--output", str(site.output))
    asked = (("articles", "one"), ("article", "a.md", "--in", "tag:x"), ("health",), ("feeds", "x"))
    tables, data = {}, {}

    for command, *words in asked:
        words = ["tag:x"] if command == "feeds" else words
        tables[command] = feedsvc(command, *words, *place)
        data[command] = json.loads(feedsvc(command, *words, *place, "--json").stdout)

    assert {result.exit_code for result in tables.values()} == {0}
    assert "a.md" in tables["articles"].stdout
    assert "it is in the feed" in tables["article"].stdout
    assert "bad.md:3: " in tables["health"].stdout
    assert "tag/x.atom" in tables["feeds"].stdout
    assert [each["path"] for each in data["articles"]["items"]] == ["a.md"]
    verdicts = {each["feed"]: each["why"] for each in data["article"]["verdicts"]}
    assert verdicts == {"all": "in", "tag/x": "in"}
    assert data["article"]["entry"]["published"].endswith("Z")
    assert "content" not in data["article"]["entry"]
    assert [group["kind"] for group in data["health"]["groups"]] == ["rejection", "warning"]
    assert {each["path"] for each in data["feeds"]["line"]["documents"]} == {
        f"tag/x.{ending}" for ending in ("atom", "rss", "json")
    }


def test_settings_tell_their_origins(site: Site) -> None:
    (site.root / "feedsvc.toml").write_text('[site]\ntitle = "T"\n')

    table = feedsvc("settings", "--output", str(site.output)).stdout
    lines = json.loads(feedsvc("settings", "--output", str(site.output), "--json").stdout)

    assert "feedsvc.toml:2" in table
    said = {line["key"]: (line["value"], line["origin"]) for line in lines}
    assert said["site.title"] == ("T", "file")
    assert said["output.directory"] == (str(site.output), "command-line")


def test_the_audit_is_exported(site: Site) -> None:
    build_one(site)
    place = ("--output", str(site.output))
    order = ("--reason", '=HYPERLINK("x"), a "court"', "--by", "Ann")
    feedsvc("withdraw", "a.md", *place, *order)

    rows = list(csv.DictReader(feedsvc("audit", "--csv", *place).stdout.splitlines()))
    lines = json.loads(feedsvc("audit", "--json", "--all", *place).stdout)

    assert [row["deed"] for row in rows] == ["withdraw", "start-run"]
    # No spreadsheet takes it for a formula.
    assert rows[0]["reason"] == "'" + lines[0]["reason"]
    assert feedsvc("audit", "--csv", "--json", *place).exit_code == 2


def test_tokens_and_passwords_leave_lines_in_the_audit_but_no_secret(site: Site) -> None:
    place = ("--output", str(site.output))
    token = feedsvc("token", "create", "ci", "--scope", "read", *place).stdout.strip()
    feedsvc("token", "revoke", "ci", *place)

    told = feedsvc("audit", *place).stdout

    assert "revoke-token ci" in told
    assert "create-token ci (read)" in told
    assert token not in told
