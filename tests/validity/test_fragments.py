"""Entries alone, as they are before they are in a document."""

from dataclasses import replace

import pytest

from feedsvc.model import Enclosure, Entry, Format, Person, Picture, Podcast, Role
from feedsvc.render import extensions, render_entry, render_shell
from feedsvc.validity import check_document, check_fragment
from feedsvc.validity.namespaces import PREFIXES
from tests.render.examples import FEED, FIRST, SECOND


@pytest.mark.parametrize("format", Format, ids=str)
@pytest.mark.parametrize("entry", [FIRST, SECOND], ids=lambda entry: entry.slug)
def test_what_is_rendered_has_no_fault(entry: Entry, format: Format) -> None:
    assert check_fragment(render_entry(entry, format), format) == ()


@pytest.mark.parametrize("format", Format, ids=str)
@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("<p>x</p><script>alert(1)</script>", "active-content"),
        ("<p onclick='x()'>x</p>", "event-handler"),
        ("<a href='javascript:x()'>x</a>", "script-url"),
        ("<a href='/about'>x</a>", "relative-url"),
    ],
)
def test_what_a_reader_could_run_is_found_in_every_format(
    content: str, code: str, format: Format
) -> None:
    fragment = render_entry(replace(FIRST, content=content), format)

    faults = check_fragment(fragment, format)

    assert [fault.code for fault in faults] == [code]


@pytest.mark.parametrize("format", Format, ids=str)
def test_text_that_only_looks_like_script_is_text(format: Format) -> None:
    entry = replace(FIRST, title="a <script> tutorial", summary="<img onerror=x>, javascript:x")

    assert check_fragment(render_entry(entry, format), format) == ()


def test_an_entry_of_many_kinds_of_text_and_media_has_no_fault() -> None:
    entry = replace(
        FIRST,
        title="]]> & <b> &amp; \u202e 😀",
        summary="a" * 4000 + " <script>",
        people=(Person(name="<i>", role=Role.AUTHOR, email="a@localhost", uri="acct:x@y"),),
        enclosures=(
            Enclosure(
                url="https://x.example/a.mp3", media_type="audio/mpeg", length=0, duration=61
            ),
            Enclosure(url="https://x.example/a.mp4", media_type="video/mp4", length=9, width=4),
        ),
        image=Picture(url="https://x.example/i.jpg", width=4, height=3, text="<b>"),
        podcast=Podcast(
            author="x",
            image="https://x.example/c.jpg",
            explicit=True,
            duration=3661,
            categories=("News & Politics",),
        ),
    )

    for each in (entry, replace(entry, content="")):
        for format in Format:
            assert check_fragment(render_entry(each, format), format) == ()


@pytest.mark.parametrize(
    ("fragment", "format"),
    [
        (b"", Format.ATOM),
        (b"text", Format.ATOM),
        (b"<title>x</title>", Format.ATOM),
        (b"<item/>", Format.ATOM),
        (b"<item/><item/>", Format.RSS),
        (b"", Format.RSS),
        (b"[]", Format.JSON),
    ],
)
def test_what_is_not_one_entry_is_none(fragment: bytes, format: Format) -> None:
    assert [fault.code for fault in check_fragment(fragment, format)] == ["not-a-feed"]


@pytest.mark.parametrize(
    ("fragment", "format"),
    [
        (b"</feed><feed><entry/>", Format.ATOM),
        (b"<entry/></feed>", Format.ATOM),
        (b"<item/></channel><channel>", Format.RSS),
        (b"<item>\xff</item>", Format.RSS),
        (b"<!DOCTYPE x><entry/>", Format.ATOM),
        (b"{},{}", Format.JSON),
    ],
)
def test_an_entry_cannot_break_out_of_its_document(fragment: bytes, format: Format) -> None:
    assert any(fault.is_error for fault in check_fragment(fragment, format))


def test_every_prefix_that_entries_are_rendered_with_is_known() -> None:
    assert extensions.RSS_NAMESPACES.items() <= PREFIXES.items()
    assert extensions.ATOM_NAMESPACES.items() <= PREFIXES.items()


@pytest.mark.parametrize("format", Format, ids=str)
def test_an_entry_has_the_same_faults_alone_and_in_a_document(format: Format) -> None:
    fragment = render_entry(replace(FIRST, content="<iframe>", language="x_y"), format)

    alone = check_fragment(fragment, format)
    within = check_document(render_shell(FEED, format).around([fragment]), format)

    assert [(fault.code, fault.where) for fault in alone] == [
        (fault.code, fault.where) for fault in within
    ]
    assert {fault.entry for fault in within} == {FIRST.id}
