"""A site that moves here, or that lost its catalog, shows no reader an article twice."""

import shutil
from collections.abc import Iterable
from datetime import UTC, datetime

import pytest

from feedsvc import operations
from feedsvc.errors import ContentError
from feedsvc.model import Origin
from tests.conftest import Site

LONG = "A text that is long enough to tell this article from every other one there is."
RSS = """<?xml version="1.0"?>
<rss version="2.0"><channel><title>Old</title><link>http://old.example/</link><description>d</description>
<item><title>One &amp; only</title><link>http://old.example/2019/one.html</link>
<guid isPermaLink="false">old-1</guid><pubDate>Tue, 01 Oct 2019 08:00:00 GMT</pubDate>
<description>Only a teaser …</description></item>
<item><title>Same</title><link>http://old.example/a</link><guid>old-2</guid></item>
<item><title>Same</title><link>http://old.example/b</link><guid>old-3</guid></item>
</channel></rss>"""


def adopt(site: Site, bodies: Iterable[tuple[str, bytes]]) -> int:
    services = site.services
    operations.make_ready(services)
    return operations.adopt(services, bodies)


def test_a_lost_catalog_is_rebuilt_from_the_documents_to_the_byte(site: Site) -> None:
    site.article("moved.md", "Moved", body=LONG, tags="[x]")
    site.article("undated.md", "Undated")
    site.article("edited.md", "Edited", body="First.", date="2026-01-01")
    site.build()
    (site.content / "moved.md").rename(site.content / "elsewhere.md")
    site.article("edited.md", "Edited", body="Second.", date="2026-01-01")
    site.build(after=60)
    before = site.documents()
    times = {path: (site.output / path).stat().st_mtime for path in before}
    shutil.rmtree(site.root / "feeds.state")

    assert adopt(site, list(site.services.documents.bodies("json"))) == 3
    site.build(after=3600)

    assert site.documents() == before
    assert {path: (site.output / path).stat().st_mtime for path in before} == times


def test_an_article_takes_id_date_and_link_from_the_old_feed(site: Site) -> None:
    site.article("new-name.md", "One & only", body=LONG)

    adopt(site, [("old.rss", RSS.encode())])
    site.build()

    entry = site.entry("One & only")
    assert (entry.id, entry.url) == ("old-1", "http://old.example/2019/one.html")
    assert entry.published == datetime(2019, 10, 1, 8, tzinfo=UTC)
    assert entry.published_origin is Origin.ADOPTED
    assert entry.updated == entry.published


def test_a_stated_link_finds_its_entry_whatever_the_title(site: Site) -> None:
    site.article("a.md", "Renamed since", link="http://old.example/2019/one.html")

    adopt(site, [("old.rss", RSS.encode())])
    site.build()

    assert site.entry("Renamed since").id == "old-1"


def test_a_title_that_two_old_entries_share_proves_nothing(site: Site) -> None:
    site.article("a.md", "Same", body=LONG)

    adopt(site, [("old.rss", RSS.encode())])
    site.build()

    assert site.entry("Same").id.startswith("urn:uuid:")


def test_a_title_with_another_date_proves_nothing(site: Site) -> None:
    site.article("a.md", "One & only", date="2024-10-01")

    adopt(site, [("old.rss", RSS.encode())])
    site.build()

    assert site.entry("One & only").id.startswith("urn:uuid:")


def test_what_is_adopted_shows_nowhere_until_its_article_is_there(site: Site) -> None:
    site.article("a.md", "Another", body=LONG)

    adopt(site, [("old.rss", RSS.encode())])
    site.build()

    assert {entry.title for entry in site.entries()} == {"Another"}
    assert not any(b"old-1" in body for body in site.documents().values())


def test_adopting_twice_adopts_once_and_leaves_known_entries_alone(site: Site) -> None:
    site.article("a.md", "One & only", body=LONG)
    adopt(site, [("old.rss", RSS.encode())])
    site.build()

    again = adopt(site, [("old.rss", RSS.replace("One &amp; only", "Changed").encode())])
    site.build(after=60)

    assert again == 0
    assert site.entry("One & only").id == "old-1"


@pytest.mark.parametrize("body", [b"", b"{}", b"{broken", b"<html></html>", b'{"items": 5}'])
def test_what_is_no_feed_is_refused_by_name(site: Site, body: bytes) -> None:
    with pytest.raises(ContentError, match=r"old\.xml is no feed"):
        adopt(site, [("old.xml", body)])


def test_own_feeds_that_are_empty_are_no_obstacle(site: Site) -> None:
    site.article("a.md", "Stays", tags="[x]")
    site.article("b.md", "Was here", tags="[y]")
    site.build()
    site.article("b.md", "Was here", tags="[x]")
    site.build(after=60)
    services = site.services

    adopted = operations.adopt(services, list(services.documents.bodies("json")), are_ours=True)

    assert adopted == 0
