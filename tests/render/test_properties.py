"""Whatever stands in their fields, feeds come out well formed and read back the same."""

import json
from calendar import timegm
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime

import feedparser
import pytest
from hypothesis import given, settings
from lxml import etree

from feedsvc.model import Entry, Format
from feedsvc.render.clean import clean_entry
from feedsvc.render.text import iri, legal
from tests.render.examples import Whole, attributes, every, render_document, text, texts
from tests.render.strategies import feeds

unhurried = settings(deadline=None)


@unhurried
@given(feeds())
def test_any_feed_reads_back_from_atom(feed: Whole) -> None:
    document = etree.fromstring(render_document(feed, Format.ATOM))

    for element, entry in zip(every(document, "atom:entry"), feed.entries, strict=True):
        assert _says(text(element, "atom:title"), entry.title)
        assert _says(text(element, "atom:id"), iri(clean_entry(entry).id))
        assert datetime.fromisoformat(text(element, "atom:published")) == entry.published
        assert datetime.fromisoformat(text(element, "atom:updated")) == entry.updated
        assert texts(element, "atom:content") == [legal(entry.content)] * bool(legal(entry.content))
        categories = attributes(element, "atom:category")
        named = list(_categories(entry))
        assert [(c["term"], c["label"]) for c in categories][: len(named)] == named


@unhurried
@given(feeds())
def test_any_feed_reads_back_from_rss(feed: Whole) -> None:
    document = etree.fromstring(render_document(feed, Format.RSS))

    for item, entry in zip(every(document, "channel/item"), feed.entries, strict=True):
        assert _says(text(item, "title"), entry.title)
        assert _says(text(item, "guid"), entry.id)
        assert parsedate_to_datetime(text(item, "pubDate")) == entry.published
        labels = [label for _, label in _categories(entry)]
        assert texts(item, "category")[: len(labels)] == labels


@unhurried
@given(feeds())
def test_any_feed_reads_back_from_json(feed: Whole) -> None:
    document = json.loads(render_document(feed, Format.JSON))

    for item, entry in zip(document["items"], feed.entries, strict=True):
        assert _says(item["title"], entry.title)
        assert _says(item["id"], entry.id)
        content, summary = legal(entry.content), legal(entry.summary)
        is_text = bool(summary) and not content
        assert item.get("content_html") == (None if is_text else content)
        assert item.get("content_text") == (summary if is_text else None)
        assert datetime.fromisoformat(item["date_published"]) == entry.published
        assert datetime.fromisoformat(item["date_modified"]) == entry.updated
        labels = dict.fromkeys(label for _, label in _categories(entry))
        assert item.get("tags", [])[: len(labels)] == list(labels)


@pytest.mark.parametrize("form", [Format.ATOM, Format.RSS])
@unhurried
@given(feed=feeds())
def test_an_independent_parser_finds_no_fault(form: Format, feed: Whole) -> None:
    parsed = feedparser.parse(render_document(feed, form))

    assert not parsed.bozo
    published = [timegm(entry.published_parsed) for entry in parsed.entries]
    assert published == [entry.published.timestamp() for entry in feed.entries]


@pytest.mark.parametrize("form", Format)
@unhurried
@given(feed=feeds())
def test_any_feed_is_the_same_bytes_again(form: Format, feed: Whole) -> None:
    assert render_document(feed, form) == render_document(feed, form)


def _says(read: str, written: str) -> bool:
    """Whether the text came through, or something stands where it shows nothing."""
    return read == legal(written) if legal(written).strip() else bool(read.strip())


def _categories(entry: Entry) -> Iterator[tuple[str, str]]:
    """Yield the terms and labels of the categories that have a name, one for want of the other."""
    for category in entry.categories:
        term, label = legal(category.term), legal(category.label)
        if term.strip() or label.strip():
            yield term if term.strip() else label, label if label.strip() else term
