"""What others wrote is text on a terminal, and nothing that is asked for by its name is cut off."""

import json
import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedsvc import operations
from feedsvc.cli.escaping import printable
from feedsvc.model import Deed
from tests.conftest import Site
from tests.terminals import on_terminal
from tests.test_cli import build, feedsvc

__all__ = ["in_its_own_folder"]

HOSTILE = ("odd/bad\x1b[31m.md", "ok\nnl.md", "e\x1b[31m\u202egnp.md")
# What rich and click put around their own words.
STYLE = re.compile(r"\x1b\[[0-9;]*m|\r")
# A name, as readers of a terminal may take it over: no command, no line, no direction.
UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture(autouse=True)
def in_its_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("FEEDSVC_")]:
        monkeypatch.delenv(name)
    for name in ("OUTPUT__DIRECTORY", "CONTENT__DIRECTORY", "OPTIONS"):
        monkeypatch.setenv(f"FEEDSVC_{name}", "")  # what an option leaves behind goes with the test
        monkeypatch.delenv(f"FEEDSVC_{name}")


@pytest.mark.parametrize("said", ["[/b]", "[red]x[/red]", "[x]", ":smile:"])
def test_what_looks_like_markup_is_in_every_table_as_it_was_written(site: Site, said: str) -> None:
    site.write(
        "a.md", f"---\ntitle: '{said}'\ntags: ['{said} t']\nauthor: '{said} p'\n---\nText.\n"
    )
    site.write("late.md", f"---\ntitle: 'late {said}'\ndate: 2999-01-01\n---\nText.\n")
    (site.root / "feedsvc.toml").write_text(f'[site]\ntitle = "{said}"\n')
    build(site)
    place = ("--output", str(site.output))
    feedsvc("token", "create", said, "--scope", "read", *place)
    tables: list[tuple[str, ...]] = [
        ("articles",),
        ("article", "a.md"),
        ("feeds",),
        ("feeds", "all", "--entries"),
        ("settings",),
        ("schedule",),
        ("token", "list"),
    ]
    shown = {table: feedsvc(*table, *place).stdout for table in tables}
    feedsvc("withdraw", "a.md", "--reason", said, *place)
    for table in [("withdrawn",), ("audit",)]:
        shown[table] = feedsvc(*table, *place).stdout

    assert [table for table, text in shown.items() if said not in text] == []
    assert {feedsvc(*table, *place).exit_code for table in [("runs",), ("polls",)]} == {0}


@pytest.mark.parametrize("is_terminal", [True, False])
def test_no_file_name_is_a_command_a_line_or_another_file(site: Site, is_terminal: bool) -> None:
    for name in HOSTILE:
        site.write(name, "---\ntitle: [\n---\nText.\n")
    site.article("good.md", "One \u202eowt")
    place = ("--content", str(site.content), "--output", str(site.output))
    built = feedsvc("build", *place)
    run = operations.recent_runs(site.services, limit=1)[0].id
    asked = (("health",), ("check", str(site.content)), ("runs", run), ("articles",))
    texts = {
        command: on_terminal(*command, *place[2:])
        if is_terminal
        else feedsvc(*command, *place[2:]).stdout
        for command in asked
    }
    texts["build",] = built.stderr

    for command, text in texts.items():
        seen = STYLE.sub("", text)
        assert not UNSEEN.search(seen), command
        if command != ("articles",):
            # Programs get JSON of a run, which says the same in its own way.
            seen = seen.replace("\\\\", "\\").replace("\\u001b", "\\x1b")
            assert r"odd/bad\x1b[31m.md" in seen, command
            assert r"ok\nnl.md" in seen, command
            assert r"e\x1b[31m\u202egnp.md" in seen, command


def test_titles_and_reasons_turn_nothing_around(site: Site) -> None:
    site.article("a.md", "One \u202eowt", tags="[x]")
    place = ("--content", str(site.content), "--output", str(site.output))
    preview = feedsvc("build", "--dry-run", *place).stdout
    build(site)
    feedsvc("withdraw", "a.md", "--reason", "why \u202etahw", *place[2:])

    said = [preview, feedsvc("explain", "a.md", *place).stdout]
    said += [feedsvc(*each, *place[2:]).stdout for each in (("audit",), ("withdrawn",))]

    assert [text for text in said if "\u202e" in text] == []
    assert all("\\u202e" in text for text in said)


def test_errors_say_names_as_text(site: Site) -> None:
    site.article("a.md", "One")
    build(site)

    shown = on_terminal("article", "e\x1b[31m\u202egnp.md", "--output", str(site.output))

    assert r"there is no article e\x1b[31m\u202egnp.md" in shown


def test_json_has_what_terminals_obey_in_its_own_way_of_writing(site: Site) -> None:
    site.article("a.md", "One \u202eowt")
    build(site)

    told = feedsvc("articles", "--json", "--output", str(site.output)).stdout

    assert "\\u202eowt" in told
    assert json.loads(told)["items"][0]["title"] == "One \u202eowt"


@pytest.mark.parametrize("columns", [80, 40])
def test_no_table_cuts_off_an_id_an_outcome_or_a_file(site: Site, columns: int) -> None:
    name = (
        "a-long-folder/with-a-file/whose-name-is-longer-than-the-terminal-is-wide-it-is-shown-in.md"
    )
    site.article(name, "A title that is longer than what is left of a narrow terminal", tags="[x]")
    build(site)
    place = ("--output", str(site.output))
    feedsvc("regenerate", "--article", name, "--content", str(site.content), *place)
    run = operations.recent_runs(site.services, limit=1)[0].id

    runs = STYLE.sub("", on_terminal("runs", *place, columns=columns))
    articles = STYLE.sub("", on_terminal("articles", *place, columns=columns))

    assert run in runs
    assert "succeeded" in runs
    assert not {"…", "..."} & {*runs, *articles}
    assert f"{operations.now():%Y}" in articles
    lines = (*runs.splitlines(), *articles.splitlines())
    assert columns == 40 or max(map(len, lines)) <= columns


def test_a_folded_path_is_whole_when_its_pieces_are_put_together(site: Site) -> None:
    site.article("tea/" + "long" * 20 + ".md", "One")
    build(site)

    shown = STYLE.sub("", on_terminal("articles", "--output", str(site.output)))

    header, *lines = shown.splitlines()
    start, end = header.index("file"), header.index("title")
    assert "".join(line[start:end].strip() for line in lines) == "tea/" + "long" * 20 + ".md"


@given(st.text())
def test_no_text_is_more_than_text(text: str) -> None:
    shown = printable(text)

    assert not UNSEEN.search(shown)
    assert "\n" not in shown
    assert printable(shown) == shown


@pytest.mark.parametrize("text", ["国 旗\u3000帜", "👩\u200d🚀", "می\u200cخواهم", "10\u00a0000"])
def test_what_people_write_stays_as_they_wrote_it(text: str) -> None:
    assert printable(text) == text


def test_the_audit_calls_articles_by_their_titles(site: Site) -> None:
    site.article("a.md", "Green tea")
    build(site)
    place = ("--output", str(site.output))
    feedsvc("withdraw", "a.md", *place)
    feedsvc("restore", "a.md", *place)

    lines = feedsvc("audit", *place).stdout.splitlines()

    assert [Deed.RESTORE in lines[0], Deed.WITHDRAW in lines[1]] == [True, True]
    assert all("“Green tea”" in line for line in lines[:2])
