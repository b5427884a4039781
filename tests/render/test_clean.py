from dataclasses import replace

from feedsvc.model import Category, Enclosure, Person, Role
from feedsvc.render.clean import clean_entry, clean_feed
from tests.render.examples import AUTHOR, FEED, FIRST, SECTION, TAG, a_feed, an_entry


def test_what_is_clean_stays_as_it_is() -> None:
    assert clean_entry(FIRST) is FIRST
    assert clean_feed(FEED) is FEED


def test_an_entry_without_title_takes_the_beginning_of_its_summary() -> None:
    assert (
        clean_entry(an_entry(title="\x00 ", summary=" 第一批主题教育 ")).title == "第一批主题教育"
    )
    assert len(clean_entry(an_entry(title="", summary="字" * 500)).title) == 60


def test_an_entry_without_title_and_summary_takes_its_address() -> None:
    assert clean_entry(an_entry(title="", summary="　")).title == FIRST.url


def test_a_feed_without_title_takes_its_address() -> None:
    assert clean_feed(a_feed(title=" ")).title == FEED.url


def test_an_id_is_never_encoded() -> None:
    assert (
        clean_entry(an_entry(id="tag:news.example,2023:文章 1")).id
        == "tag:news.example,2023:文章 1"
    )


def test_an_entry_without_id_takes_its_address() -> None:
    assert clean_entry(an_entry(id="\x07")).id == FIRST.url


def test_nobody_is_named_twice_and_nobody_without_a_name() -> None:
    people = (AUTHOR, Person(name=" \x00"), Person(name=" 李明 ", role=Role.EDITOR))

    assert clean_entry(an_entry(people=people)).people == (AUTHOR,)


def test_a_category_without_label_is_called_by_its_term() -> None:
    named = clean_entry(an_entry(categories=(_renamed(label=""), _renamed(term="", label="x"))))

    assert [(c.term, c.label) for c in named.categories] == [("主题教育", "主题教育"), ("x", "x")]


def test_a_category_without_any_name_is_left_out() -> None:
    blank = _renamed(term=" ", label="\x00")

    assert clean_entry(an_entry(categories=(blank, SECTION))).categories == (SECTION,)


def test_an_enclosure_has_a_type_and_no_negative_length() -> None:
    enclosure = Enclosure(url="https://news.example/a", media_type="", length=-1)

    assert clean_entry(an_entry(enclosures=(enclosure,))).enclosures == (
        Enclosure(url="https://news.example/a", media_type="application/octet-stream", length=0),
    )


def test_only_what_readers_can_fetch_is_enclosed() -> None:
    urls = ("file:///etc/passwd", "data:text/html,x", "", "HTTPS://news.example/a")
    enclosures = tuple(Enclosure(url=url, media_type="a/b", length=1) for url in urls)

    cleaned = clean_entry(an_entry(enclosures=enclosures)).enclosures

    assert [enclosure.url for enclosure in cleaned] == ["HTTPS://news.example/a"]


def _renamed(*, term: str = TAG.term, label: str = TAG.label) -> Category:
    return replace(TAG, term=term, label=label)
