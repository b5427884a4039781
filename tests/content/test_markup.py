"""Markdown and HTML become safe HTML with absolute addresses."""

from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedsvc.content.markup import sanitise
from tests.content.examples import article, rejection


def content(folder: Path, text: str, path: str = "news/a.html") -> str:
    return article(folder, path, f"---\ntitle: T\n---\n{text}").content.strip()


class TestSafety:
    @pytest.mark.parametrize(
        "text",
        [
            "<script>alert(1)</script>",
            "<style>p{color:red}</style>",
            "<iframe src='https://x.example/'>fallback</iframe>",
            "<object data='x.swf'>fallback</object>",
            "<form action='/x'><input name='q'><button>Go</button></form>",
            "<svg><script>alert(1)</script></svg>",
            "<nav><a href='/'>Home</a></nav>",
            "<!-- a remark -->",
            "<noscript>Switch it on</noscript>",
            "<template>Later</template>",
        ],
    )
    def test_what_is_no_text_is_gone_with_its_content(self, tmp_path: Path, text: str) -> None:
        assert content(tmp_path, f"<div>Tea{text}</div>") == "<div>Tea</div>"

    @pytest.mark.parametrize(
        "attribute",
        [
            "onclick='alert(1)'",
            "style='position:fixed'",
            "class='x'",
            "id='x'",
            "ONMOUSEOVER=alert(1)",
            "data-x='1'",
        ],
    )
    def test_attributes_that_act_or_decorate_are_gone(self, tmp_path: Path, attribute: str) -> None:
        assert content(tmp_path, f"<p {attribute}>Tea</p>") == "<p>Tea</p>"

    @pytest.mark.parametrize(
        "address",
        [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "java&#10;script:alert(1)",
            " javascript:alert(1)",
            "&#1;javascript:alert(1)",
            "&#x6a;avascript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "http://[",
            "http:///",
            "https:relative",
            "",
        ],
    )
    def test_links_that_act_or_lead_nowhere_are_plain_text(
        self, tmp_path: Path, address: str
    ) -> None:
        assert content(tmp_path, f'<p><a href="{address}">Tea</a></p>') == "<p><a>Tea</a></p>"

    def test_a_scheme_behind_a_wide_blank_is_a_path(self, tmp_path: Path) -> None:
        html = content(tmp_path, '<p><a href="\u3000javascript:alert(1)">Tea</a></p>')

        assert 'href="https://news.example/news/%E3%80%80javascript:alert(1)"' in html

    @pytest.mark.parametrize(
        "text",
        [
            "<img src='data:image/png;base64,AAAA' alt='pot'>",
            "<img alt=' src=&quot;https://x.example/a.png'>",
            "<img src=' '>",
            "<img src='http://['>",
            "<img src='ma&#10;ilto:ann@x.example'>",
            "<source src='a.webp'>",
            "<picture><source srcset='a.webp'></picture>",
            "<video controls></video>",
            "<audio src='data:audio/mpeg;base64,AAAA'><source type='audio/mpeg'></audio>",
        ],
    )
    def test_media_without_an_address_of_the_web_are_gone(self, tmp_path: Path, text: str) -> None:
        assert content(tmp_path, f"<p>Tea{text}</p>") == "<p>Tea</p>"

    def test_what_a_player_with_nothing_to_play_holds_stays(self, tmp_path: Path) -> None:
        text = "<video src='data:,'>No film, <video src='b.mp4'>b</video> and <b>text</b>.</video>"

        html = content(tmp_path, f"<div>{text}</div>")

        kept = '<video src="https://news.example/news/b.mp4">b</video>'
        assert html == f"<div>No film, {kept} and <b>text</b>.</div>"

    def test_pictures_behind_an_unusual_text_stay(self, tmp_path: Path) -> None:
        html = content(tmp_path, "<p>Tea<img alt='a > \"b\" src=' src=pot.jpg></p>")

        assert 'src="https://news.example/news/pot.jpg"' in html

    def test_markdown_is_no_way_around(self, tmp_path: Path) -> None:
        text = "[Tea](javascript:alert(1)) <img src=x onerror=alert(1)>\n\n<script>x</script>"

        html = content(tmp_path, text, "news/a.md")

        assert "script" not in html
        assert "onerror" not in html

    def test_a_control_character_written_as_a_reference_is_dropped(self, tmp_path: Path) -> None:
        assert content(tmp_path, "<p>Tea&#8;&#x1F; &#xFFFE;</p>") == "<p>Tea </p>"

    def test_nothing_but_what_is_dropped_is_no_article(self, tmp_path: Path) -> None:
        found = rejection(tmp_path, "a.html", "---\ntitle: T\n---\n<script>x</script><img>")

        assert found.reason == "has no text"


