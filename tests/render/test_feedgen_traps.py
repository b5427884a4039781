"""What is known to go wrong with feedgen 1.0.0, in the order it was found out.

Look here first when feedgen or lxml is upgraded.
"""

import json
import locale
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

import feedgen.feed
import feedgen.util
import pytest
from hypothesis import given, settings
from lxml import etree

from feedsvc.model import Enclosure, Entry, Format, Person
from feedsvc.render import Outline, render_entry, render_opml
from tests.render.examples import (
    FEED,
    FIRST,
    NAMESPACES,
    RECORDING,
    SECOND,
    a_feed,
    an_entry,
    atom,
    atom_entry,
    attributes,
    every,
    found,
    render_document,
    rss,
    rss_item,
    text,
    texts,
)
from tests.render.strategies import entries

ILLEGAL = "\x00\x01\x08\x0b\x0c\x0e\x1f\ud800\udfff\ufffe\uffff"


def test_01_atom_links_keep_relation_type_and_length() -> None:
    links = attributes(atom_entry(enclosures=(RECORDING,)), "atom:link")

    assert links == [
        {"href": FIRST.url, "rel": "alternate", "type": "text/html"},
        {"href": RECORDING.url, "rel": "enclosure", "type": "audio/mpeg", "length": "48213"},
    ]


def test_02_the_channel_links_to_the_home_page() -> None:
    assert text(rss(), "channel/link") == FEED.home_url


def test_03_entries_keep_the_order_of_the_feed() -> None:
    feed = (SECOND, FIRST)

    assert texts(atom(*feed), "atom:entry/atom:id") == [SECOND.id, FIRST.id]
    assert texts(rss(*feed), "channel/item/guid") == [SECOND.id, FIRST.id]


@pytest.mark.parametrize("form", Format)
def test_04_every_date_comes_from_the_content_in_whole_seconds(form: Format) -> None:
    moment = datetime(2023, 6, 1, 1, 30, 0, 999_999, tzinfo=UTC)
    feed = a_feed(an_entry(published=moment, updated=moment), updated=moment)

    document = render_document(feed, form).decode()

    rfc3339 = re.findall(r"\d{4}-\d\d-\d\dT[^<\"]*", document)
    rfc2822 = re.findall(r"\w{3}, \d\d \w{3} \d{4}[^<]*", document)
    assert set(rfc3339) <= {"2023-06-01T01:30:00Z"}
    assert set(rfc2822) <= {"Thu, 01 Jun 2023 01:30:00 GMT"}
    assert len(rfc3339 + rfc2822) in (2, 3)


@pytest.mark.parametrize("form", Format)
def test_05_an_instant_without_zone_is_refused_and_not_read_in_the_machines(
    form: Format,
) -> None:
    naive = datetime(2023, 6, 1)  # noqa: DTZ001

    with pytest.raises(ValueError, match="zone"):
        render_entry(an_entry(published=naive), form)


@pytest.mark.parametrize("form", [Format.ATOM, Format.RSS])
def test_06_characters_no_parser_reads_cost_nothing_but_themselves(form: Format) -> None:
    broken = an_entry(
        id=f"broken{ILLEGAL}",
        title=f"a{ILLEGAL}b",
        summary=f"c{ILLEGAL}d",
        content=f"<p>{ILLEGAL}e</p>",
        url=f"https://news.example/{ILLEGAL}f",
        people=(Person(name=f"g{ILLEGAL}", email=f"h{ILLEGAL}@i", uri=f"https://j/{ILLEGAL}"),),
        enclosures=(Enclosure(url=f"https://k/{ILLEGAL}", media_type=f"l/{ILLEGAL}", length=-1),),
        language=f"en{ILLEGAL}",
    )
    feed = a_feed(broken, FIRST, title=f"A{ILLEGAL}", subtitle=f"B{ILLEGAL}")

    document = etree.fromstring(render_document(feed, form))

    titles = [title.text for title in document.iter("{*}title")]
    assert titles == ["A", "ab", FIRST.title]


def test_06_characters_no_parser_reads_stay_out_of_json_and_outlines_too() -> None:
    feed = a_feed(an_entry(title=f"a{ILLEGAL}b"))

    document = json.loads(render_document(feed, Format.JSON))
    outlines = etree.fromstring(render_opml(f"a{ILLEGAL}b", [Outline(text=f"a{ILLEGAL}b")]))

    assert document["items"][0]["title"] == "ab"
    assert text(outlines, "head/title") == "ab"


def test_07_html_says_that_it_is_html() -> None:
    content = found(atom_entry(content="<p>a</p>"), "atom:content")

    assert dict(content.items()) == {"type": "html"}
    assert content.text == "<p>a</p>"


def test_08_entities_of_html_survive() -> None:
    html = "<p>a&nbsp;b &copy;<br>c ]]> d"

    assert text(atom_entry(content=html), "atom:content") == html
    assert text(rss_item(content=html), "content:encoded") == html


def test_09_the_channels_own_link_stands_before_its_items() -> None:
    channel = found(rss(FIRST), "channel")

    link = found(channel, "atom:link")

    assert dict(link.items()) == {
        "href": "https://news.example/feeds/all.rss",
        "rel": "self",
        "type": "application/rss+xml",
    }
    assert channel.index(link) < channel.index(found(channel, "item"))


