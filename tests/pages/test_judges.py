"""Programs of other people look for what is wrong with every page."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browsing import Visitor
from tests.pages.sites import Shown

pytestmark = pytest.mark.slow

AXE = "axe-core/axe.min.js"
NU = "vnu-jar/build/dist/vnu.jar"


@pytest.mark.parametrize(("width", "dark", "language"), [(390, True, "zh"), (1280, False, "en")])
def test_axe_finds_no_barrier_on_any_page(
    shown: Shown,
    visit: Callable[..., Visitor],
    judge: Callable[[str], Path],
    width: int,
    dark: bool,
    language: str,
) -> None:
    visitor = visit(shown.url, width=width, dark=dark, language=language)

    assert barriers(visitor, shown, judge(AXE).read_text("utf-8")) == []


@pytest.mark.parametrize(("width", "dark", "language"), [(390, False, "en"), (1280, True, "zh")])
def test_axe_finds_no_barrier_on_a_light_phone_and_a_dark_desk(
    examples: Shown,
    visit: Callable[..., Visitor],
    judge: Callable[[str], Path],
    width: int,
    dark: bool,
    language: str,
) -> None:
    visitor = visit(examples.url, width=width, dark=dark, language=language)

    assert barriers(visitor, examples, judge(AXE).read_text("utf-8")) == []


def test_every_page_is_valid_html(
    shown: Shown,
    program: Callable[[str], str],
    judge: Callable[[str], Path],
    tmp_path: Path,
) -> None:
    for place in [*shown.places, *shown.articles]:
        for language in ("en", "zh-Hans"):
            answer = shown.server.get(place.path, Accept_Language=language)
            assert answer.status == place.status, place
            (tmp_path / f"{place.name}.{language}.html").write_bytes(answer.body)

    # It knows one language in a document, and cannot tell ours from that of the articles.
    options = ["--format", "json", "--stdout", "--exit-zero-always", "--no-langdetect"]
    command = [program("java"), "-jar", str(judge(NU)), *options, str(tmp_path)]
    said = subprocess.run(command, capture_output=True, check=True, timeout=300).stdout

    assert [_fault(each) for each in json.loads(said)["messages"]] == []


def barriers(visitor: Visitor, shown: Shown, axe: str) -> list[str]:
    """Return what the source of axe-core, run in each page, has to say."""
    found = []
    for place in shown.places:
        visitor.open(place.path)
        visitor.page.evaluate(axe)
        result = visitor.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        found += [f"{place.name}: {_barrier(each)}" for each in result["violations"]]
    return found


def _barrier(violation: dict[str, Any]) -> str:
    where = [" ".join(map(str, node["target"])) for node in violation["nodes"]]
    return f"{violation['id']} ({violation['impact']}), {violation['help']}: {where[:5]}"


def _fault(message: dict[str, Any]) -> str:
    file = message.get("url", "").rpartition("/")[2]
    return f"{file}: {message['message']} {message.get('extract', '')!r}"
