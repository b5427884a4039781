"""What is promised of every page of the desk: for everyone, valid, nothing from outside."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.browsing import Visitor
from tests.desk.desks import DeskPlace, Sender, Served, desk_places, log_in, open_place
from tests.pages.test_for_everyone import stops
from tests.pages.test_judges import AXE, NU, _barrier, _fault
from tests.serve.reading_pages import Page

pytestmark = pytest.mark.slow


def walk(visitor: Visitor, served: Served) -> list[DeskPlace]:
    """Return the places in an order in which they can be seen: log-in pages first."""
    places = desk_places(served)
    return [place for place in places if place.is_open] + [
        place for place in places if not place.is_open
    ]


def see(visitor: Visitor, served: Served, look: Callable[[DeskPlace], None]) -> None:
    """Have a *look* at every page."""
    is_in = False
    for place in walk(visitor, served):
        if not place.is_open and not is_in:
            log_in(visitor.page, served.url)
            is_in = True
        assert open_place(visitor.page, served.url, place) == place.status, place
        look(place)
        # The console repeats the status of a page that a form led to.
        visitor.complaints[:] = [
            each for each in visitor.complaints if "responded with a status of 40" not in each
        ]


@pytest.mark.parametrize(
    ("width", "dark", "language"),
    [(390, True, "zh-CN"), (1280, False, "en"), (390, False, "en"), (1280, True, "zh-CN")],
)
def test_axe_finds_no_barrier_at_the_desk(
    served: Served,
    visit: Callable[..., Visitor],
    judge: Callable[[str], Path],
    width: int,
    dark: bool,
    language: str,
) -> None:
    visitor = visit(served.url, width=width, dark=dark, language=language)
    axe = judge(AXE).read_text("utf-8")
    found: list[str] = []

    def look(place: DeskPlace) -> None:
        visitor.page.evaluate(axe)
        result = visitor.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        found.extend(f"{place.name}: {_barrier(each)}" for each in result["violations"])

    see(visitor, served, look)
    assert found == []


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_no_page_of_the_desk_is_wider_than_the_window(
    served: Served, visit: Callable[..., Visitor], width: int, language: str
) -> None:
    visitor = visit(served.url, width=width, language=language)
    wide: dict[str, int] = {}

    def look(place: DeskPlace) -> None:
        if visitor.width() > width:
            wide[place.name] = visitor.width()

    see(visitor, served, look)
    assert wide == {}


def test_every_page_of_the_desk_is_valid_html(
    served: Served,
    program: Callable[[str], str],
    judge: Callable[[str], Path],
    tmp_path: Path,
) -> None:
    sender = Sender(served.server)
    strange = Sender(served.server)
    sender.log_in()
    for place in desk_places(served):
        for language in ("en", "zh-Hans"):
            answer = (strange if place.is_open else sender).place(place, language=language)
            assert answer.status == place.status, place
            (tmp_path / f"{place.name}.{language}.html").write_bytes(answer.body)

    options = ["--format", "json", "--stdout", "--exit-zero-always", "--no-langdetect"]
    command = [program("java"), "-jar", str(judge(NU)), *options, str(tmp_path)]
    said = subprocess.run(command, capture_output=True, check=True, timeout=300).stdout

    assert [_fault(each) for each in json.loads(said)["messages"]] == []


def test_every_link_of_the_desk_leads_somewhere(served: Served) -> None:
    sender = Sender(served.server)
    sender.log_in()
    links: set[str] = set()
    for place in desk_places(served):
        if not place.is_open:
            page = Page(sender.place(place).body.decode())
            links |= {each.attributes.get("href", "") for each in page.all("a")}
    ours = {link for link in links if link.startswith(("/admin", f"{served.url}/"))}

    dead = []
    for link in sorted(ours):
        address = urlsplit(link)
        path = f"{address.path}?{address.query}" if address.query else address.path
        if "no-such" in path:
            continue
        status = sender.get(path).status
        # What was withdrawn is gone, and the desk still names it.
        if status not in (200, 410):
            dead.append(f"{status} {link}")
    assert dead == []


def test_places_in_a_page_of_the_desk_are_there_once_under_one_heading(served: Served) -> None:
    sender = Sender(served.server)
    sender.log_in()
    for place in desk_places(served):
        if place.is_open:
            continue
        for language in ("en", "zh-Hans"):
            page = Page(sender.place(place, language=language).body.decode())
            ids = [each.attributes["id"] for each in page.elements if "id" in each.attributes]

            assert len(ids) == len(set(ids)), place
            assert "content" in ids, place
            assert page.one("h1").text.strip(), place
            assert page.one("html").attributes["lang"] == language, place
            assert page.one("meta", name="robots").attributes["content"] == "noindex", place


@pytest.mark.parametrize("width", [390, 1280])
def test_the_keyboard_leads_through_every_page_of_the_desk(
    served: Served, visit: Callable[..., Visitor], width: int
) -> None:
    visitor = visit(served.url, width=width)

    def look(place: DeskPlace) -> None:
        if place.is_open:
            return  # the field has the focus already
        found = stops(visitor.page)

        assert len(found) > 3, place
        assert [each["html"] for each in found if not each["shown"]] == [], place
        orders = [int(str(each["order"])) for each in found]
        assert orders == sorted(orders), place

    see(visitor, served, look)


def test_the_desk_needs_no_script(served: Served, visit: Callable[..., Visitor]) -> None:
    visitor = visit(served.url, script=False)

    see(visitor, served, lambda place: None)


def test_nothing_of_the_desk_is_in_what_everybody_gets(served: Served) -> None:
    for path in ("/", "/feeds/", "/sitemap", "/sitemap.xml", "/robots.txt", "/feeds.opml"):
        body = served.server.get(path).body.decode()

        assert "/admin/" not in body.replace("Disallow: /admin/", ""), path
