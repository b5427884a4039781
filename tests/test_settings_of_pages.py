import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedsvc.settings import Pages
from feedsvc.settings.checks import UnfitError
from feedsvc.settings.colours import (
    DARK,
    LEAST_CONTRAST,
    LIGHT,
    contrast,
    lightened,
    on_dark,
    on_light,
)
from tests.test_settings import loaded, problem

STYLE = Path(__file__).parent.parent / "feedsvc" / "serve" / "static" / "style.css"
COLOURS = st.from_regex(r"#[0-9a-f]{6}", fullmatch=True)


def pages(folder: Path, toml: str) -> Pages:
    return loaded(folder, f"[pages]\n{toml}").pages


def said(folder: Path, toml: str) -> str:
    line = problem(folder, f"[pages]\n{toml}")
    assert line.startswith("feedsvc.toml: pages.")
    return line.removeprefix("feedsvc.toml: pages.")


class TestColours:
    def test_the_papers_are_those_of_the_style_sheet(self) -> None:
        css = STYLE.read_text("utf-8")

        papers = re.findall("--paper: (#[0-9a-f]{6});", css)
        washes = re.findall("--wash: (#[0-9a-f]{6});", css)

        assert tuple(zip(papers, washes, strict=True)) == (LIGHT, DARK)

    def test_the_accents_of_the_style_sheet_meet_what_is_asked_of_others(self) -> None:
        light, dark = re.findall("--accent: (#[0-9a-f]{6});", STYLE.read_text("utf-8"))

        assert (on_light(light), on_dark(dark)) == (light, dark)

    @pytest.mark.parametrize(
        ("one", "other", "ratio"),
        [
            ("#000000", "#ffffff", 21.0),
            ("#777777", "#ffffff", 4.48),
            ("#767676", "#ffffff", 4.54),
            ("#123456", "#123456", 1.0),
        ],
    )
    def test_contrast_is_what_wcag_says(self, one: str, other: str, ratio: float) -> None:
        assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.005)

    @pytest.mark.parametrize(
        ("written", "kept"), [("", ""), ("#0B5394", "#0b5394"), ("#a00", "#aa0000")]
    )
    def test_a_legible_colour_is_kept_in_one_spelling(
        self, tmp_path: Path, written: str, kept: str
    ) -> None:
        assert pages(tmp_path, f"accent = '{written}'").accent == kept

    def test_a_pale_colour_is_refused_with_its_contrast_and_one_that_fits(
        self, tmp_path: Path
    ) -> None:
        assert said(tmp_path, "accent = '#ff0000'") == (
            "accent: '#ff0000' is hard to read: its contrast with the paper #f4f1e9 is 3.54 : 1, "
            "not 4.5 : 1 or more; the nearest colour that fits is #de0000"
        )
        assert "is 2.09 : 1" in said(tmp_path, "accent_dark = '#0b5394'")

    @pytest.mark.parametrize(
        ("written", "line"),
        [
            ("'red'", "'red' is not a colour; give a colour such as #9b1c1c"),
            ("'9B1C1C'", "'9B1C1C' is not a colour; did you mean #9b1c1c?"),
            ("'#9b1c1c80'", "'#9b1c1c80' is not a colour"),
            ("'#9b1c1c;}'", "is not a colour"),
            ("5", "5 is not text"),
        ],
    )
    def test_what_is_no_colour_is_refused(self, tmp_path: Path, written: str, line: str) -> None:
        assert line in said(tmp_path, f"accent = {written}")

    @given(COLOURS)
    def test_what_is_proposed_fits_and_a_colour_that_fits_stays(self, colour: str) -> None:
        for accepted in (on_light, on_dark):
            try:
                assert accepted(colour) == colour
            except UnfitError as error:
                (proposed,) = re.findall("#[0-9a-f]{6}", error.hint)
                assert accepted(proposed) == proposed

    @given(COLOURS)
    def test_every_colour_can_be_lightened_until_it_is_legible(self, colour: str) -> None:
        lighter = lightened(colour)

        assert min(contrast(lighter, paper) for paper in DARK) >= LEAST_CONTRAST
        assert lightened(lighter) == lighter


