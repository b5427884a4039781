"""A feed of which everything is known, and one of which nothing is that may be left out."""

from dataclasses import replace
from datetime import UTC, datetime

from feedsvc.model import Picture, Tombstone
from tests.render.examples import FEED

GONE = Tombstone(id="tag:news.example,2023:articles/gone", at=datetime(2023, 6, 4, tzinfo=UTC))
LIVE = replace(
    FEED,
    image=Picture(url="https://news.example/logo.png", width=512, height=512),
    icon="https://news.example/icon.png",
    rights="© 2023 新闻门户",
    stylesheet_url="https://news.example/feeds/feed.css",
    previous_url="https://news.example/feeds/archive/all/2023-05",
    hub="https://hub.example/",
    tombstones=(GONE,),
)
ARCHIVE = replace(
    LIVE,
    archive_url="https://news.example/feeds/archive/all/2023-04",
    previous_url="https://news.example/feeds/archive/all/2023-03",
    next_url="https://news.example/feeds/archive/all/2023-05",
)
EMPTY = replace(FEED, subtitle="", language=None, entries=())
