"""Real files in a folder, and what the content room makes of them."""

from pathlib import Path
from typing import Any

import pytest

from feedsvc.content import directory, readers
from feedsvc.content.rules import Rules
from feedsvc.model import Article, Reading, Rejection

SAMPLES = Path(__file__).parents[3] / "shared" / "samples"
RULES = Rules(home_url="https://news.example", zone=None, language=None, summary_length=200)
MAX_BYTES = 1_000_000


def write(folder: Path, path: str, content: str | bytes) -> None:
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content if isinstance(content, bytes) else content.encode())


def reading(folder: Path, rules: Rules = RULES) -> Reading:
    found = directory.scan(folder)
    read = [
        readers.read_file(path, root=folder, rules=rules, max_bytes=MAX_BYTES)
        for path in sorted(found.signatures)
    ]
    return Reading(
        articles=tuple(each for each in read if isinstance(each, Article)),
        rejections=tuple(each for each in read if isinstance(each, Rejection)),
    )


def article(folder: Path, path: str, content: str | bytes, **rules: Any) -> Article:
    write(folder, path, content)
    result = reading(folder, _rules(**rules))
    assert result.rejections == ()
    return next(each for each in result.articles if each.path == path)


def rejection(folder: Path, path: str, content: str | bytes) -> Rejection:
    write(folder, path, content)
    result = reading(folder)
    assert result.articles == ()
    (found,) = result.rejections
    return found


def sample(name: str) -> Path:
    folder = SAMPLES / name
    if not folder.is_dir():
        pytest.skip(f"no sample content in {folder}")
    return folder


def _rules(**changes: Any) -> Rules:
    facts = {name: getattr(RULES, name) for name in RULES.__slots__}
    return Rules(**{**facts, **changes})
