"""The directory of feeds: what there is, what a search finds, what the visitor ticked."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.conftest import Site
from tests.serve.reading_pages import Page

BASE = "https://feeds.example.cn"
BOX = {"type": "checkbox"}


def shown(client: FlaskClient, **query: str | list[str]) -> Page:
    """Return the directory as those see it who prefer English."""
    answer = client.get("/feeds/", query_string=query, headers={"Accept-Language": "en"})
    assert answer.status_code == 200
    return Page(answer.text)


def offered(page: Page) -> list[str]:
    return [each.attributes["value"] for each in page.all("input", **BOX)]


def ticked(page: Page) -> list[str]:
    boxes = page.all("input", **BOX)
    return [each.attributes["value"] for each in boxes if "checked" in each.attributes]


@pytest.fixture
def many(newsroom: Site, connect: Callable[[Site], FlaskClient]) -> FlaskClient:
    """A client of the newsroom with 130 tags more."""
    for number in range(13):
        tags = [f"t{number * 10 + each}" for each in range(10)]
        newsroom.article(f"{number}.md", f"N{number}", date="2026-01-01", tags=f"{tags}")
    newsroom.build()
    return connect(newsroom)


def test_it_lists_every_feed_with_its_count_its_newest_date_and_its_formats(
    client: FlaskClient,
) -> None:
    page = shown(client)

    hrefs = [each.attributes["href"] for each in page.all("a")]
    for path in (
        "all",
        "section/zhongguopinpai",
        "section/zhongguopinpai/qiyedangjian",
        "tag/zhutijiaoyu",
        "author/panwangwang",
    ):
        url = f"{BASE}/feeds/{path}"
        assert {url, f"{url}.atom", f"{url}.rss", f"{url}.json"} <= set(hrefs)
        assert path in offered(page)
    facts = [each.text for each in page.all("span", **{"class": "facts"})]
    assert "1 article March 2, 2026" in facts
    assert facts[0].startswith("4 articles ")


def test_its_form_searches_and_its_second_button_downloads_what_is_ticked(
    client: FlaskClient,
) -> None:
    page = shown(client)

    form = page.one("form").attributes
    assert (form["action"], form.get("method", "get")) == ("/feeds/", "get")
    assert page.one("label", **{"for": "q"}).text == "Find a feed"
    assert page.one("input", type="search").attributes["name"] == "q"
    search, download = page.all("button")
    assert "formaction" not in search.attributes
    assert download.attributes["formaction"] == "/feeds.opml"


def test_a_search_shows_what_it_found_with_the_whole_path(client: FlaskClient) -> None:
    page = shown(client, q="dangjian")

    assert offered(page) == ["section/zhongguopinpai/qiyedangjian"]
    assert "中国品牌 / 企业党建" in page.links()
    assert page.one("h2").text == "1 feed found"
    assert page.one("input", type="search").attributes["value"] == "dangjian"
    assert page.one("meta", name="robots").attributes["content"] == "noindex"
    assert page.one("link", rel="canonical").attributes["href"] == f"{BASE}/feeds/"


def test_a_search_that_finds_nothing_helps_on(client: FlaskClient) -> None:
    page = shown(client, q="<b>zzzzzz</b>")

    assert page.one("h2").text == "0 feeds found"
    assert "No feed is called “<b>zzzzzz</b>”" in page.one("main").text
    assert page.all("b") == []


def test_what_is_ticked_stays_ticked_in_sight_or_not(client: FlaskClient) -> None:
    chosen = ["tag/tea", "author/panwangwang", "tag/nobody", "nonsense", "tag/tea"]

    overview, search = shown(client, feed=chosen), shown(client, feed=chosen, q="tea")

    assert ticked(overview) == ["tag/tea", "author/panwangwang"]
    assert offered(search)[0] == "author/panwangwang"
    assert ticked(search) == ["author/panwangwang", "tag/tea"]
    assert "2 feeds ticked" in search.one("main").text
    assert len(set(offered(overview))) == len(offered(overview))


def test_links_within_it_take_the_ticks_along(many: FlaskClient) -> None:
    page = shown(many, feed=["tag/tea"], kind="tag")

    links = page.links()
    assert links["Next"] == f"{BASE}/feeds/?kind=tag&feed=tag%2Ftea&page=2"
    assert links["People"] == f"{BASE}/feeds/?kind=author&feed=tag%2Ftea"
    assert links["Overview"] == f"{BASE}/feeds/?feed=tag%2Ftea"


def test_an_overview_that_is_cut_leads_to_all_of_a_kind(many: FlaskClient) -> None:
    overview = shown(many)
    assert overview.links()["All 134 tags"] == f"{BASE}/feeds/?kind=tag"

    parts = [shown(many, kind="tag", page=number) for number in "1234"]
    first, second, *_ = parts

    assert [len(offered(page)) for page in parts] == [40, 40, 40, 14]
    every = {path for page in parts for path in offered(page)}
    assert len(every) == 134
    assert every >= {"tag/t0", "tag/t129", "tag/tea"}
    own = second.one("link", rel="canonical").attributes["href"]
    assert own == f"{BASE}/feeds/?kind=tag&page=2"
    assert second.one("title").text != first.one("title").text
    assert many.get("/feeds/?kind=tag&page=5").status_code == 404


def test_a_language_that_was_chosen_stays_chosen(client: FlaskClient) -> None:
    page = shown(client, lang="en", q="tea", feed=["tag/tea"])

    assert page.one("input", type="hidden", name="lang").attributes["value"] == "en"
    assert page.links()["Tags"] == f"{BASE}/feeds/?kind=tag&feed=tag%2Ftea&lang=en"
    other = page.one("a", hreflang="zh-Hans").attributes["href"]
    assert other == f"{BASE}/feeds/?q=tea&feed=tag%2Ftea&lang=zh-Hans"


@pytest.mark.parametrize("kind", ["all", "nonsense", "", "TAG"])
def test_a_kind_that_there_is_not_shows_the_overview(client: FlaskClient, kind: str) -> None:
    assert offered(shown(client, kind=kind)) == offered(shown(client))


def test_it_leads_to_the_kinds_that_have_feeds_alone(client: FlaskClient) -> None:
    for page in (shown(client), shown(client, q="tea"), shown(client, kind="tag")):
        assert {"Overview", "Sections", "Tags", "People"} <= page.links().keys()
        assert "Selections" not in page.links()


@pytest.mark.parametrize("query", [{}, {"q": "tea"}, {"kind": "author"}])
def test_of_many_ticked_feeds_some_are_in_sight_and_the_form_has_all(
    many: FlaskClient, query: dict[str, str]
) -> None:
    chosen = [f"tag/t{number}" for number in range(50, 79)]

    page = shown(many, **query, feed=[*chosen, "author/panwangwang"])

    hidden = [each.attributes["value"] for each in page.all("input", type="hidden", name="feed")]
    assert sorted([*ticked(page), *hidden]) == sorted([*chosen, "author/panwangwang"])
    assert len(hidden) >= 19
    assert f"{len(hidden)} more are ticked." in page.one("main").text
    assert "30 feeds ticked" in page.one("main").text


def test_buttons_take_along_more_ticks_than_links_can(many: FlaskClient) -> None:
    chosen = [f"tag/t{number}" for number in range(50)]

    found = shown(many, kind="tag", feed=chosen)
    buttons = {each.text: each.attributes for each in found.all("button")}
    # As browsers send the form: the button that was pressed after all that stands before it.
    next_page = shown(many, kind=["tag"], feed=chosen, page=buttons["Next"]["value"])
    people = shown(many, q="tea", kind=["tag", buttons["People"]["value"]], feed=chosen)
    overview = shown(many, q="tea", kind=["tag", buttons["Overview"]["value"]], feed=chosen)
    search = shown(many, q="ann", kind=["tag", buttons["Search"]["value"]], feed=chosen)

    assert found.one("input", type="hidden", name="kind").attributes["value"] == "tag"
    assert "Page 2 of 4" in next_page.one("main").text
    assert people.one("button", **{"aria-current": "page"}).text == "People"
    assert overview.one("button", **{"aria-current": "page"}).text == "Overview"
    assert "author/ann-lee" in offered(search)
    assert "2 feeds found" in search.one("main").text
    assert not [link for link in found.links().values() if "feed=" in link and "lang=" not in link]


def test_no_more_feeds_are_ticked_than_one_list_takes(many: FlaskClient) -> None:
    chosen = [f"tag/t{number}" for number in range(120)]

    full, enough = shown(many, feed=chosen), shown(many, feed=chosen[:100])

    assert "100 feeds ticked" in full.one("main").text
    assert "One list takes no more than these (100 at most)." in full.one("main").text
    assert "One list takes" not in enough.one("main").text
    listed = many.get("/feeds.opml", query_string={"feed": chosen}).text
    assert listed.count("xmlUrl") == 100


def test_whoever_ticked_feeds_can_untick_all(client: FlaskClient) -> None:
    page = shown(client, q="tea", feed=["author/panwangwang"])

    assert page.links()["Untick all"] == f"{BASE}/feeds/?q=tea"


def test_long_names_are_cut(newsroom: Site, connect: Callable[[Site], FlaskClient]) -> None:
    name = "long name " * 40
    newsroom.article("long.md", tags=f"[{name}]")
    newsroom.build()

    page = shown(connect(newsroom), kind="tag")

    (text,) = [text for text in page.links() if text.startswith("long name")]
    assert len(text) <= 50


def test_a_kind_without_feeds_says_so(client: FlaskClient) -> None:
    assert "There are no feeds of this kind." in shown(client, kind="saved").one("main").text


def test_the_overview_has_one_part_alone(client: FlaskClient) -> None:
    assert client.get("/feeds/?page=1").status_code == 200
    assert client.get("/feeds/?page=7").status_code == 404
