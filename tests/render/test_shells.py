"""What stands around the entries of a document, beyond what every feed has."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import feedparser
import pytest
from lxml import etree

from feedsvc.model import Format, Picture, Tombstone
from feedsvc.render import render_shell
from feedsvc.render.clean import clean_feed
from tests.render.examples import (
    FIRST,
    SECOND,
    Whole,
    attributes,
    every,
    found,
    render_document,
    text,
    texts,
)
from tests.render.full_feed import ARCHIVE, EMPTY, GONE, LIVE

XML = (Format.ATOM, Format.RSS)
AT = "{http://purl.org/atompub/tombstones/1.0}"
FH = "{http://purl.org/syndication/history/1.0}"


def root(feed: Whole, form: Format) -> "etree._Element":
    return etree.fromstring(render_document(feed, form))


def links(feed: Whole, form: Format) -> dict[str, str]:
    """Return the address of each relation that the feed has."""
    parent = root(feed, form) if form is Format.ATOM else found(root(feed, form), "channel")
    return {link["rel"]: link["href"] for link in attributes(parent, "atom:link")}


def as_json(feed: Whole) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(render_document(feed, Format.JSON))
    return read


@pytest.mark.parametrize("form", XML)
def test_a_feed_leads_to_its_newest_archive_and_is_none_itself(form: Format) -> None:
    ending = form.extension

    assert links(LIVE, form)["self"] == f"https://news.example/feeds/all.{ending}"
    assert links(LIVE, form)["prev-archive"] == f"{LIVE.previous_url}.{ending}"
    assert {"current", "next-archive"}.isdisjoint(links(LIVE, form))
    assert not list(root(LIVE, form).iter(f"{FH}archive"))


@pytest.mark.parametrize("form", XML)
def test_an_archive_says_so_and_leads_to_its_neighbours_and_its_feed(form: Format) -> None:
    ending = form.extension

    relations = links(ARCHIVE, form)

    assert relations["self"] == f"{ARCHIVE.archive_url}.{ending}"
    assert relations["current"] == f"https://news.example/feeds/all.{ending}"
    assert relations["prev-archive"] == f"{ARCHIVE.previous_url}.{ending}"
    assert relations["next-archive"] == f"{ARCHIVE.next_url}.{ending}"
    assert len(list(root(ARCHIVE, form).iter(f"{FH}archive"))) == 1


@pytest.mark.parametrize("form", XML)
def test_the_first_archive_has_none_before_it(form: Format) -> None:
    assert "prev-archive" not in links(replace(ARCHIVE, previous_url=None), form)


def test_an_archive_is_of_the_feed_whose_id_it_has() -> None:
    assert text(root(ARCHIVE, Format.ATOM), "atom:id") == LIVE.id
    assert text(root(ARCHIVE, Format.RSS), "channel/link") == LIVE.home_url


def test_json_leads_from_page_to_page_into_the_past() -> None:
    assert as_json(LIVE)["feed_url"] == "https://news.example/feeds/all.json"
    assert as_json(LIVE)["next_url"] == f"{LIVE.previous_url}.json"
    assert as_json(ARCHIVE)["feed_url"] == f"{ARCHIVE.archive_url}.json"
    assert as_json(ARCHIVE)["next_url"] == f"{ARCHIVE.previous_url}.json"
    assert "next_url" not in as_json(replace(ARCHIVE, previous_url=None))


def test_a_hub_is_named_in_every_format() -> None:
    assert [links(LIVE, form)["hub"] for form in XML] == ["https://hub.example/"] * 2
    assert as_json(LIVE)["hubs"] == [{"type": "WebSub", "url": "https://hub.example/"}]


@pytest.mark.parametrize("form", Format)
def test_nobody_waits_for_news_of_an_archive(form: Format) -> None:
    assert b"https://hub.example/" not in render_document(ARCHIVE, form)


@pytest.mark.parametrize("feed", [LIVE, ARCHIVE])
def test_a_channel_links_to_its_home_page_whatever_else_it_links_to(feed: Whole) -> None:
    assert text(root(feed, Format.RSS), "channel/link") == feed.home_url
    alternates = [
        link["href"]
        for link in attributes(root(feed, Format.ATOM), "atom:link")
        if link["rel"] == "alternate"
    ]
    assert alternates == [feed.home_url]


def test_tombstones_stand_before_the_entries_the_newest_first() -> None:
    older = Tombstone(id="tag:news.example,2023:older", at=datetime(2023, 5, 1, tzinfo=UTC))
    feed = root(replace(LIVE, tombstones=(older, GONE, replace(GONE, at=older.at))), Format.ATOM)

    children = list(feed)
    graves = list(feed.iter(f"{AT}deleted-entry"))
    assert [dict(each.items()) for each in graves] == [
        {"ref": GONE.id, "when": "2023-06-04T00:00:00Z"},
        {"ref": older.id, "when": "2023-05-01T00:00:00Z"},
    ]
    assert children.index(graves[-1]) < children.index(found(feed, "atom:entry"))


def test_the_namespace_of_tombstones_is_declared_where_there_are_some() -> None:
    assert b"tombstones" in render_document(LIVE, Format.ATOM)
    assert b"tombstones" not in render_document(EMPTY, Format.ATOM)


@pytest.mark.parametrize("form", [Format.RSS, Format.JSON])
def test_other_formats_have_no_words_for_what_is_gone(form: Format) -> None:
    assert GONE.id.encode() not in render_document(LIVE, form)


@pytest.mark.parametrize("form", XML)
def test_a_parser_finds_no_fault_with_archives_and_tombstones(form: Format) -> None:
    for feed in (LIVE, ARCHIVE):
        parsed = feedparser.parse(render_document(feed, form))

        assert not parsed.bozo
        assert [entry.id for entry in parsed.entries] == [SECOND.id, FIRST.id]
        assert parsed.feed.title == feed.title
        assert parsed.feed.link == feed.home_url
        assert parsed.feed.rights == feed.rights
        logo = parsed.feed.logo if form is Format.ATOM else parsed.feed.image.href
        assert logo == "https://news.example/logo.png"


def test_an_image_of_a_channel_is_called_and_linked_as_the_channel() -> None:
    channel = found(root(LIVE, Format.RSS), "channel")

    assert text(channel, "image/title") == text(channel, "title")
    assert text(channel, "image/link") == text(channel, "link")


@pytest.mark.parametrize(
    ("size", "drawn"),
    [
        ((100, 50), ["100", "50"]),
        ((512, 512), ["144", "144"]),
        ((1200, 630), ["144", "76"]),
        ((100, 800), ["50", "400"]),
        ((5000, 1), ["144", "1"]),
        ((None, 100), []),
        ((0, 0), []),
    ],
)
def test_an_image_is_drawn_no_larger_than_rss_lets_it(
    size: tuple[int | None, int | None], drawn: list[str]
) -> None:
    logo = Picture(url="https://news.example/logo.png", width=size[0], height=size[1])

    image = found(root(replace(LIVE, image=logo), Format.RSS), "channel/image")

    assert texts(image, "width") + texts(image, "height") == drawn


@pytest.mark.parametrize(
    ("name", "is_drawn"),
    [
        *(("a.png", True), ("a.JPG", True), ("a.jpeg?v=1.5", True), ("a.gif", True)),
        *(("logo", True), ("a.svg", False), ("a.webp", False), ("favicon.ico", False)),
    ],
)
def test_an_image_that_rss_does_not_know_is_left_out_there(name: str, is_drawn: bool) -> None:
    feed = replace(LIVE, image=Picture(url=f"https://news.example/v1.2/{name}"))

    assert bool(every(root(feed, Format.RSS), "channel/image")) is is_drawn
    assert text(root(feed, Format.ATOM), "atom:logo").endswith(name)


def test_what_is_known_to_be_no_square_is_no_icon_of_json() -> None:
    banner = Picture(url="https://news.example/banner.png", width=1200, height=300)

    assert as_json(LIVE)["icon"] == "https://news.example/logo.png"
    assert as_json(LIVE)["favicon"] == "https://news.example/icon.png"
    assert "icon" not in as_json(replace(LIVE, image=banner))
    assert as_json(replace(LIVE, image=replace(banner, width=None)))["icon"] == banner.url


@pytest.mark.parametrize("form", Format)
@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,alert(1)", "", "file:///a"])
def test_images_and_hubs_are_on_the_web_or_left_out(form: Format, url: str) -> None:
    feed = replace(LIVE, image=Picture(url=url), icon=url, hub=url)

    document = render_document(feed, form)

    assert b"alert" not in document
    assert b"file:" not in document
    assert not re.search(rb"image>|logo>|icon>|hub|icon\"", document)


@pytest.mark.parametrize("form", XML)
def test_the_style_sheet_is_named_between_declaration_and_root(form: Format) -> None:
    url = "https://news.example/a&b/'\"?>/文.css"

    document = render_document(replace(LIVE, stylesheet_url=url), form)

    declaration, instruction, rest = document.split(b"\n", 2)
    assert declaration == b'<?xml version="1.0" encoding="UTF-8"?>'
    assert instruction == (
        b'<?xml-stylesheet type="text/css" '
        b'href="https://news.example/a&amp;b/&#x27;%22?%3E/%E6%96%87.css"?>'
    )
    assert rest.startswith((b"<feed ", b"<rss "))
    etree.fromstring(document)


@pytest.mark.parametrize("form", Format)
def test_a_feed_without_style_sheet_names_none(form: Format) -> None:
    assert b"xml-stylesheet" not in render_document(EMPTY, form)


def test_blank_words_about_a_feed_are_no_words() -> None:
    blank = clean_feed(replace(LIVE, subtitle=" \x00", rights="\t"))

    assert (blank.subtitle, blank.rights) == ("", "")


@pytest.mark.parametrize("form", XML)
def test_the_text_of_a_feed_comes_back_as_it_is(form: Format) -> None:
    odd = "<b>&amp; ]]> \"'\u202e🙂 © </rights>"

    parent = root(replace(LIVE, title=odd, subtitle=odd, rights=odd), form)

    read = [element.text for element in parent.iter() if "🙂" in (element.text or "")]
    assert set(read) == {odd}
    assert len(read) >= 3


@pytest.mark.parametrize("form", Format)
def test_a_shell_is_the_same_bytes_again(form: Format) -> None:
    assert render_shell(ARCHIVE, form) == render_shell(replace(ARCHIVE), form)
