"""Pictures, sound and film as each format says them."""

import json
from typing import Any

import pytest

from feedsvc.model import Enclosure, Format, Picture, Podcast
from feedsvc.render import render_entry
from tests.render.examples import (
    RECORDING,
    TAG,
    an_entry,
    atom_entry,
    attributes,
    every,
    found,
    rss_item,
    texts,
)

PICTURE = Picture(url="https://news.example/tea.jpg", width=640, height=480, text="Tea")
SIZED = {"url": PICTURE.url, "width": "640", "height": "480"}
SCAN = Enclosure(url="https://news.example/scan.pdf", media_type="application/pdf", length=7)
FILM = Enclosure(
    url="https://news.example/film.mp4",
    media_type="video/mp4",
    length=0,
    duration=90,
    width=1280,
    height=720,
)
EPISODE = Podcast(
    author="李明",
    image="https://news.example/cover.jpg",
    explicit=False,
    duration=1862,
    categories=("Technology", TAG.label),
)


class TestLeadPicture:
    @pytest.mark.parametrize("element", ["rss", "atom"])
    def test_is_content_and_thumbnail_by_media_rss(self, element: str) -> None:
        entry = {"rss": rss_item, "atom": atom_entry}[element](image=PICTURE)

        assert attributes(entry, "media:content") == [SIZED | {"medium": "image"}]
        assert attributes(entry, "media:thumbnail") == [SIZED]

    def test_of_unknown_size_has_none(self) -> None:
        picture = Picture(url=PICTURE.url, width=640)

        assert attributes(rss_item(image=picture), "media:thumbnail") == [{"url": PICTURE.url}]

    def test_is_the_image_of_json(self) -> None:
        assert _item(image=PICTURE)["image"] == PICTURE.url

    def test_that_is_enclosed_as_well_is_content_once(self) -> None:
        again = Enclosure(url=PICTURE.url, media_type="image/jpeg", length=9)

        item = rss_item(image=PICTURE, enclosures=(RECORDING, again))

        assert [each["url"] for each in attributes(item, "media:content")] == [PICTURE.url]

    @pytest.mark.parametrize(
        "url", ["javascript:alert(1)", "data:image/png;base64,AA", "file:///x"]
    )
    @pytest.mark.parametrize("form", Format)
    def test_of_no_web_address_is_none(self, form: Format, url: str) -> None:
        podcast = Podcast(image=url, explicit=True)
        entry = an_entry(image=Picture(url=url), podcast=podcast, enclosures=(RECORDING,))

        assert url.encode() not in render_entry(entry, form)


class TestEnclosures:
    def test_begin_with_what_is_played(self) -> None:
        entry = {"enclosures": (SCAN, RECORDING, FILM)}
        urls = [RECORDING.url, FILM.url, SCAN.url]

        links = attributes(atom_entry(**entry), "atom:link")
        assert [link["href"] for link in links if link["rel"] == "enclosure"] == urls
        assert [each["url"] for each in _item(**entry)["attachments"]] == urls
        assert attributes(rss_item(**entry), "enclosure")[0]["url"] == RECORDING.url

    def test_keep_their_order_where_none_is_played(self) -> None:
        scans = (
            SCAN,
            Enclosure(url="https://news.example/b.png", media_type="image/png", length=1),
        )

        assert [each["url"] for each in _item(enclosures=scans)["attachments"]] == [
            each.url for each in scans
        ]

    def test_beyond_the_first_tell_all_that_is_known_by_media_rss(self) -> None:
        item = rss_item(enclosures=(RECORDING, FILM, SCAN))

        assert attributes(item, "media:content") == [
            {
                "url": FILM.url,
                "type": "video/mp4",
                "medium": "video",
                "duration": "90",
                "width": "1280",
                "height": "720",
            },
            {"url": SCAN.url, "fileSize": "7", "type": "application/pdf", "medium": "document"},
        ]

    def test_tell_their_duration_in_json(self) -> None:
        assert _item(enclosures=(FILM,))["attachments"] == [
            {"url": FILM.url, "mime_type": "video/mp4", "duration_in_seconds": 90}
        ]

    def test_without_sensible_measures_have_none(self) -> None:
        odd = Enclosure(url=FILM.url, media_type="video/mp4", length=-1, duration=-5, width=0)

        item = rss_item(enclosures=(RECORDING, odd))

        assert attributes(item, "media:content") == [
            {"url": FILM.url, "type": "video/mp4", "medium": "video"}
        ]


class TestEpisode:
    def test_is_told_in_the_elements_of_directories(self) -> None:
        item = rss_item(podcast=EPISODE, enclosures=(RECORDING,))

        assert texts(item, "itunes:author") == ["李明"]
        assert texts(item, "itunes:explicit") == ["false"]
        assert texts(item, "itunes:duration") == ["1862"]
        assert attributes(item, "itunes:image") == [{"href": EPISODE.image}]
        assert not every(item, "itunes:category")

    def test_has_categories_beside_those_of_the_entry(self) -> None:
        entry = {"podcast": EPISODE, "categories": (TAG,)}

        assert texts(rss_item(**entry), "category") == [TAG.label, "Technology"]
        categories = attributes(atom_entry(**entry), "atom:category")
        assert [each["label"] for each in categories] == [TAG.label, "Technology"]
        assert _item(**entry)["tags"] == [TAG.label, "Technology"]

    def test_says_nothing_of_what_it_does_not_know(self) -> None:
        item = rss_item(podcast=Podcast(explicit=True))

        assert [str(child.tag) for child in item if "itunes" in str(child.tag)] == [
            "{http://www.itunes.com/dtds/podcast-1.0.dtd}explicit"
        ]
        assert not every(item, "atom:updated")

    def test_is_in_no_way_of_an_entry_without_one(self) -> None:
        for form in Format:
            assert b"itunes" not in render_entry(an_entry(), form)


class TestSummaryAlone:
    def test_is_the_text_of_json(self) -> None:
        item = _item(content="", summary="一 < 二 & 三")

        assert item["content_text"] == item["summary"] == "一 < 二 & 三"
        assert "content_html" not in item

    def test_is_the_description_of_rss(self) -> None:
        item = rss_item(content="", summary="a")

        assert texts(item, "description") == ["a"]
        assert not every(item, "content:encoded")

    def test_stands_beside_the_alternate_that_atom_asks_for(self) -> None:
        entry = atom_entry(content="", summary="a")

        assert texts(entry, "atom:summary") == ["a"]
        assert not every(entry, "atom:content")
        assert found(entry, "atom:link").get("rel") == "alternate"

    @pytest.mark.parametrize("form", Format)
    def test_keeps_its_media(self, form: Format) -> None:
        fragment = render_entry(an_entry(content="", image=PICTURE, enclosures=(FILM,)), form)

        assert PICTURE.url.encode() in fragment
        assert FILM.url.encode() in fragment


def _item(**changes: Any) -> dict[str, Any]:
    item: dict[str, Any] = json.loads(render_entry(an_entry(**changes), Format.JSON))
    return item
