"""Feeds and entries for tests, and how to read documents back."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from lxml import etree

from feedsvc.model import (
    ALL_FEED,
    Category,
    Enclosure,
    Entry,
    Feed,
    FeedKind,
    Format,
    Origin,
    Person,
    Role,
)
from feedsvc.render import render_entry, render_shell

NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
}

SECTION = Category(
    kind=FeedKind.SECTION,
    term="中国品牌/企业党建",
    label="企业党建",
    slug="zhong-guo-pin-pai/qi-ye-dang-jian",
    scheme="https://news.example/feeds/section/",
)
TAG = Category(
    kind=FeedKind.TAG,
    term="主题教育",
    label="主题教育",
    slug="zhu-ti-jiao-yu",
    scheme="https://news.example/feeds/tag/",
)
RECORDING = Enclosure(
    url="https://news.example/media/recording.mp3", media_type="audio/mpeg", length=48213
)
EDITOR = Person(name="王静", role=Role.EDITOR)
AUTHOR = Person(name="李明", role=Role.AUTHOR, uri="https://news.example/people/li-ming")

FIRST = Entry(
    id="tag:news.example,2023:articles/first",
    path="articles/first.txt",
    slug="first",
    url="https://news.example/articles/first",
    title="以学铸魂 以学增智",
    summary="第一批主题教育开展以来，企业把学习与生产结合起来。",
    content="<p>第一批主题教育开展以来，企业把学习与生产结合起来。</p>\n<p>成本 &lt; 预算。</p>",
    published=datetime(2023, 6, 1, 1, 30, tzinfo=UTC),
    published_origin=Origin.DATELINE,
    updated=datetime(2023, 6, 1, 1, 30, tzinfo=UTC),
    categories=(SECTION, TAG),
    people=(EDITOR,),
    language="zh-CN",
)
SECOND = replace(
    FIRST,
    id="tag:news.example,2023:articles/second",
    path="articles/second.txt",
    slug="second",
    url="https://news.example/articles/second",
    title="访谈：成本 < 预算 & 质量 > 期望",
    summary="记者采访了工厂负责人。",
    content='<p>录音见附件。<a href="https://news.example/about">关于我们</a></p>',
    published=datetime(2023, 6, 2, 8, 0, 5, tzinfo=UTC),
    updated=datetime(2023, 6, 3, 10, 20, 30, tzinfo=UTC),
    categories=(TAG,),
    people=(AUTHOR, EDITOR),
    enclosures=(RECORDING,),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole(Feed):
    """A feed and its entries."""

    entries: tuple[Entry, ...]


FEED = Whole(
    key=ALL_FEED,
    id="tag:news.example,2023:feeds/all",
    url="https://news.example/feeds/all",
    home_url="https://news.example/",
    title="新闻门户",
    subtitle="全部文章",
    language="zh-CN",
    updated=SECOND.updated,
    fresh_seconds=300,
    entries=(SECOND, FIRST),
)


def an_entry(**changes: Any) -> Entry:
    return replace(FIRST, **changes)


def a_feed(*entries: Entry, **changes: Any) -> Whole:
    return replace(FEED, entries=entries, **changes)


def render_document(feed: Whole, form: Format) -> bytes:
    return render_shell(feed, form).around(render_entry(entry, form) for entry in feed.entries)


def atom(*entries: Entry, **changes: Any) -> "etree._Element":
    return etree.fromstring(render_document(a_feed(*entries, **changes), Format.ATOM))


def atom_entry(**changes: Any) -> "etree._Element":
    return found(atom(an_entry(**changes)), "atom:entry")


def rss(*entries: Entry, **changes: Any) -> "etree._Element":
    return etree.fromstring(render_document(a_feed(*entries, **changes), Format.RSS))


def rss_item(**changes: Any) -> "etree._Element":
    return found(rss(an_entry(**changes)), "channel/item")


def found(element: "etree._Element", path: str) -> "etree._Element":
    child = element.find(path, NAMESPACES)
    assert child is not None, path
    return child


def every(element: "etree._Element", path: str) -> list["etree._Element"]:
    return element.findall(path, NAMESPACES)


def text(element: "etree._Element", path: str) -> str:
    return found(element, path).text or ""


def texts(element: "etree._Element", path: str) -> list[str]:
    return [child.text or "" for child in every(element, path)]


def attributes(element: "etree._Element", path: str) -> list[dict[str, str]]:
    return [{str(k): str(v) for k, v in child.items()} for child in every(element, path)]
