"""Text that nobody is shown is not published, and pictures that load late are."""

from pathlib import Path

import pytest

from feedsvc.content.markup import sanitise
from tests.content.examples import article

BASE = "https://news.example/a/"


class TestHiddenText:
    @pytest.mark.parametrize(
        "html",
        [
            "<p hidden>x</p><p>Tea</p>",
            "<p hidden>x<p>Tea</p>",
            "<p HIDDEN=until-found>x</p><p>Tea</p>",
            "<section hidden><div>x</div><div>x</div></section><p>Tea</p>",
            "<x-card hidden>x<x-card>x</x-card>x</x-card><p>Tea</p>",
            "<div style='color: red; DISPLAY : none !important'>x<div>x</div></div><p>Tea</p>",
            '<div style="visibility:hidden">x</div><p>Tea</p>',
            "<p title='a > b' hidden>x</p><p>Tea</p>",
            "<img hidden src=x.jpg><p>Tea</p>",
            "<p>Tea</p><div hidden>x",
            "<template>x</template><p>Tea</p>",
        ],
    )
    def test_goes_with_all_that_is_in_it(self, html: str) -> None:
        assert sanitise(html, BASE) == "<p>Tea</p>"

    @pytest.mark.parametrize(
        "html",
        [
            "<p>The hidden garden, display: none</p>",
            "<p><code>&lt;p hidden&gt;</code></p>",
            "<p><img src=x.jpg alt='display:none hidden'></p>",
            "<p style='display:nonesuch'>Tea</p>",
            "<p aria-hidden=true>Tea</p>",
        ],
    )
    def test_is_not_what_only_speaks_of_it(self, html: str) -> None:
        spoken = sanitise(html.replace("hidden", "shown"), BASE)

        assert sanitise(html, BASE) == spoken.replace("shown", "hidden")

    def test_in_markdown_goes_too(self, tmp_path: Path) -> None:
        text = "Tea\n\n<div hidden>\n\n*secret*\n\n</div>\n\nEggs"

        assert "secret" not in article(tmp_path, "a.md", text).content

    def test_does_not_take_the_addresses_of_its_neighbours(self) -> None:
        html = "<p hidden>x</p><p><a href=b.html>b</a><img data-src=c.jpg></p>"

        assert sanitise(html, BASE) == (
            f'<p><a href="{BASE}b.html">b</a><img src="{BASE}c.jpg"></p>'
        )


class TestLatePictures:
    @pytest.mark.parametrize(
        "attributes",
        [
            "data-src=pot.jpg",
            "src='' data-src='pot.jpg'",
            "src='data:image/gif;base64,R0lG' data-original='pot.jpg'",
            "src='data:image/svg+xml,<svg></svg>' data-lazy-src='pot.jpg'",
            "src=/images/1x1.gif data-original=pot.jpg",
            "src=/images/blank.png?v=2 data-src=' pot.jpg '",
            "data-srcset='small.jpg 300w, pot.jpg 900w, middle.jpg 600w'",
            "srcset='pot.jpg'",
            "src='#' data-src=pot.jpg data-srcset='other.jpg 2x'",
        ],
    )
    def test_stand_at_the_address_where_they_are(self, attributes: str) -> None:
        assert sanitise(f"<img {attributes}>", BASE) == f'<img src="{BASE}pot.jpg">'

    @pytest.mark.parametrize(
        "attributes",
        [
            "src=pot.jpg data-src=large.jpg",
            "src=pot.jpg srcset='large.jpg 2x'",
            "src=pot.jpg data-src='data:image/gif;base64,R0lG'",
        ],
    )
    def test_that_are_there_stay(self, attributes: str) -> None:
        assert sanitise(f"<img {attributes}>", BASE) == f'<img src="{BASE}pot.jpg">'

    def test_are_addresses_of_the_web_all_the_same(self) -> None:
        assert "javascript" not in sanitise("<img data-src='javascript:alert(1)'>", BASE)
