"""A feed reader subscribes to what stands in several feeds."""

from urllib.parse import quote

import feedparser
import pytest

from tests.conftest import Site
from tests.end_to_end.conftest import feedsvc_serve

pytestmark = pytest.mark.slow


def test_a_reader_subscribes_to_what_stands_in_two_feeds_and_revalidates(site: Site) -> None:
    site.article("文化/1.md", "两者", tags="[主题教育, 博物馆]", date="2026-03-01")
    site.article("文化/2.md", "其一", tags="[主题教育]", date="2026-03-02")
    asked = f"/feeds/tag/{quote('主题教育')}/tag/{quote('博物馆')}.atom"
    with feedsvc_serve(site, FEEDSVC_SERVER__WORKERS="1") as server:
        answer = server.get(asked)
        # Under its base_url, which is not where this server listens.
        path = "/feeds/" + answer.headers["location"].partition("/feeds/")[2]
        read = feedparser.parse(server.url + path)
        again = feedparser.parse(server.url + path, etag=read.etag, modified=read.modified)
        head = server.request(path, method="HEAD")

    assert answer.status == 301
    assert path == "/feeds/tag/bowuguan/tag/zhutijiaoyu.atom"
    assert not read.bozo
    assert [entry.title for entry in read.entries] == ["两者"]
    assert again.status == 304
    assert (head.status, head.body) == (200, b"")
