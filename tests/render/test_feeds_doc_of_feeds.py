"""The table of what a feed says, in docs/feeds.md, and the documents say the same."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from feedsvc.model import Format
from tests.render.examples import NAMESPACES, Whole, every, found, render_document
from tests.render.full_feed import ARCHIVE, EMPTY, LIVE

PAGE = (Path(__file__).parents[2] / "docs" / "feeds.md").read_text(encoding="utf-8")
TABLE = PAGE.partition("## What a feed says\n")[2].partition("\n## ")[0]
COLUMNS = {Format.RSS: 1, Format.ATOM: 2, Format.JSON: 3}
NAMES = {Format.RSS: "RSS", Format.ATOM: "Atom", Format.JSON: "JSON"}
XML = (Format.RSS, Format.ATOM)
PREFIXES = {
    **NAMESPACES,
    "at": "http://purl.org/atompub/tombstones/1.0",
    "fh": "http://purl.org/syndication/history/1.0",
}


def rows() -> list[list[str]]:
    lines = [line for line in TABLE.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def documented(form: Format) -> Iterator[tuple[str, bool]]:
    """Yield each element of the format that the table names, and whether it may be left out."""
    for row in rows():
        cell, missing = row[COLUMNS[form]], row[5]
        optional = "left out" in missing and f"but {NAMES[form]}" not in missing
        for name in re.findall(r"`([^`]+)`", cell.partition(";")[0].partition(" (")[0]):
            if not name.startswith("."):  # that is the ending of an address
                yield name, optional


def written(feed: Whole, form: Format) -> set[str]:
    """Return what the document has, in the words of the table."""
    document = render_document(feed, form)
    if form is Format.JSON:
        read = json.loads(document)
        return {name for name, value in read.items() if value != []}
    root = etree.fromstring(document)
    names = set(_named(root if form is Format.ATOM else found(root, "channel"), form))
    if b"<?xml-stylesheet " in document:
        names.add("<?xml-stylesheet?>")
    if root.get("{http://www.w3.org/XML/1998/namespace}lang"):
        names.add("@xml:lang")
    return names


def _named(parent: "etree._Element", form: Format) -> Iterator[str]:
    own = NAMESPACES["atom"] if form is Format.ATOM else None
    for child in parent:
        name = etree.QName(child)
        prefix = next((p for p, uri in PREFIXES.items() if uri == name.namespace), None)
        full = name.localname if name.namespace == own else f"{prefix}:{name.localname}"
        if name.localname in ("entry", "item"):
            yield full
        elif name.localname == "link" and child.get("rel"):
            is_page = child.get("rel") == "alternate"
            shown = ("rel", "type") if is_page else ("rel",)
            yield full + "".join(f' {key}="{child.get(key)!s}"' for key in shown)
        elif name.localname == "deleted-entry":
            yield full + "".join(f' {key!s}="…"' for key, _ in child.items())
        elif len(child):
            yield from (f"{full}/{etree.QName(each).localname}" for each in child)
        else:
            yield full


@pytest.mark.parametrize("form", Format)
def test_every_element_of_the_table_is_written_where_there_is_something_to_say(
    form: Format,
) -> None:
    said = written(LIVE, form) | written(ARCHIVE, form)

    assert {name for name, _ in documented(form)} - said == set()


@pytest.mark.parametrize("form", Format)
def test_no_element_is_written_that_the_table_does_not_name(form: Format) -> None:
    said = written(LIVE, form) | written(ARCHIVE, form)

    assert said - {name for name, _ in documented(form)} == set()


@pytest.mark.parametrize("form", Format)
def test_what_may_be_left_out_is_left_out_of_an_empty_feed_and_all_else_stays(
    form: Format,
) -> None:
    names = list(documented(form))
    kept = {name for name, is_optional in names if not is_optional}

    assert written(EMPTY, form) | {"items"} == kept | {"items"}


@pytest.mark.parametrize("form", XML)
def test_nothing_is_empty_but_what_says_all_by_being_there(form: Format) -> None:
    root = etree.fromstring(render_document(ARCHIVE, form))
    parent = root if form is Format.ATOM else found(root, "channel")

    for each in every(parent, "*"):
        is_said = bool((each.text or "").strip()) or len(each) or each.attrib
        assert is_said or etree.QName(each).localname == "archive"
