import json
from typing import Any

from feedsvc.model import Enclosure, Entry, Format
from feedsvc.render import render_entry
from tests.render.examples import (
    AUTHOR,
    EDITOR,
    FEED,
    FIRST,
    RECORDING,
    SECOND,
    TAG,
    a_feed,
    an_entry,
    render_document,
)


def test_a_feed_says_what_it_is() -> None:
    document = _document(SECOND, FIRST)

    assert list(document) == [
        "version",
        "title",
        "home_page_url",
        "feed_url",
        "description",
        "language",
        "items",
    ]
    assert document["version"] == "https://jsonfeed.org/version/1.1"
    assert document["title"] == "新闻门户"
    assert document["home_page_url"] == "https://news.example/"
    assert document["feed_url"] == "https://news.example/feeds/all.json"
    assert document["description"] == "全部文章"
    assert document["language"] == "zh-CN"
    assert [item["id"] for item in document["items"]] == [SECOND.id, FIRST.id]


def test_an_item_says_what_it_is() -> None:
    assert _item(SECOND) == {
        "id": SECOND.id,
        "url": SECOND.url,
        "title": SECOND.title,
        "content_html": SECOND.content,
        "summary": SECOND.summary,
        "date_published": "2023-06-02T08:00:05Z",
        "date_modified": "2023-06-03T10:20:30Z",
        "authors": [
            {"name": "李明", "url": "https://news.example/people/li-ming"},
            {"name": "王静"},
        ],
        "tags": ["主题教育"],
        "language": "zh-CN",
        "attachments": [{"url": RECORDING.url, "mime_type": "audio/mpeg", "size_in_bytes": 48213}],
    }


def test_members_keep_their_order_and_characters() -> None:
    fragment = render_entry(SECOND, Format.JSON).decode()

    names = ["id", "url", "title", "content_html", "summary", "date_published"]
    places = [fragment.index(f'"{name}":') for name in names]
    assert places == sorted(places)
    assert "访谈：成本 < 预算" in fragment


def test_a_fragment_is_one_line() -> None:
    assert b"\n" not in render_entry(an_entry(content="<p>a\nb\r\nc</p>"), Format.JSON)


def test_an_item_always_has_content_and_leaves_out_what_it_lacks() -> None:
    bare = an_entry(content="", summary="", people=(), categories=(), language=None)

    assert _item(bare) == {
        "id": FIRST.id,
        "url": FIRST.url,
        "title": FIRST.title,
        "content_html": "",
        "date_published": "2023-06-01T01:30:00Z",
        "date_modified": "2023-06-01T01:30:00Z",
    }


def test_a_label_of_section_and_tag_is_one_tag() -> None:
    assert _item(an_entry(categories=(TAG, TAG)))["tags"] == ["主题教育"]


def test_authors_and_editors_are_authors() -> None:
    item = _item(an_entry(people=(EDITOR, AUTHOR)))

    assert [author["name"] for author in item["authors"]] == ["王静", "李明"]


def test_an_unknown_length_is_left_out() -> None:
    scan = Enclosure(url="https://news.example/scan.pdf", media_type="application/pdf", length=0)

    assert _item(an_entry(enclosures=(scan,)))["attachments"] == [
        {"url": scan.url, "mime_type": "application/pdf"}
    ]


def test_a_feed_without_entries_has_an_empty_list() -> None:
    assert _document()["items"] == []


def _document(*entries: Entry) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(render_document(a_feed(*entries), Format.JSON))
    return document


def _item(entry: Entry) -> dict[str, Any]:
    item: dict[str, Any] = _document(entry)["items"][0]
    return item


def test_the_whole_is_one_json_document() -> None:
    document = render_document(FEED, Format.JSON)

    assert json.loads(document)["items"][1]["title"] == FIRST.title
    assert document.endswith(b"]}\n")
