"""Pictures of every page: ``python -m tests.pages.screenshots``, or ``make screenshots``.

The same content gives the same pictures, as far as browser and fonts are the same; but those of the
desk tell the time.
"""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from playwright.sync_api import Browser

from benchmarks import corpus
from tests.browsing import browsing, visiting
from tests.conftest import Site
from tests.desk import pictures
from tests.desk.desks import serving
from tests.pages.places import Place
from tests.pages.sites import Shown, copied, showing, write_examples

_BASE_URL = "https://news.example.cn"
_FOLDER = click.Path(path_type=Path, file_okay=False)
# The small ones on the sheets: a window of this size, this much smaller.
_SHEET_WIDTH, _SHEET_PICTURE = 1640, 310
_MANY = 120


@dataclass(frozen=True, slots=True)
class Look:
    """How a page is looked at."""

    language: str
    width: int
    dark: bool

    def __str__(self) -> str:
        return f"{self.language}-{self.width:04}-{'dark' if self.dark else 'light'}"


LOOKS = [Look(*each) for each in product(("en", "zh"), (390, 1280), (False, True))]


@click.command()
@click.option("--content", type=_FOLDER, help="Folder with articles; else our examples.")
@click.option("--output", type=_FOLDER, default=Path("screenshots"), help="Where pictures go.")
def main(*, content: Path | None, output: Path) -> None:
    """Take pictures of each page, on a phone and a desk, light and dark, in both languages.

    Pages that our examples have too few articles for are taken of a larger site.
    """
    program = shutil.which("chromium")
    if program is None:
        sys.exit("chromium is missing; install it with: apt-get install chromium")
    if output.exists():
        shutil.rmtree(output)
    output.mkdir(parents=True)
    with (
        TemporaryDirectory() as folder,
        _shown(Path(folder), content) as sites,
        browsing(program) as browser,
    ):
        taken = [*_taken(browser, sites, output), *_desk_taken(browser, Path(folder), output)]
        _show_all(browser, taken, output)
    click.echo(f"{len(taken) * len(LOOKS)} pictures: {output / 'index.html'}")


@contextmanager
def _shown(folder: Path, content: Path | None) -> Iterator[list[Shown]]:
    """Serve the sites; what the first one has no page for may be in the next."""
    first, more = folder / "site", folder / "more"
    first.mkdir()
    more.mkdir()
    write = copied(content) if content else write_examples
    with showing(first, write, base_url=_BASE_URL) as shown:
        if content:
            yield [shown]
            return
        with showing(more, _write_many, base_url=_BASE_URL) as many:
            yield [shown, many]


def _write_many(site: Site) -> None:
    corpus.write(site.content, _MANY)


def _taken(browser: Browser, sites: list[Shown], output: Path) -> Iterator[str]:
    """Take the pictures of each page and yield its name."""
    chosen: dict[str, tuple[Shown, Place]] = {}
    for shown in sites:
        for place in shown.places:
            chosen.setdefault(place.name, (shown, place))
    for number, (shown, place) in enumerate(chosen.values(), start=1):
        name = f"{number:02}-{place.name}"
        for look in LOOKS:
            _take(browser, shown, place, look, output / f"{name}-{look}.png")
        yield name


def _desk_taken(browser: Browser, folder: Path, output: Path) -> Iterator[str]:
    """Take the pictures of the desk of our examples, and yield the name of each page."""
    root = folder / "desk"
    root.mkdir()
    with serving(root) as served:
        for name, complaints in pictures.take(browser, served, LOOKS, output):
            if complaints:
                click.echo(complaints, err=True)
            yield name


def _take(browser: Browser, shown: Shown, place: Place, look: Look, file: Path) -> None:
    language = {"en": "en-GB", "zh": "zh-CN"}[look.language]
    with visiting(
        browser, shown.url, width=look.width, dark=look.dark, language=language
    ) as visitor:
        answer = visitor.open(place.path)
        if answer.status != place.status:
            raise click.ClickException(f"{place.path} is answered with {answer.status}")
        visitor.page.screenshot(path=file, full_page=True, animations="disabled", caret="hide")
        for complaint in visitor.complaints:
            click.echo(f"{file.name}: {complaint}", err=True)


def _show_all(browser: Browser, names: list[str], output: Path) -> None:
    """Write a page with all pictures, and for each look a picture that shows the top of all."""
    (output / "index.html").write_text(_sheet(names, LOOKS), "utf-8")
    page = browser.new_page(viewport={"width": _SHEET_WIDTH, "height": 800})
    for look in LOOKS:
        sheet = output / f"sheet-{look}.html"
        sheet.write_text(_sheet(names, [look]), "utf-8")
        page.goto(sheet.absolute().as_uri())
        page.screenshot(path=output / f"00-all-{look}.png", full_page=True)
        sheet.unlink()


def _sheet(names: list[str], looks: list[Look]) -> str:
    figures = [
        f'<a href="{name}-{look}.png"><div><img src="{name}-{look}.png" alt=""></div>'
        f"{escape(name)}<br>{look}</a>"
        for name in names
        for look in looks
    ]
    style = (
        "body{display:flex;flex-wrap:wrap;gap:12px;margin:12px;font:12px sans-serif}"
        "html{background:#777}"
        f"a{{width:{_SHEET_PICTURE}px;color:#fff;overflow-wrap:anywhere}}"
        "div{height:420px;overflow:hidden}img{width:100%}"
    )
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Pages</title>'
        f"<style>{style}</style><body>{''.join(figures)}</body></html>"
    )


if __name__ == "__main__":
    main()
