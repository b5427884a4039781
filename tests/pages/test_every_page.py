"""What is promised of every page: nothing from outside, no scrolling sideways, no dead link."""

import json
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from tests.browsing import Visitor
from tests.deployment.conftest import fields
from tests.pages.places import Place
from tests.pages.sites import Shown
from tests.serve.reading_pages import Page

pytestmark = pytest.mark.slow

# Pages that show what articles embed; their pictures may be anywhere.
OTHERS = ("directory", "search", "all-tags", "archives", "site-map", "not-found", "gone")

# What an author links to in the text of an article, and we do not.
ARTICLES = (".md", ".html", ".txt")


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_no_page_is_wider_than_the_window(
    shown: Shown, visit: Callable[..., Visitor], width: int
) -> None:
    visitor = visit(shown.url, width=width)

    wide = {}
    for place in [*shown.places, *shown.articles]:
        visitor.open(place.path)
        if visitor.width() > width:
            wide[place.name] = visitor.width()

    assert wide == {}


def test_no_page_loads_anything_from_elsewhere(shown: Shown, visit: Callable[..., Visitor]) -> None:
    # They complain of whatever is no picture of an article. A picture of one page may come while
    # the next one is opened already, so pages that must have none have a visitor of their own.
    without, others = visit(shown.url), visit(shown.url)

    for place in [*shown.places, *shown.articles]:
        visitor = without if place.name.startswith(OTHERS) else others
        answer = visitor.open(place.path)

        assert answer.status == place.status, place
        assert visitor.requested, place
        assert without.embedded == [], place


def test_every_link_leads_somewhere(shown: Shown) -> None:
    links = {
        link
        for place in shown.places
        for link in _links(shown.server.get(place.path).body)
        # Another language of a page that is not there is not there either.
        if link.startswith((f"{shown.url}/", "/")) and urlsplit(link).path != place.path
    }

    dead = []
    for link in sorted(links):
        address = urlsplit(link)
        if address.path.endswith(ARTICLES):
            continue
        path = f"{address.path}?{address.query}" if address.query else address.path
        status = shown.server.get(path).status
        if status != 200:
            dead.append(f"{status} {link}")

    assert dead == []


def test_a_place_in_a_page_that_is_linked_to_is_there_once(shown: Shown) -> None:
    for place in [*shown.places, *shown.articles]:
        page = Page(shown.server.get(place.path).body.decode())
        ids = [each.attributes["id"] for each in page.elements if "id" in each.attributes]

        assert len(ids) == len(set(ids)), place
        ours = {"#content"}
        assert ours <= {
            each.attributes["href"] for each in page.all("a") if "href" in each.attributes
        }
        assert "content" in ids, place


def test_every_page_has_one_heading_above_all_others(shown: Shown) -> None:
    for place in [*shown.places, *shown.articles]:
        page = Page(shown.server.get(place.path).body.decode())

        assert len(page.all("h1")) == 1, place
        assert page.one("h1").text.strip(), place
        assert page.one("title").text.strip(), place


def test_an_article_says_what_it_is_to_programs(shown: Shown) -> None:
    for place in shown.articles:
        page = Page(shown.server.get(place.path).body.decode())

        said = [json.loads(each.text) for each in page.all("script", type="application/ld+json")]
        things = [thing for each in said for thing in each.get("@graph", [each])]
        (article,) = [each for each in things if each["@type"] == "NewsArticle"]
        assert article["headline"], place
        assert article["datePublished"], place


def test_every_page_is_fresh_or_304(shown: Shown) -> None:
    for place in shown.places:
        if place.status != 200:
            continue
        known = fields(shown.server.get(place.path))["etag"]
        again = shown.server.get(place.path, If_None_Match=known)

        assert (again.status, again.body) == (304, b""), place


def test_no_two_kinds_of_pages_have_the_same_title(shown: Shown) -> None:
    named = [place for place in shown.places if not _lists_the_same(place)]
    titles = [
        Page(shown.server.get(place.path, Accept_Language="en").body.decode()).one("title").text
        for place in named
    ]

    assert len(titles) == len(set(titles))


def _lists_the_same(place: Place) -> bool:
    """Tell whether it is a part of a list that has its own page."""
    return place.name.startswith("article") or "page" in place.name


def _links(body: bytes) -> set[str]:
    page = Page(body.decode())
    elements = [*page.all("a"), *page.all("link")]
    return {each.attributes.get("href", "").partition("#")[0] for each in elements} - {""}
