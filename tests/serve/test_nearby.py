"""Whoever asks for what is not there is told what may have been meant."""

import time
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from feedsvc.serve.nearby import Nearby, words_in
from tests.conftest import Site
from tests.serve.reading_pages import Page

SITE = "https://feeds.example.cn"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
FEED_READERS = [
    None,
    "*/*",
    "application/atom+xml, application/rss+xml;q=0.9, */*;q=0.1",
    "application/rss+xml, application/xml;q=0.8, text/html;q=0.5",
    "application/feed+json, text/html",
    "application/json",
    "text/html;q=0, */*",
]


def offered(client: FlaskClient, path: str) -> list[str]:
    """Return the addresses of the feeds that a page offers, by their paths below ``/feeds/``."""
    answer = client.get(path)
    assert answer.status_code == 404
    return offered_on(Page(answer.text))


def offered_on(page: Page) -> list[str]:
    place = f"{SITE}/feeds/"
    links = (each.attributes for each in page.all("a"))
    urls = [each["href"].partition("?")[0] for each in links if "hreflang" not in each]
    return [url.removeprefix(place) for url in urls if url.startswith(place) and url != place]


@pytest.mark.parametrize(
    ("path", "feed"),
    [
        ("/feeds/tag/zhutijiaoyou", "tag/zhutijiaoyu"),
        ("/feeds/tag/主题教欲", "tag/zhutijiaoyu"),
        ("/feeds/tag/主题", "tag/zhutijiaoyu"),
        ("/feeds/section/zhongguopinpai/qiyedangjain", "section/zhongguopinpai/qiyedangjian"),
        ("/feeds/section/企业党建", "section/zhongguopinpai/qiyedangjian"),
        ("/feeds/author/ann-leee", "author/ann-lee"),
        ("/author/ann+lee", "author/ann-lee"),
        ("/tags/tea.html", "tag/tea"),
        ("/articles/audio", "section/culture/audio"),
        ("/category/culture/", "section/culture"),
    ],
)
def test_what_is_nearly_the_name_of_a_feed_leads_to_it(
    client: FlaskClient, path: str, feed: str
) -> None:
    assert feed in offered(client, path)


@pytest.mark.parametrize("path", ["/feeds/tag/", "/qqqqqqqqqq", "/feeds/tag/.htm", "/%00"])
def test_what_is_like_nothing_is_offered_nothing(client: FlaskClient, path: str) -> None:
    assert offered(client, path) == []


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/feeds/tag/green-tea.atom", "green tea"),
        ("/feeds/section/中国品牌/企业党建", "中国品牌 企业党建"),
        ("/Articles/Some_old--thing.html", "Some old thing"),
        ("/2024/05/green+tea/", "2024 05 green tea"),
        ("/feeds/archive/tag/tea/2024-01.rss", "tea 2024 01"),
        ("//feeds//tag//tea", "tea"),
        ("/" + "x" * 5000, "x" * 100),
        ("/", ""),
    ],
)
def test_the_words_of_an_address_are_those_that_name_something(path: str, words: str) -> None:
    assert words_in(path) == words


@given(st.text(max_size=300))
def test_the_words_of_any_address_are_short_and_on_one_line(path: str) -> None:
    words = words_in(path)

    assert len(words) <= 100
    assert words == words.strip()
    assert not {"\n", "\r", "\t", "\0", "/"} & set(words)


def test_the_words_are_in_the_search_box(client: FlaskClient) -> None:
    page = Page(client.get('/feeds/tag/green-"tea"&<x>').text)

    box = page.one("input", name="q")
    assert box.attributes["value"] == 'green "tea"&<x>'
    assert [form.attributes["action"] for form in page.all("form")] == ["/feeds/"]


def test_what_readers_may_not_see_is_not_offered(newsroom: Site, client: FlaskClient) -> None:
    newsroom.article("draft.md", tags="[surprise]", section="surprising", draft="true")
    newsroom.article("later.md", tags="[surpriser]", date="2099-01-01")
    newsroom.article("gone.md", tags="[surprised]")
    newsroom.build(after=60)
    before = offered(client, "/feeds/tag/surprisee")
    (newsroom.content / "gone.md").unlink()
    newsroom.build(after=60)

    assert before == ["tag/surprised"]
    assert not [path for path in offered(client, "/feeds/tag/surprisee") if "surpris" in path]


