"""The table of what an entry says and the renderers that write it hold each other to the truth."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from feedsvc.model import Entry, Format
from feedsvc.render import render_entry
from tests.render.examples import (
    NAMESPACES,
    a_feed,
    found,
    render_document,
)
from tests.render.full_entry import EMPTY, FULL, SUMMARY_ALONE

PAGE = (Path(__file__).parents[2] / "docs" / "feeds.md").read_text(encoding="utf-8")
TABLE = PAGE.partition("## What an entry says\n")[2].partition("\n## ")[0]
COLUMNS = {Format.RSS: 1, Format.ATOM: 2, Format.JSON: 3}
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@pytest.mark.parametrize("form", Format)
def test_every_element_of_the_table_is_written_and_no_other(form: Format) -> None:
    written = {path for entry in (FULL, SUMMARY_ALONE) for path in _written(entry, form)}

    assert written == {path for row in _rows() for path in _named(row[COLUMNS[form]])}


@pytest.mark.parametrize("form", Format)
def test_what_an_entry_lacks_is_left_out_where_the_table_says_so(form: Format) -> None:
    always = {
        path
        for row in _rows()
        if not row[-1].startswith(("left out", "it "))
        for path in _named(row[COLUMNS[form]])
    }
    if form is Format.JSON:
        always |= {name for row in _rows() for name in re.findall("but JSON .*`(.*?)`", row[-1])}

    assert set(_written(EMPTY, form)) == always


def test_every_row_names_its_rule_and_what_becomes_of_an_article_without_it() -> None:
    for row in _rows():
        assert len(row) == 6
        assert all(row)


def _rows() -> list[list[str]]:
    lines = re.findall(r"^\| `.*$", TABLE, re.M)
    return [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines]


def _named(cell: str) -> Iterator[str]:
    """Yield the paths that a cell names; an attribute belongs to the element before it."""
    element = ""
    for name in re.findall("`([^`]+)`", cell.partition(", which says")[0]):
        if name == "@xml:lang" or not name.startswith("@"):
            element = name
            yield name
        else:
            yield f"{element}/{name}"


def _written(entry: Entry, form: Format) -> Iterator[str]:
    if form is Format.JSON:
        yield from _members(json.loads(render_entry(entry, form)))
        return
    root = etree.fromstring(render_document(a_feed(entry), form))
    path = "atom:entry" if form is Format.ATOM else "channel/item"
    prefix = "atom" if form is Format.ATOM else None
    yield from _elements(found(root, path), "", prefix)


def _members(item: dict[str, object]) -> Iterator[str]:
    for name, value in item.items():
        inner = value if isinstance(value, list) and isinstance(value[0], dict) else []
        yield from [f"{name}/{member}" for each in inner for member in each] or [name]


def _elements(parent: "etree._Element", path: str, default: str | None) -> Iterator[str]:
    prefixes = {uri: prefix for prefix, uri in NAMESPACES.items()}
    for name in map(str, parent.attrib):
        yield f"{path}/@{name}".lstrip("/") if name != XML_LANG else "@xml:lang"
    for child in parent:
        tag = etree.QName(child)
        prefix = prefixes[tag.namespace] if tag.namespace else default
        name = tag.localname if prefix == default else f"{prefix}:{tag.localname}"
        below = f"{path}/{name}".lstrip("/")
        if len(child) == 0:
            yield below
        yield from _elements(child, below, default)
