from feedsvc.model import Enclosure, Person, Role
from tests.render.examples import (
    AUTHOR,
    EDITOR,
    FEED,
    FIRST,
    SECOND,
    SECTION,
    atom,
    atom_entry,
    attributes,
    every,
    found,
    text,
    texts,
)

LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def test_a_feed_says_what_it_is() -> None:
    feed = atom()

    assert text(feed, "atom:id") == FEED.id
    assert text(feed, "atom:title") == "新闻门户"
    assert text(feed, "atom:subtitle") == "全部文章"
    assert text(feed, "atom:updated") == "2023-06-03T10:20:30Z"
    assert feed.get(LANG) == "zh-CN"


def test_a_feed_links_to_itself_and_to_its_home_page_only() -> None:
    assert attributes(atom(), "atom:link") == [
        {
            "href": "https://news.example/feeds/all.atom",
            "rel": "self",
            "type": "application/atom+xml",
        },
        {"href": "https://news.example/", "rel": "alternate", "type": "text/html"},
    ]


def test_a_feed_names_its_generator_without_version() -> None:
    generator = found(atom(), "atom:generator")

    assert generator.text == "feedsvc"
    assert not generator.items()


def test_a_feed_is_the_author_of_entries_that_have_none() -> None:
    feed = atom(FIRST)

    assert texts(feed, "atom:author/atom:name") == ["新闻门户"]


def test_an_entry_says_what_it_is() -> None:
    entry = found(atom(SECOND), "atom:entry")

    assert text(entry, "atom:id") == SECOND.id
    assert text(entry, "atom:title") == "访谈：成本 < 预算 & 质量 > 期望"
    assert text(entry, "atom:published") == "2023-06-02T08:00:05Z"
    assert text(entry, "atom:updated") == "2023-06-03T10:20:30Z"
    assert text(entry, "atom:content") == SECOND.content
    assert found(entry, "atom:content").get("type") == "html"
    assert text(entry, "atom:summary") == SECOND.summary
    assert found(entry, "atom:summary").get("type") == "text"


def test_an_entry_says_its_language_whatever_the_feeds() -> None:
    assert atom_entry(language="en").get(LANG) == "en"
    assert atom_entry(language="zh-CN").get(LANG) == "zh-CN"
    assert atom_entry(language=None).get(LANG) is None


def test_a_category_has_term_scheme_and_label() -> None:
    assert attributes(atom_entry(categories=(SECTION,)), "atom:category") == [
        {
            "term": "中国品牌/企业党建",
            "scheme": "https://news.example/feeds/section/",
            "label": "企业党建",
        }
    ]


def test_editors_are_contributors_beside_authors() -> None:
    entry = atom_entry(people=(EDITOR, AUTHOR))

    assert texts(entry, "atom:author/atom:name") == ["李明"]
    assert texts(entry, "atom:author/atom:uri") == ["https://news.example/people/li-ming"]
    assert texts(entry, "atom:contributor/atom:name") == ["王静"]


def test_editors_are_authors_where_there_are_no_others() -> None:
    entry = atom_entry(people=(EDITOR, Person(name="赵云", role=Role.EDITOR)))

    assert texts(entry, "atom:author/atom:name") == ["王静", "赵云"]
    assert not every(entry, "atom:contributor")


def test_an_enclosure_of_unknown_length_has_none() -> None:
    scan = Enclosure(url="https://news.example/scan.pdf", media_type="application/pdf", length=0)

    assert attributes(atom_entry(enclosures=(scan,)), "atom:link")[1:] == [
        {"href": scan.url, "rel": "enclosure", "type": "application/pdf"}
    ]


def test_what_an_entry_does_not_have_has_no_element() -> None:
    entry = atom_entry(summary="", content="", people=(), categories=())

    names = {str(child.tag).partition("}")[2] for child in entry}
    assert names == {"id", "title", "updated", "published", "link"}