def test_what_is_not_there_is_404_while_the_catalog_cannot_be_read(
    newsroom: Site, client: FlaskClient
) -> None:
    (newsroom.root / "feeds.state" / "catalog.sqlite3").write_bytes(b"not a database" * 500)

    answer = client.get("/tags/tea")

    assert answer.status_code == 404
    assert Page(answer.text).one("input", name="q").attributes["value"] == "tea"


def test_nobody_makes_the_service_compare_names_without_end(
    newsroom: Site, client: FlaskClient
) -> None:
    services, nearby = newsroom.services, Nearby(burst=5, a_second=0.001)

    found = [nearby.find(services, f"主题教育{number}") for number in range(20)]
    again = nearby.find(services, "主题教育0")

    assert sum(map(bool, found)) == 5
    assert again == found[0]


def test_what_was_near_is_looked_for_again_once_the_catalog_changed(
    newsroom: Site, client: FlaskClient
) -> None:
    nearby = Nearby()
    before = nearby.find(newsroom.services, "coffeee")
    newsroom.article("coffee.md", tags="[coffee]")
    newsroom.build(after=60)

    after = nearby.find(newsroom.services, "coffeee")

    assert [shelf.key.slug for shelf in after if shelf not in before] == ["coffee"]


def test_programs_and_those_who_write_are_offered_nothing(client: FlaskClient) -> None:
    api = client.get("/api/v1/tea")
    posted = Page(client.post("/tags/tea").text)

    assert api.mimetype == "application/problem+json"
    assert offered_on(posted) == []


@pytest.mark.parametrize("path", ["/feeds/tag/nothing.atom", "/feeds/tag/nothing.RSS", "/a.xml"])
@pytest.mark.parametrize("accepted", FEED_READERS)
def test_the_address_of_a_feed_never_answers_html_to_a_feed_reader(
    client: FlaskClient, path: str, accepted: str | None
) -> None:
    answer = client.get(path, headers={} if accepted is None else {"Accept": accepted})

    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert len(answer.data) < 200
    assert {"Accept", "Sec-Fetch-Dest"} <= set(answer.vary)


@pytest.mark.parametrize(
    ("fields", "media_type"),
    [
        ({"Sec-Fetch-Dest": "document"}, "text/html"),
        ({"Sec-Fetch-Dest": "document", "Accept": "*/*"}, "text/html"),
        ({"Accept": BROWSER}, "text/html"),
        ({"Sec-Fetch-Dest": "empty", "Accept": BROWSER}, "text/plain"),
        ({"Sec-Fetch-Dest": "image", "Accept": BROWSER}, "text/plain"),
    ],
)
def test_people_who_open_the_address_of_a_feed_get_a_page(
    client: FlaskClient, fields: dict[str, str], media_type: str
) -> None:
    answer = client.get("/feeds/tag/teaa.atom", headers=fields)

    assert answer.status_code == 404
    assert answer.mimetype == media_type
    assert {"Accept", "Sec-Fetch-Dest"} <= set(answer.vary)
    if media_type == "text/html":
        assert f"{SITE}/feeds/tag/tea" in Page(answer.text).links().values()


@pytest.mark.parametrize("path", ["/feeds/tag/nothing", "/articles/x", "/nothing.html", "/a/"])
def test_pages_are_pages_whoever_asks(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers={"Accept": "application/atom+xml"})

    assert answer.mimetype == "text/html"
    assert "Accept" not in answer.vary


def test_a_feed_that_is_yet_to_come_is_a_line_for_feed_readers(
    newsroom: Site, connect: Callable[[Site], FlaskClient]
) -> None:
    answer = connect(newsroom).get("/feeds/all.atom")

    assert (answer.status_code, answer.mimetype) == (503, "text/plain")
    assert answer.headers["Retry-After"] == "2"
    assert answer.headers["Cache-Control"] == "no-store"


def test_whatever_is_not_there_is_said_quickly(client: FlaskClient) -> None:
    client.get("/tags/tee")
    began = time.process_time()

    for number in range(20):
        client.get(f"/tags/tee{number}")

    assert (time.process_time() - began) / 20 < 0.03
