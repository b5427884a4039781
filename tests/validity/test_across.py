"""What documents say of each other is held against what is there."""

import pytest

from feedsvc.model import Format
from feedsvc.validity import Report, check_formats, check_links, examine
from tests.validity.documents import GOOD

SITE = "https://news.example/feeds/"


def linked(own: str, **links: str) -> Report:
    named = {kind.replace("_", "-"): url for kind, url in links.items()}
    return Report(format=Format.ATOM, faults=(), links={"self": own, **named})


def holding(ids: str, format: Format = Format.ATOM) -> Report:
    return Report(format=format, faults=(), ids=tuple(ids))


def no_links(_path: str) -> dict[str, str]:
    return {}


def test_a_document_says_what_it_holds_and_links_to() -> None:
    found = {format: examine(GOOD[format].encode(), format) for format in Format}

    assert [len(each.ids) for each in found.values()] == [2, 2, 2]
    assert found[Format.ATOM].links["prev-archive"] == f"{SITE}a/2023-05.atom"
    assert found[Format.RSS].links["self"] == f"{SITE}all.rss"
    assert found[Format.JSON].links["next"] == f"{SITE}archive/all/2023-05.json"


@pytest.mark.parametrize("kind", ["current", "prev_archive", "next_archive", "next"])
def test_a_link_to_a_document_that_is_not_there_is_broken(kind: str) -> None:
    found = linked(f"{SITE}tag/%E6%96%87.atom", **{kind: f"{SITE}archive/%E6%96%87.atom"})

    broken = check_links("tag/文.atom", found, lambda path: False, no_links)
    fine = check_links("tag/文.atom", found, {"archive/文.atom"}.__contains__, no_links)

    assert [fault.code for fault in broken] == ["broken-link"]
    assert fine == ()


def test_only_the_newest_archive_names_one_that_is_not_there_yet() -> None:
    archive, awaited = f"{SITE}archive/1.atom", f"{SITE}archive/2.atom"
    found = linked(archive, current=f"{SITE}all.atom", next_archive=awaited)

    newest, forgotten = (
        check_links(
            "archive/1.atom", found, {"all.atom"}.__contains__, {"all.atom": links}.__getitem__
        )
        for links in ({"prev-archive": archive}, {"prev-archive": f"{SITE}archive/3.atom"})
    )

    assert newest == ()
    assert [fault.code for fault in forgotten] == ["broken-link"]


def test_links_off_the_folder_are_not_followed() -> None:
    found = linked(f"{SITE}all.atom", prev_archive="https://elsewhere.example/1.atom")

    assert check_links("all.atom", found, lambda path: False, no_links) == ()


def test_a_document_that_names_another_place_is_misplaced() -> None:
    found = linked(f"{SITE}tag/x.atom")

    (fault,) = check_links("tag/y.atom", found, lambda path: True, no_links)

    assert (fault.code, fault.is_error) == ("misplaced-self", False)


def test_the_formats_of_a_feed_hold_the_same_entries_in_the_same_order() -> None:
    atom = holding("abc")

    same = check_formats([atom, holding("abc", Format.RSS), holding("abc", Format.JSON)])
    other = check_formats([atom, holding("abd", Format.RSS)])
    turned = check_formats([atom, holding("acb", Format.JSON)])

    assert same == ()
    assert [fault.code for fault in (*other, *turned)] == ["different-entries"] * 2
    assert "c, d" in other[0].message
    assert "their order" in turned[0].message


def test_a_document_that_cannot_be_read_is_not_compared() -> None:
    unread = examine(b"<feed", Format.ATOM)

    assert check_formats([unread, holding("abc", Format.RSS)]) == ()


def test_an_entry_whose_id_is_no_iri_is_known_by_its_address() -> None:
    atom = Report(format=Format.ATOM, faults=(), ids=("urn:x:1",), urls=(f"{SITE}1",))
    feeds = [
        Report(format=Format.JSON, faults=(), ids=("one",), urls=(url,))
        for url in (f"{SITE}1", f"{SITE}2", "")
    ]

    found = [len(check_formats([atom, feed])) for feed in feeds]

    assert found == [0, 1, 1]
