"""Pages for whoever comes: by keyboard, in either language, on paper."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import Visitor
from tests.pages.sites import Shown

pytestmark = pytest.mark.slow

MOST_STOPS = 400
# What has the focus: what it is, where, and whether it looks so.
FOCUS = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const style = getComputedStyle(one), box = one.getBoundingClientRect();
  // Those that browsers make themselves show where within them one is.
  const outlined = one.matches("audio, video")
    || style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
  return {
    html: one.outerHTML.slice(0, 120),
    shown: outlined && box.width > 0 && box.height > 0 && box.bottom > 0 && box.right > 0
      && box.top < innerHeight,
    order: [...document.querySelectorAll("*")].indexOf(one),
  };
}"""


def stops(page: Page) -> list[dict[str, object]]:
    """Return what Tab leads to, one by one, until it leaves the page."""
    found: list[dict[str, object]] = []
    while len(found) < MOST_STOPS:
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        if focus is None or (found and focus["order"] == found[0]["order"]):
            return found
        found.append(focus)
    return found


@pytest.mark.parametrize(
    ("width", "which"),
    [
        (390, ("search", "directory-with-ticks", "feed-of-all", "article", "not-found")),
        (1280, ("home", "directory", "feed-of-a-tag", "archive", "article", "site-map", "gone")),
    ],
)
def test_every_stop_of_the_keyboard_is_in_sight_and_in_order(
    examples: Shown, visit: Callable[..., Visitor], width: int, which: tuple[str, ...]
) -> None:
    visitor = visit(examples.url, width=width)
    places = [place for place in examples.places if place.name in which]
    assert len(places) == len(which)
    for place in places:
        visitor.open(place.path)

        found = stops(visitor.page)

        assert len(found) > 3, place
        assert [each["html"] for each in found if not each["shown"]] == [], place
        orders = [each["order"] for each in found]
        assert orders == sorted(orders, key=lambda order: int(str(order))), place


def test_the_first_stop_leads_past_the_navigation(
    examples: Shown, visit: Callable[..., Visitor]
) -> None:
    visitor = visit(examples.url)
    for place in examples.places:
        visitor.open(place.path)
        before = visitor.page.evaluate(
            "[...document.querySelectorAll('#content a, #content button, #content input')]"
            ".find((one) => one.checkVisibility() && one.tabIndex >= 0)?.outerHTML"
        )

        visitor.page.keyboard.press("Tab")
        expect(visitor.page.locator(":focus")).to_have_attribute("href", "#content")
        expect(visitor.page.locator(":focus")).to_be_in_viewport()
        visitor.page.keyboard.press("Enter")
        visitor.page.keyboard.press("Tab")

        if before:
            assert visitor.page.evaluate("document.activeElement.outerHTML") == before, place


def test_a_list_of_feeds_is_had_with_the_keyboard_alone(
    examples: Shown, visit: Callable[..., Visitor]
) -> None:
    visitor = visit(examples.url)
    page = visitor.page
    visitor.open("/feeds/")

    def tab_to(role: str, name: str) -> None:
        target = page.get_by_role(role, name=name).first  # type: ignore[arg-type]
        for _ in range(MOST_STOPS):
            page.keyboard.press("Tab")
            if target.evaluate("one => one === document.activeElement"):
                return
        pytest.fail(f"no way to {name}")

    tab_to("searchbox", "")
    page.keyboard.type("jiaotong")
    expect(page.get_by_role("checkbox", name="audio", exact=True)).to_have_count(0)
    tab_to("checkbox", "交通")
    page.keyboard.press("Space")
    expect(page.get_by_text("1 feed ticked")).to_be_visible()
    tab_to("button", "Download OPML")
    with page.expect_download() as downloading:
        page.keyboard.press("Enter")

    assert downloading.value.suggested_filename.endswith(".opml")


@pytest.mark.parametrize(
    ("prefers", "spoken"),
    [("en-US", "en"), ("zh-CN", "zh-Hans"), ("zh-TW", "zh-Hans"), ("fr", "zh-Hans")],
)
def test_pages_speak_as_the_browser_prefers_else_as_the_site_does(
    examples: Shown, visit: Callable[..., Visitor], prefers: str, spoken: str
) -> None:
    visitor = visit(examples.url, language=prefers)

    for place in examples.places:
        visitor.open(place.path)

        assert visitor.page.locator("html").get_attribute("lang") == spoken, place


