"""Parsers of other people see the same entries in all three formats."""

import html
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from feedsvc.model import Entry, Role
from tests.conftest import Site
from tests.judges.differences import ATOM, DIFFERENCES, EVERY, JSON, RSS, Difference
from tests.judges.parsers import Seen, seen_by_npm, seen_by_python
from tests.judges.sites import EXAMPLES, built

pytestmark = pytest.mark.slow

FIELDS = (
    *("id", "title", "link", "published", "updated", "authors", "categories"),
    *("content", "summary", "enclosures"),
)


class Reading:
    """What all parsers saw of the newest entries of a site, and what there was to see."""

    def __init__(self, site: Site, node: str, folder: Path) -> None:
        documents = {form: (site.output / f"all.{form}").read_bytes() for form in EVERY}
        self.title: str = json.loads(documents[JSON])["title"]
        self.entries = site.entries()
        self.seen = seen_by_python(documents) | seen_by_npm(node, documents, folder)

    def pairs(self) -> Iterator[tuple[str, str, Entry, Seen]]:
        """Yield the parser, the format, the entry and what the parser saw of it."""
        for (parser, form), seen in self.seen.items():
            for entry, saw in zip(self.entries, seen, strict=True):
                yield parser, form, entry, saw


@pytest.fixture(scope="module")
def readings(node: str, tmp_path_factory: pytest.TempPathFactory) -> list[Reading]:
    sites = [
        built(tmp_path_factory.mktemp("difficult")),
        built(tmp_path_factory.mktemp("examples"), EXAMPLES),
    ]
    return [Reading(site, node, tmp_path_factory.mktemp("documents")) for site in sites]


def written(entry: Entry, form: str) -> Seen:
    """Return what a document of this format says of *entry*: docs/feeds.md."""
    shows = entry.podcast.categories if entry.podcast else ()
    labels = [*(category.label for category in entry.categories), *shows]
    return {
        "id": entry.id,
        "title": entry.title,
        "link": entry.url,
        "published": entry.published,
        "updated": entry.updated,
        "authors": _names(entry, form),
        "categories": list(dict.fromkeys(labels)) if form == JSON else labels,
        "content": entry.content.strip(),
        # RSS defines a description as HTML, so there plain text is escaped once more.
        "summary": html.escape(entry.summary, quote=False) if form == RSS else entry.summary,
        "enclosures": [(each.url, each.media_type, each.length) for each in entry.enclosures],
    }


def _names(entry: Entry, form: str) -> list[str]:
    names = [person.name for person in entry.people]
    authors = [person.name for person in entry.people if person.role is Role.AUTHOR]
    return authors or names if form == ATOM else names


def test_every_parser_reads_every_entry_in_order(readings: list[Reading]) -> None:
    for reading in readings:
        ids = [entry.id for entry in reading.entries]

        read = {reader: [saw["id"] for saw in seen] for reader, seen in reading.seen.items()}

        assert len(ids) > 10
        assert {reader: got for reader, got in read.items() if got != ids} == {}


def test_each_format_is_read_by_parsers_of_at_least_three_other_projects(
    readings: list[Reading],
) -> None:
    readers = list(readings[0].seen)

    assert len({parser for parser, _ in readers}) >= 8
    assert all(sum(form == each for _, each in readers) >= 4 for form in EVERY)


@pytest.mark.parametrize("field", FIELDS)
def test_every_parser_sees_what_was_written(readings: list[Reading], field: str) -> None:
    wrong: dict[tuple[str, str], list[tuple[Any, Any]]] = {}
    compared = 0

    for reading in readings:
        for parser, form, entry, saw in reading.pairs():
            if field not in saw:
                continue
            compared += 1
            expected = _as_seen(written(entry, form)[field], parser, form, field, entry, reading)
            got = saw[field].strip() if isinstance(saw[field], str) else saw[field]
            if got != expected:
                wrong.setdefault((parser, form), []).append((expected, got))

    assert wrong == {}
    assert compared > 100


@pytest.mark.parametrize(
    "difference", DIFFERENCES, ids=lambda each: f"{each.parser}: {each.reason}"
)
def test_every_difference_that_is_listed_still_shows(
    readings: list[Reading], difference: Difference
) -> None:
    shows = {(form, field): False for form in difference.formats for field in difference.fields}

    for reading in readings:
        for parser, form, entry, saw in reading.pairs():
            if parser == difference.parser and form in difference.formats:
                for field in difference.fields:
                    shows[form, field] |= saw[field] != written(entry, form)[field]

    assert all(shows.values()), shows


def _as_seen(value: Any, parser: str, form: str, field: str, entry: Entry, reading: Reading) -> Any:
    for each in DIFFERENCES:
        if each.parser == parser and form in each.formats and field in each.fields:
            value = each.seen(value, entry, reading.title)
    return value