class TestAddresses:
    @pytest.mark.parametrize(
        ("address", "absolute"),
        [
            ("b.html", "https://news.example/news/b.html"),
            ("./b.html", "https://news.example/news/b.html"),
            ("../b.html", "https://news.example/b.html"),
            ("/b.html", "https://news.example/b.html"),
            ("//cdn.example/b", "https://cdn.example/b"),
            ("?page=2", "https://news.example/news/?page=2"),
            ("图/茶 叶.html", "https://news.example/news/%E5%9B%BE/%E8%8C%B6%20%E5%8F%B6.html"),
            ("images\\b.jpg", "https://news.example/news/images/b.jpg"),
            ("100%.html", "https://news.example/news/100%25.html"),
            ("b%20c.html?q=%E8%8C%B6", "https://news.example/news/b%20c.html?q=%E8%8C%B6"),
            ("https://例子.example/茶?茶#茶", None),
            ("https://x.example/{a}|b", "https://x.example/%7Ba%7D%7Cb"),
            ("mailto:ann@news.example", "mailto:ann@news.example"),
            ("tel:+8612345", "tel:+8612345"),
            (" https://x.example/ ", "https://x.example/"),
            ("HTTPS://x.example/A", "https://x.example/A"),
            ("README.html", "https://news.example/news/README.html"),
        ],
    )
    def test_links_become_absolute_and_ascii(
        self, tmp_path: Path, address: str, absolute: str | None
    ) -> None:
        encoded = "%E8%8C%B6"
        expected = absolute or f"https://xn--fsqu00a.example/{encoded}?{encoded}#{encoded}"

        html = content(tmp_path, f'<p><a href="{address}">Tea</a></p>')

        assert html == f'<p><a href="{expected}">Tea</a></p>'

    def test_images_sound_and_films_become_absolute(self, tmp_path: Path) -> None:
        text = (
            "<img src='a.jpg' alt='pot'><audio src='a.mp3'></audio>"
            "<video controls><source src='a.mp4' type='video/mp4'></video>"
        )

        html = content(tmp_path, text)

        assert html.count('src="https://news.example/news/a.') == 3
        assert 'alt="pot"' in html

    def test_they_are_relative_to_the_folder_of_a_folder_article(self, tmp_path: Path) -> None:
        html = content(tmp_path, "![pot](pot.jpg)", "news/tea/index.md")

        assert 'src="https://news.example/news/tea/pot.jpg"' in html

    def test_they_are_relative_to_the_stated_link(self, tmp_path: Path) -> None:
        text = "---\nlink: https://blog.example/2024/tea/\n---\n![pot](pot.jpg)"

        found = article(tmp_path, "a.md", text)

        assert 'src="https://blog.example/2024/tea/pot.jpg"' in found.content

    def test_links_into_the_same_page_are_plain_text(self, tmp_path: Path) -> None:
        html = content(tmp_path, "Tea[^1] and [eggs](#eggs).\n\n[^1]: leaves", "news/a.md")

        assert "href" not in html
        assert "eggs" in html
        assert "leaves" in html

    def test_a_home_below_a_path_stays_the_base(self, tmp_path: Path) -> None:
        found = article(tmp_path, "茶/a.md", "[b](b.html)", home_url="https://news.example/zh/")

        assert 'href="https://news.example/zh/%E8%8C%B6/b.html"' in found.content


class TestMarkdown:
    @pytest.mark.parametrize(
        ("text", "html"),
        [
            ("*a* **b** ~~c~~ `d`", "<em>a</em> <strong>b</strong> <del>c</del> <code>d</code>"),
            ("| a |\n|---|\n| b |", "<table>"),
            ("```python\nx < 1\n```", "<pre><code>x &lt; 1\n</code></pre>"),
            ("a  \nb", "a<br>\nb"),
            ("> a", "<blockquote>"),
            ("1. a\n2. b", "<ol>"),
            (
                "<details><summary>a</summary>b</details>",
                "<details><summary>a</summary>b</details>",
            ),
        ],
    )
    def test_is_html_in_the_end(self, tmp_path: Path, text: str, html: str) -> None:
        assert html in content(tmp_path, text, "a.md")

    @pytest.mark.parametrize(
        ("text", "html"),
        [
            ("{% youtube x %}\n\nText.", "<p>Text.</p>"),
            ("Text.\n\n{{< figure src='a.jpg' >}}", "<p>Text.</p>"),
            ("{% note info %}\nText.\n{% endnote %}", "<p>Text.</p>"),
            ("Text with {{ a.tag }} inside.", "<p>Text with {{ a.tag }} inside.</p>"),
            ("`{% tag %}`", "<p><code>{% tag %}</code></p>"),
            ("    {% tag %}", "<pre><code>{% tag %}</code></pre>"),
        ],
    )
    def test_loses_template_tags_that_stand_alone(
        self, tmp_path: Path, text: str, html: str
    ) -> None:
        assert content(tmp_path, text, "a.md") == html


SCRAPS = (
    *("<img src=", "<img alt=", "<source src=", "<video src=", "<audio ", "<video>", "<picture>"),
    *("</video>", "</audio>", "</picture>", "<p>", "</p>", "<a href=", "<li>", "<table>", ">"),
    *('<img src="/a.png" width="1">', '<img src="b.png">', "<img src='data:,'>", "<source>"),
    *("data:image/png,x", "https://x.example/a.png", "a.mp3", "''", "'", '"', " src=", " ", "Text"),
)


class Media(HTMLParser):
    """Tells whether all pictures and sources have an address, and players something to play."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.dead: list[str] = []
        self._players: list[bool] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has_address = (dict(attrs).get("src") or "").startswith(("http://", "https://"))
        if tag in ("audio", "video"):
            self._players.append(has_address)
        elif tag == "source" and self._players:
            self._players[-1] = True
        if tag in ("img", "source") and not has_address:
            self.dead.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("audio", "video") and not self._players.pop():
            self.dead.append(tag)


@given(st.lists(st.sampled_from(SCRAPS), max_size=15).map("".join))
@settings(deadline=None)
def test_whatever_is_embedded_leads_somewhere(text: str) -> None:
    assert Media(sanitise(text, "https://news.example/")).dead == []
