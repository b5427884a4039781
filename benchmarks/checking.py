"""Are two outputs comparable? Counts the feeds and entries that a program wrote."""

import json
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from benchmarks.processes import ProgramError

_ATOM = "{http://www.w3.org/2005/Atom}"
_ENTRIES = {"rss": "channel/item", f"{_ATOM}feed": f"{_ATOM}entry"}
_SUFFIXES = {".atom", ".json", ".rss", ".xml"}


class Written(NamedTuple):
    """What one build wrote, each of its formats the same."""

    formats: int
    feeds: int
    entries: int


NOTHING = Written(formats=0, feeds=0, entries=0)


def count(output: Path) -> Written:
    """Return what the documents below *output* hold.

    Raises ProgramError if one is not well-formed or its formats do not agree.
    """
    feeds, entries = Counter[str](), Counter[str]()
    for file in sorted(output.rglob("*")):
        if file.suffix in _SUFFIXES:
            format, held = _document(file)
            feeds[format] += 1
            entries[format] += held
    if len(set(feeds.values())) != 1 or len(set(entries.values())) != 1:
        raise ProgramError(f"its formats differ: {dict(feeds)} feeds, {dict(entries)} entries")
    return Written(len(feeds), *set(feeds.values()), *set(entries.values()))


def _document(file: Path) -> tuple[str, int]:
    """Return the format of the document and how many entries it holds."""
    try:
        if file.suffix == ".json":
            return "json", len(json.loads(file.read_bytes())["items"])
        root = etree.parse(file, etree.XMLParser(huge_tree=True)).getroot()
        return root.tag, len(root.findall(_ENTRIES[root.tag]))
    except (ValueError, KeyError, etree.XMLSyntaxError) as error:
        raise ProgramError(f"{file} is not a feed: {error}") from error
