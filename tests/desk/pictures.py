"""Pictures of every page of the desk; its clock runs, so no two of them are the same."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

from playwright.sync_api import Browser

from tests.browsing import visiting
from tests.desk.desks import Served, desk_places, log_in, open_place

_LANGUAGES = {"en": "en-GB", "zh": "zh-CN"}


class Look(Protocol):
    """How a page is looked at."""

    @property
    def language(self) -> str:
        """English or Chinese."""

    @property
    def width(self) -> int:
        """How wide the window is."""

    @property
    def dark(self) -> bool:
        """Whether everything is dark."""


def take(
    browser: Browser, served: Served, looks: Iterable[Look], output: Path
) -> Iterator[tuple[str, str]]:
    """Take the pictures of each page; yield its name, and what the browser complained of."""
    places = desk_places(served)
    names = {place.name: f"desk-{at:02}-{place.name}" for at, place in enumerate(places, start=1)}
    complaints: dict[str, list[str]] = {name: [] for name in names}
    for look in looks:
        with visiting(
            browser,
            served.url,
            width=look.width,
            dark=look.dark,
            language=_LANGUAGES[look.language],
        ) as visitor:
            is_in = False
            for place in places:
                if not place.is_open and not is_in:
                    log_in(visitor.page, served.url)
                    is_in = True
                open_place(visitor.page, served.url, place)
                file = output / f"{names[place.name]}-{look}.png"
                visitor.page.screenshot(
                    path=file, full_page=True, animations="disabled", caret="hide"
                )
                complaints[place.name] += [
                    f"{file.name}: {each}"
                    for each in visitor.complaints
                    if "a status of 40" not in each
                ]
                visitor.complaints.clear()
    for name in names:
        yield names[name], "\n".join(complaints[name])
