import json
from calendar import timegm
from typing import Any

import feedparser
import pytest

from tests.render.examples import FIRST, RECORDING, SECOND
from tests.render.golden import FOLDER, documents

ENTRIES = (SECOND, FIRST)

XML = pytest.mark.parametrize("name", ["all.atom", "all.rss"])


@pytest.mark.parametrize("name", documents())
def test_documents_are_the_golden_ones_byte_for_byte(name: str) -> None:
    assert documents()[name] == (FOLDER / name).read_bytes()


@XML
def test_an_independent_parser_reads_the_feed(name: str) -> None:
    feed = _parsed(name).feed

    assert feed.title == "新闻门户"
    assert feed.subtitle == "全部文章"
    assert feed.language == "zh-CN"
    assert feed.link == "https://news.example/"
    assert feed.generator == "feedsvc"


@XML
def test_an_independent_parser_reads_the_entries(name: str) -> None:
    for read, entry in zip(_parsed(name).entries, ENTRIES, strict=True):
        assert read.id == entry.id
        assert read.title == entry.title
        assert read.link == entry.url
        assert read.summary == entry.summary
        assert read.content[0].value == entry.content
        assert [tag.scheme for tag in read.tags] == [c.scheme for c in entry.categories]
        assert timegm(read.published_parsed) == entry.published.timestamp()


@XML
def test_an_independent_parser_reads_people_and_enclosures(name: str) -> None:
    second, first = _parsed(name).entries

    assert [author.name for author in first.authors] == ["王静"]
    assert second.authors[0].name == "李明"
    assert [dict(enclosure) for enclosure in second.enclosures] == [
        {
            "href": RECORDING.url,
            "type": "audio/mpeg",
            "length": "48213",
        }
    ]
    assert not first.enclosures


@XML
def test_an_independent_parser_finds_the_documents_own_address(name: str) -> None:
    own = [link.href for link in _parsed(name).feed.links if link.rel == "self"]

    assert own == [f"https://news.example/feeds/{name}"]


def test_json_reads_back() -> None:
    document = json.loads((FOLDER / "all.json").read_bytes())

    assert [item["id"] for item in document["items"]] == [entry.id for entry in ENTRIES]


def _parsed(name: str) -> Any:
    parsed = feedparser.parse((FOLDER / name).read_bytes())
    assert not parsed.bozo
    return parsed
