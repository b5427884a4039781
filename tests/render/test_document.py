import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest
from feedgen.feed import FeedGenerator
from lxml import etree

from feedsvc.model import Entry, Format
from feedsvc.render import atom, render_entry, render_fragments, render_shell, rss
from feedsvc.render.clean import clean_entry, clean_feed
from tests.render.examples import FEED, FIRST, SECOND, a_feed, an_entry, render_document

FORMATS = pytest.mark.parametrize("form", Format)


@FORMATS
def test_equal_feeds_are_equal_bytes(form: Format) -> None:
    twin = replace(FEED, entries=tuple(replace(entry) for entry in FEED.entries))

    assert render_document(FEED, form) == render_document(twin, form)


@FORMATS
def test_a_document_carries_the_fragments_of_its_entries_as_they_are(form: Format) -> None:
    document = render_document(FEED, form)

    for entry in FEED.entries:
        assert b"\n" + render_entry(entry, form) in document


def test_the_fragments_of_an_entry_are_those_of_each_format() -> None:
    entry = an_entry(title="a\x00b", url="https://news.example/文章")

    fragments = render_fragments(entry)

    assert fragments == {form: render_entry(entry, form) for form in Format}


@FORMATS
def test_a_fragment_is_the_same_in_every_feed(form: Format) -> None:
    other = a_feed(FIRST, title="Other", language="en", url="https://other.example/feeds/x")

    document = render_document(other, form)

    assert render_entry(FIRST, form) in document


@FORMATS
def test_a_document_is_its_shell_around_its_entries(form: Format) -> None:
    shell = render_shell(FEED, form)

    document = shell.around([b"<one/>", b"<two/>"])

    assert document == shell.head + b"<one/>" + shell.separator + b"<two/>" + shell.tail


@pytest.mark.parametrize("form", [Format.ATOM, Format.RSS])
def test_an_xml_document_declares_its_encoding_and_is_well_formed(form: Format) -> None:
    document = render_document(FEED, form)

    assert document.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n')
    assert document.endswith(b">\n")
    etree.fromstring(document)


@pytest.mark.parametrize("form", [Format.ATOM, Format.RSS])
def test_a_feed_without_entries_is_still_a_document(form: Format) -> None:
    root = etree.fromstring(render_document(a_feed(), form))

    assert not list(root.iter("item", "{http://www.w3.org/2005/Atom}entry"))


@pytest.mark.parametrize("form", [Format.ATOM, Format.RSS])
def test_a_spliced_document_says_what_feedgen_alone_would_say(form: Format) -> None:
    feed = a_feed(SECOND, FIRST, an_entry(id="bare", summary="", people=(), language=None))

    spliced = etree.fromstring(render_document(feed, form))

    if form is Format.ATOM:
        whole = _whole(atom.feedgen_feed(clean_feed(feed)), atom.feedgen_entry, feed.entries)
        assert _content(spliced) == _content(etree.fromstring(whole.atom_str()))
    else:
        whole = _whole(rss.feedgen_feed(clean_feed(feed)), rss.feedgen_entry, feed.entries)
        assert _content(spliced) == _content(etree.fromstring(whole.rss_str()))


def test_json_and_outlines_need_no_xml_library() -> None:
    program = (
        "import sys; from feedsvc.model import Format; from feedsvc.render import *;"
        "from feedsvc.render import jsonfeed; render_opml('Feeds', []);"
        "assert not {'lxml', 'feedgen'} & set(sys.modules)"
    )

    subprocess.run([sys.executable, "-c", program], check=True)


def _whole(shell: FeedGenerator, fill: Any, entries: tuple[Entry, ...]) -> FeedGenerator:
    for entry in entries:
        shell.add_entry(fill(clean_entry(entry)), order="append")
    return shell


def _content(element: "etree._Element") -> object:
    """Names, attributes and text of the tree, without the line ends between elements."""
    children = [_content(child) for child in element]
    own = "" if children else element.text or ""
    return element.tag, sorted(element.items()), own, children
