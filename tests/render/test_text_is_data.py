"""Text comes back from every format as it was written, and nothing that could run comes at all."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape, unescape

import feedparser
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree, html

from feedsvc.model import Category, Enclosure, Entry, FeedKind, Format, Person, Picture, Podcast
from tests.render.examples import (
    RECORDING,
    TAG,
    a_feed,
    an_entry,
    attributes,
    every,
    found,
    render_document,
    texts,
)

PICTURE = "https://news.example/tea.jpg"
ODD = (
    "a < b & c > d",
    "<b>not bold</b>",
    "<script>alert(1)</script>",
    "]]>",
    "<![CDATA[x]]>",
    "&amp; &lt;b&gt; &nbsp; &#60; &copy",
    "\"double\" 'single' `back`",
    "🍵👩‍👩‍👧‍👦🇨🇳",
    "שלום ‏عالم‎ \u202eabc\u202c",
    "\u200b\u00a0\u3000|",
    "長" * 4096,
    "w" * 4096,
    "<!-- -->",
    "<?php ?>",
    "{{ x }} {% y %} ${z} \\u0041 %41",
    "a\u2028b\u2029c",
    "javascript:alert(1)",
    "' onerror='alert(1)",
    '" onmouseover="alert(1)',
    "0",
    "null",
)
WORDS = st.one_of(
    st.sampled_from(ODD),
    st.lists(st.sampled_from([*ODD[:10], "中", " ", "a", ";", "#"]), max_size=6).map("".join),
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), max_size=30),
)
# Titles and names without anything to see are left out; white space at their ends is none of them.
NAMES = WORDS.map(str.strip).filter(bool)
unhurried = settings(deadline=None, max_examples=60)


@dataclass
class Read:
    """What a parser saw of an entry."""

    title: str
    summary: str
    names: list[str]
    tags: list[str]
    alternative: str


def entry_of(title: str, summary: str, name: str, tag: str, alternative: str) -> Entry:
    return an_entry(
        title=title,
        summary=summary,
        people=(Person(name=name, email=None, uri="https://news.example/people/li"),),
        categories=(Category(kind=FeedKind.TAG, term=tag, label=tag, slug="x", scheme=TAG.scheme),),
        content=f'<figure><img src="{PICTURE}" alt="{escape(alternative)}"></figure>\n<p>x</p>',
        image=Picture(url=PICTURE, text=alternative),
        podcast=Podcast(author=name),
        enclosures=(RECORDING,),
    )


def read(entry: Entry, form: Format) -> Read:
    document = render_document(a_feed(entry), form)
    if form is Format.JSON:
        item = json.loads(document)["items"][0]
        return Read(
            item["title"],
            item.get("summary", ""),
            [author["name"] for author in item["authors"]],
            item["tags"],
            _alternative(item["content_html"]),
        )
    root = etree.fromstring(document)
    if form is Format.ATOM:
        entry_ = found(root, "atom:entry")
        return Read(
            "".join(texts(entry_, "atom:title")),
            "".join(texts(entry_, "atom:summary")),
            texts(entry_, "atom:author/atom:name"),
            [each["label"] for each in attributes(entry_, "atom:category")],
            _alternative("".join(texts(entry_, "atom:content"))),
        )
    item_ = found(root, "channel/item")
    assert texts(item_, "itunes:author") == texts(item_, "dc:creator")
    content = "".join(texts(item_, "content:encoded")) or "".join(texts(item_, "description"))
    summary = "".join(texts(item_, "description")) if every(item_, "content:encoded") else ""
    return Read(
        "".join(texts(item_, "title")),
        unescape(summary),
        texts(item_, "dc:creator"),
        texts(item_, "category"),
        _alternative(content),
    )


def _alternative(content: str) -> str:
    return str(html.fragment_fromstring(content, create_parent=True).xpath("string(.//img/@alt)"))


@pytest.mark.parametrize("form", Format)
@unhurried
@given(title=NAMES, summary=WORDS, name=NAMES, tag=NAMES, alternative=WORDS)
@example("a\u2028b", "]]>", "<b>", "&amp;", '"')
def test_text_comes_back_as_it_was_written(
    form: Format, title: str, summary: str, name: str, tag: str, alternative: str
) -> None:
    if "\r" in alternative + summary:
        return  # XML and HTML make a line feed of it

    seen = read(entry_of(title, summary, name, tag, alternative), form)

    assert seen == Read(title, summary, [name], [tag], alternative)


@pytest.mark.parametrize("form", [Format.ATOM, Format.RSS])
@pytest.mark.parametrize("text", ODD)
def test_an_independent_parser_reads_what_was_written(form: Format, text: str) -> None:
    document = render_document(a_feed(entry_of(text, text, text, text, text)), form)

    parsed = feedparser.parse(document)

    (entry,) = parsed.entries
    assert not parsed.bozo
    assert [tag.label or tag.term for tag in entry.tags] == [text.strip()]
    assert [author.name for author in entry.authors][:1] == [text.strip()]
    assert entry.title == text.strip()
    if form is Format.ATOM:
        assert entry.summary == text.strip()
    else:
        assert unescape(entry.summary) == unescape(escape(text.strip()))


ACTIVE = (
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "vbscript:x",
    "data:text/html,<script>alert(1)</script>",
    "data:image/svg+xml;base64,AAAA",
    "file:///etc/passwd",
    "blob:https://news.example/x",
    "//news.example/x",
    "",
)


def places(url: str) -> Iterator[Entry]:
    yield an_entry(people=(Person(name="a", uri=url),))
    yield an_entry(enclosures=(Enclosure(url=url, media_type="audio/mpeg", length=1),))
    yield an_entry(enclosures=(RECORDING, Enclosure(url=url, media_type="a/b", length=1)))
    yield an_entry(image=Picture(url=url))
    yield an_entry(podcast=Podcast(image=url, explicit=False))


@pytest.mark.parametrize("form", Format)
@pytest.mark.parametrize("url", ACTIVE)
def test_what_could_run_is_nobodys_address(form: Format, url: str) -> None:
    for entry in places(url):
        document = render_document(a_feed(entry), form)

        assert not [each for each in _addresses(document, form) if not each.startswith("http")]


def _addresses(document: bytes, form: Format) -> Iterator[str]:
    """Yield whatever a reader may follow or load."""
    if form is Format.JSON:
        item = json.loads(document)["items"][0]
        yield item["url"]
        yield from filter(None, [item.get("image")])
        yield from (each["url"] for each in item.get("attachments", []))
        yield from (each["url"] for each in item.get("authors", []) if "url" in each)
        return
    for element in etree.fromstring(document).iter():
        yield from (
            str(element.get(name)) for name in ("href", "url") if element.get(name) is not None
        )
        if str(element.tag).endswith(("}uri", "}icon", "}logo")):
            yield element.text or ""


@pytest.mark.parametrize("form", Format)
def test_an_address_breaks_out_of_no_attribute(form: Format) -> None:
    url = "https://news.example/\"><script>alert(1)</script>' onload='x"
    for entry in places(url):
        document = render_document(a_feed(entry), form)

        assert b"<script" not in document
        assert b" onload=" not in document
        assert all(" " not in each for each in _addresses(document, form))