def test_10_dates_are_written_without_touching_the_locale(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def forbidden(*_: object) -> str:
        raise AssertionError("the locale belongs to the whole process")

    monkeypatch.setattr(locale, "setlocale", forbidden)

    with ThreadPoolExecutor(8) as pool:
        documents = set(pool.map(lambda _: render_document(FEED, Format.RSS), range(64)))

    assert len(documents) == 1


def test_11_a_person_without_an_address_is_named_in_rss() -> None:
    item = rss_item(people=(Person(name="李明"), Person(name="王静", email="wang@news.example")))

    assert texts(item, "dc:creator") == ["李明", "王静"]
    assert not every(item, "author")


def test_12_the_first_enclosure_is_the_items_own_and_the_others_are_kept() -> None:
    film = Enclosure(url="https://news.example/film.mp4", media_type="video/mp4", length=7)
    scan = Enclosure(url="https://news.example/scan.pdf", media_type="application/pdf", length=0)

    item = rss_item(enclosures=(RECORDING, film, scan))

    assert attributes(item, "enclosure") == [
        {"url": RECORDING.url, "length": "48213", "type": "audio/mpeg"}
    ]
    assert attributes(item, "media:content") == [
        {"url": film.url, "fileSize": "7", "type": "video/mp4", "medium": "video"},
        {"url": scan.url, "type": "application/pdf", "medium": "document"},
    ]


@pytest.mark.parametrize("form", Format)
def test_13_what_is_not_known_is_left_out_and_not_called_none(form: Format) -> None:
    bare = an_entry(summary="", content="", language=None, people=(Person(name="a"),))
    feed = a_feed(bare, subtitle="", language=None)

    document = render_document(feed, form)

    assert b"None" not in document
    assert b"null" not in document
    assert b"modules/syndication" not in document


def test_14_addresses_go_out_in_ascii() -> None:
    url = "https://新闻.example/文章/一?标签=甲 乙"
    ascii_url = (
        "https://xn--efvy88h.example/%E6%96%87%E7%AB%A0/%E4%B8%80"
        "?%E6%A0%87%E7%AD%BE=%E7%94%B2%20%E4%B9%99"
    )
    enclosure = Enclosure(url=url, media_type="audio/mpeg", length=1)
    entry = an_entry(url=url, people=(Person(name="a", uri=url),), enclosures=(enclosure,))
    feed = a_feed(entry, url=url, home_url=url)

    for form in Format:
        document = render_document(feed, form).decode()
        assert "/文章/" not in document
        assert ascii_url in document


def test_15_what_feedgen_cannot_write_has_a_writer_of_its_own() -> None:
    document = json.loads(render_document(FEED, Format.JSON))
    outlines = etree.fromstring(render_opml("Feeds", [Outline(text="All")]))

    assert document["version"] == "https://jsonfeed.org/version/1.1"
    assert outlines.get("version") == "2.0"


@pytest.mark.parametrize("form", Format)
def test_16_an_address_that_runs_as_script_is_left_out(form: Format) -> None:
    script = "JavaScript:alert(1)"
    enclosure = Enclosure(url=script, media_type="text/html", length=1)

    fragment = render_entry(
        an_entry(people=(Person(name="a", uri=script),), enclosures=(enclosure, RECORDING)), form
    )

    assert b"alert" not in fragment
    assert RECORDING.url.encode() in fragment


def test_16_odd_zones_and_first_years_go_out_as_plain_utc() -> None:
    shanghai_before_1901 = timezone(timedelta(hours=8, minutes=5, seconds=43))
    old = datetime(1900, 1, 1, 8, 5, 43, tzinfo=shanghai_before_1901)

    assert text(atom_entry(published=old), "atom:published") == "1900-01-01T00:00:00Z"
    assert text(rss_item(published=old), "pubDate") == "Mon, 01 Jan 1900 00:00:00 GMT"
    first = datetime.min.replace(tzinfo=UTC)
    assert text(atom_entry(published=first), "atom:published") == "0001-01-01T00:00:00Z"


def test_17_an_error_names_the_article_it_came_from() -> None:
    naive = datetime(2023, 6, 1)  # noqa: DTZ001

    with pytest.raises(ValueError, match="zone") as caught:
        render_entry(an_entry(published=naive), Format.ATOM)

    assert caught.value.__notes__ == ["while rendering articles/first.txt as Atom"]


@pytest.mark.parametrize("form", [Format.ATOM, Format.RSS])
def test_18_fragments_declare_no_namespaces_and_find_those_of_the_shell(form: Format) -> None:
    entry = an_entry(enclosures=(RECORDING, RECORDING), updated=SECOND.updated)

    fragment = render_entry(entry, form)
    document = etree.fromstring(render_document(a_feed(entry), form))

    assert b"xmlns" not in fragment
    known = {None, *NAMESPACES.values()} if form is Format.RSS else {NAMESPACES["atom"]}
    assert {etree.QName(element).namespace for element in document.iter()} <= known


@pytest.mark.parametrize("module", ["atom", "rss", "entries", "extensions"])
def test_19_every_module_can_be_the_first_to_be_imported(module: str) -> None:
    program = f"import feedsvc.render.{module}"

    subprocess.run([sys.executable, "-W", "error", "-c", program], check=True)


@pytest.mark.parametrize("form", [Format.ATOM, Format.RSS])
@settings(deadline=None)
@given(entry=entries())
def test_what_feedgen_is_given_passes_the_checks_that_it_is_spared(
    form: Format, entry: Entry
) -> None:
    spared = render_entry(entry, form)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("feedgen.entry.ensure_format", feedgen.util.ensure_format)
        assert render_entry(entry, form) == spared


def test_rss_dates_read_back_as_the_same_instant() -> None:
    assert parsedate_to_datetime(text(rss_item(), "pubDate")) == FIRST.published
