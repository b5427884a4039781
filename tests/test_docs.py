"""The manual is true: whatever the program has, its page has."""

import re
from pathlib import Path

import pytest
from click import Context, Group

from feedsvc import errors
from feedsvc.cli import cli
from feedsvc.operations import STOPPED

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
OPERATIONS = (ROOT / "docs" / "operations.md").read_text("utf-8")
ERRORS = [value for value in vars(errors).values() if isinstance(value, type)]
assert isinstance(cli, Group)
CONTEXT = Context(cli)
NAMES = cli.list_commands(CONTEXT)
COMMANDS = [name for name in NAMES if not getattr(cli.get_command(CONTEXT, name), "hidden", True)]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_readme(command: str) -> None:
    assert f"`feedsvc {command}" in README


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.__name__)
def test_every_error_code_and_exit_code_is_in_the_manual(error: type[errors.FeedsvcError]) -> None:
    assert f"| `{error.code}` |" in OPERATIONS
    assert f"| {error.exit_code} |" in OPERATIONS
    assert f"  {error.exit_code}  " in (cli.epilog or "")


def test_the_code_of_a_stopped_run_is_in_the_manual() -> None:
    assert f"| `{STOPPED.code}` |" in OPERATIONS


def test_every_make_target_that_the_manuals_name_exists() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    named = re.findall(
        r"\bmake ([a-z]+)\b(?=[`\s])", README + (ROOT / "CONTRIBUTING.md").read_text()
    )

    targets = [word for word in named if word not in ("and", "the")]

    assert {"serve", "test", "setup", "check"} <= set(targets)
    assert all(re.search(rf"^{target}:", makefile, re.M) for target in set(targets))


@pytest.mark.parametrize("page", sorted((ROOT / "docs").rglob("*.md")), ids=lambda page: page.name)
def test_every_link_between_the_manuals_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8"))

    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_requirement_says_what_it_is_for() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = (ROOT / name).read_text("utf-8").splitlines()
        requirements = [line for line in lines if line and not line.startswith("#")]
        assert all(re.fullmatch(r"[\w-]+==[\w.]+ +# .+", line) for line in requirements)


def test_the_starter_settings_are_those_of_the_project_but_for_the_content_folder() -> None:
    ours = (ROOT / "config" / "feedsvc.toml").read_text("utf-8")
    starter = (ROOT / "feedsvc" / "starter" / "feedsvc.toml").read_text("utf-8")

    assert starter == ours.replace('"../examples"', '"../content"')