class TestPictureAndFolder:
    def test_both_start_at_the_folder_of_the_file(self, tmp_path: Path) -> None:
        (tmp_path / "Logo.PNG").touch()
        (tmp_path / "house" / "static").mkdir(parents=True)

        found = pages(tmp_path, "logo = 'Logo.PNG'\ntheme = 'house'")

        assert (found.logo, found.theme) == (tmp_path / "Logo.PNG", tmp_path / "house")

    def test_nothing_stands_for_none(self, tmp_path: Path) -> None:
        found = pages(tmp_path, "logo = ''\ntheme = ''")

        assert (found.logo, found.theme) == (None, None)

    def test_what_is_missing_is_told_with_where_it_should_be(self, tmp_path: Path) -> None:
        logo = said(tmp_path, "logo = 'logo.svg'")
        theme = said(tmp_path, "theme = 'house'")

        assert logo == (
            f"logo: 'logo.svg' is not there; put the picture at '{tmp_path}/logo.svg' or correct "
            "the path"
        )
        assert theme == (
            f"theme: 'house' is not there; make the folder '{tmp_path}/house' or correct the path"
        )

    def test_what_is_something_else_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "house" / "templates").mkdir(parents=True)
        (tmp_path / "logo.svg").mkdir()
        (tmp_path / "logo.bmp").touch()

        assert "'logo.svg' is not there" in said(tmp_path, "logo = 'logo.svg'")
        assert "is not a picture that browsers show; use one of .svg .png" in said(
            tmp_path, "logo = 'logo.bmp'"
        )
        assert "name the folder that has a folder templates or static in it" in said(
            tmp_path, "theme = 'house/templates'"
        )
        assert "3 is not the path of a file" in said(tmp_path, "logo = 3")


class TestFooter:
    def test_lines_are_texts_with_or_without_an_address(self, tmp_path: Path) -> None:
        found = pages(
            tmp_path, "footer = ['© 新闻', {text = '京ICP备1号', url = 'https://例子.中国/'}]"
        )

        assert [(line.text, line.url) for line in found.footer] == [
            ("© 新闻", ""),
            ("京ICP备1号", "https://xn--fsqu00a.xn--fiqs8s/"),
        ]

    def test_the_environment_divides_plain_lines_by_semicolons(self, tmp_path: Path) -> None:
        found = loaded(tmp_path, FEEDSVC_PAGES__FOOTER="© News; All rights reserved").pages

        assert [line.text for line in found.footer] == ["© News", "All rights reserved"]

    @pytest.mark.parametrize(
        ("written", "line"),
        [
            ("'© News'", "is not a list; give a list such as"),
            ("['']", "'' says nothing; remove it or give it a text"),
            ("[{url = 'https://x.cn/'}]", "is not a line of a footer; give a list such as"),
            ("[{text = 'x', href = 'https://x.cn/'}]", "is not a line of a footer"),
            ("[{text = 'x', url = 'javascript:alert(1)'}]", "is not an absolute http or https"),
            ("[{text = 'x', url = '/about'}]", "is not an absolute http or https address"),
            ("[1]", "1 is not a line of a footer"),
        ],
    )
    def test_what_is_no_line_is_refused(self, tmp_path: Path, written: str, line: str) -> None:
        assert line in said(tmp_path, f"footer = {written}")


def test_the_look_changes_no_document(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").touch()
    (tmp_path / "house" / "static").mkdir(parents=True)
    look = "[pages]\nlogo = 'logo.svg'\naccent = '#0b5394'\nfooter = ['x']\ntheme = 'house'"

    assert loaded(tmp_path, look).fingerprint() == loaded(tmp_path).fingerprint()
