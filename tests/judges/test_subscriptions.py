"""Parsers of subscription lists see every feed in the list, by its name and address."""

import json
from pathlib import Path

import listparser
import pytest
from lxml import etree

from tests.judges.parsers import run_node
from tests.judges.sites import BASE, Judged

pytestmark = pytest.mark.slow


def test_both_parsers_list_every_feed(judged: Judged, node: str, tmp_path: Path) -> None:
    file = tmp_path / "feeds.opml"
    file.write_bytes(judged.served("/feeds.opml"))
    documents = {
        f"{BASE}/feeds/{path.relative_to(judged.site.output)}"
        for path in judged.documents(".atom")
        if not path.is_relative_to(judged.site.output / "archive")
    }
    outlines = etree.parse(file).iterfind(".//outline[@xmlUrl]")
    listed = [(each.get("text", ""), each.get("xmlUrl", "")) for each in outlines]

    by_npm = json.loads(run_node(node, "--opml", str(file)))
    by_python = listparser.parse(file.read_text("utf-8"))

    assert {address for _, address in listed} == documents
    assert not by_python.bozo
    assert sorted((feed.title, feed.url) for feed in by_python.feeds) == sorted(listed)
    assert sorted((text, address) for text, address in by_npm) == sorted(listed)
