import re
from dataclasses import fields
from pathlib import Path

import pytest

from feedsvc.model import Entry, Feed, FeedKind, Format

PAGE = (Path(__file__).parents[2] / "docs" / "feeds.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("kind", "heading"), [(Feed, "a feed says"), (Entry, "an entry says")])
def test_every_field_has_its_row(kind: type[Feed] | type[Entry], heading: str) -> None:
    table = PAGE.partition(f"## What {heading}\n")[2].partition("\n## ")[0]

    documented = re.findall(r"^\| `(\w+)`", table, re.MULTILINE)

    assert list(dict.fromkeys(documented)) == [field.name for field in fields(kind)]


def test_every_format_has_its_row() -> None:
    for form in Format:
        assert f"| `.{form.extension}` | `{form.media_type}` |" in PAGE


def test_every_kind_of_feed_has_its_address() -> None:
    for kind in FeedKind:
        assert f"`/feeds/{kind}" in PAGE