@pytest.mark.parametrize("script", [True, False])
def test_whoever_chooses_a_language_keeps_it(
    examples: Shown, visit: Callable[..., Visitor], script: bool
) -> None:
    visitor = visit(examples.url, language="zh-CN", script=script)
    page, html = visitor.page, visitor.page.locator("html")
    visitor.open("/")

    page.get_by_role("link", name="English").click()
    expect(html).to_have_attribute("lang", "en")
    page.get_by_role("link", name="All feeds").first.click()
    expect(html).to_have_attribute("lang", "en")
    page.get_by_role("searchbox").fill("交通")
    page.get_by_role("searchbox").press("Enter")
    expect(page.get_by_role("checkbox", name="audio", exact=True)).to_have_count(0)
    expect(html).to_have_attribute("lang", "en")
    page.get_by_role("link", name="交通").first.click()
    expect(html).to_have_attribute("lang", "en")
    page.locator("article").get_by_role("link").first.click()
    expect(html).to_have_attribute("lang", "en")
    page.get_by_role("link", name="简体中文").click()
    expect(html).to_have_attribute("lang", "zh-Hans")


def test_paper_has_the_article_and_nothing_to_click(
    examples: Shown, visit: Callable[..., Visitor]
) -> None:
    visitor = visit(examples.url, dark=True)
    page = visitor.page
    path = next(place.path for place in examples.places if place.name == "article")
    visitor.open(path)

    page.emulate_media(media="print", color_scheme="dark")

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("navigation", name="Main navigation")).to_be_hidden()
    expect(page.get_by_role("link", name="Site map")).to_have_count(0)
    expect(page.get_by_role("button")).to_have_count(0)
    ink = page.evaluate("getComputedStyle(document.querySelector('h1')).color")
    assert max(map(int, ink.removeprefix("rgb(").rstrip(")").split(","))) < 64
    # One sheet for some hundred words; not one with the navigation and one with the text.
    assert page.pdf().count(b"/Type /Page\n") <= 3


@pytest.mark.parametrize("dark", [False, True])
def test_pages_are_as_light_or_dark_as_the_visitor_likes(
    examples: Shown, visit: Callable[..., Visitor], dark: bool
) -> None:
    visitor = visit(examples.url, dark=dark)
    for place in examples.places:
        visitor.open(place.path)

        paper = visitor.page.evaluate(
            "[document.documentElement, document.body].map((one) =>"
            " getComputedStyle(one).backgroundColor).find((colour) => !/, 0\\)$/.test(colour))"
        )
        shades = [int(each) for each in paper.removeprefix("rgb(").rstrip(")").split(",")]
        assert (max(shades) < 80) if dark else (min(shades) > 200), place


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_no_text_that_is_chinese_stands_in_italics(
    examples: Shown, visit: Callable[..., Visitor], language: str
) -> None:
    visitor = visit(examples.url, language=language)
    for place in [*examples.places, *examples.articles]:
        visitor.open(place.path)

        slanted = visitor.page.evaluate(
            "[...document.querySelectorAll('body *')].filter((one) =>"
            " [...one.childNodes].some((node) => node.nodeType === 3 &&"
            " /\\p{Script=Han}/u.test(node.data)) &&"
            " getComputedStyle(one).fontStyle !== 'normal').map((one) => one.outerHTML)"
        )
        assert slanted == [], place


@pytest.mark.parametrize("width", [800, 1280])
def test_headings_of_the_map_stand_above_what_they_name(
    shown: Shown, visit: Callable[..., Visitor], width: int
) -> None:
    visitor = visit(shown.url, width=width)
    visitor.open("/sitemap")

    apart = visitor.page.evaluate(
        "[...document.querySelectorAll('.map > section')].filter((section) => {"
        " const [heading, first] = ['h2', 'li'].map((one) =>"
        " section.querySelector(one).getClientRects()[0]);"
        " return first.left < heading.left || first.left > heading.left + 2"
        " || first.top < heading.bottom;"
        "}).map((section) => section.outerHTML.slice(0, 200))"
    )
    assert apart == []
