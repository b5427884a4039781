"""Plain text: cleaned, on one line, shortened."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedsvc.content.text import clean, one_line, opening, plain, shorten
from feedsvc.model import Notice
from tests.content.examples import article


class TestClean:
    def test_line_ends_become_line_feeds(self) -> None:
        assert clean("a\r\nb\rc\nd") == ("a\nb\nc\nd", ())

    def test_each_line_that_loses_characters_has_a_notice(self) -> None:
        text, notices = clean("a\x00\nb\nc\x08\x9f\ud800\ufffe")

        assert text == "a\nb\nc"
        assert notices == (
            Notice(line=1, message="dropped 1 control character"),
            Notice(line=3, message="dropped 4 control characters"),
        )

    def test_many_lines_share_one_notice_in_the_end(self) -> None:
        _, notices = clean("\x00\n" * 1000)

        assert len(notices) == 21
        assert notices[-1].line == 21
        assert notices[-1].message == "dropped 980 control characters here and in 979 more lines"

    def test_what_people_write_stays(self) -> None:
        text = "\tTea\u3000茶\xa0👨\u200d👩\u200d👧 \U00020000"

        assert clean(text) == (text, ())


class TestOneLine:
    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("  a \n\t b\u3000c\xa0d  ", "a b c d"),
            ("主题\u200b教育\ufeff", "主题教育"),
            ("\u202bאבג\u202c", "\u202bאבג\u202c"),
            ("co\u00adoperate", "cooperate"),
            ("👨\u200d👩", "👨\u200d👩"),
            ("\x00\x1b[0m\ud800", "[0m"),
        ],
    )
    def test_nothing_invisible_stays(self, text: str, line: str) -> None:
        assert one_line(text) == line


class TestPlain:
    def test_blocks_are_divided_and_references_are_characters(self) -> None:
        html = "<h2>Tea</h2><p>a &lt; b<br>c</p><ul><li>d</li><li><b>e</b>f</li></ul>&amp;lt;"

        assert plain(html) == "Tea a < b c d ef &lt;"


class TestOpening:
    def test_is_prose_without_headings_code_and_tables(self) -> None:
        html = (
            "<h2>Synopsis</h2><pre><code>f(x)</code></pre><p>First words of the text.</p>"
            "<table><tbody><tr><td>cell</td></tr></tbody></table><p>More of it follows here.</p>"
        )

        assert opening(html, 40) == "First words of the text. More of it follows here."

    def test_is_everything_where_hardly_any_paragraph_is(self) -> None:
        html = "<div>All the text stands in a division.</div><p>End.</p>"

        assert opening(html, 40) == "All the text stands in a division. End."


class TestShorten:
    @pytest.mark.parametrize(
        ("text", "limit", "short"),
        [
            ("short", 20, "short"),
            ("One sentence. Another one that is long.", 20, "One sentence."),
            ("第一句话在这里。第二句话更长一些。", 10, "第一句话在这里。"),
            ("他说：“好。”然后走了。", 8, "他说：“好。”"),
            ("Words without an end in sight", 20, "Words without an…"),
            ("没有标点的中文也要能够截断才行", 10, "没有标点的中文也要…"),
            ("Version 3.14 is not an end", 12, "Version…"),
        ],
    )
    def test_cuts_at_a_sentence_else_between_words(self, text: str, limit: int, short: str) -> None:
        assert shorten(text, limit) == short

    @given(st.text(max_size=300), st.integers(1, 100))
    def test_never_exceeds_its_limit(self, text: str, limit: int) -> None:
        assert len(shorten(text, limit)) <= limit

    @given(st.text(max_size=300), st.integers(1, 100))
    def test_returns_a_beginning_of_the_text(self, text: str, limit: int) -> None:
        short = shorten(text, limit)

        assert text.startswith(short.removesuffix("…"))


class TestSummary:
    def test_is_the_beginning_of_the_text_within_the_limit(self, tmp_path: Path) -> None:
        found = article(tmp_path, "a.md", "茶农上山了。" * 100, summary_length=50)

        assert found.summary == "茶农上山了。" * 8

    @pytest.mark.parametrize("key", ["summary", "description", "excerpt", "abstract"])
    def test_is_the_stated_one_where_there_is_one(self, tmp_path: Path, key: str) -> None:
        found = article(tmp_path, "a.md", f"---\n{key}: Tea & eggs\n---\nText.")

        assert found.summary == "Tea & eggs"

    STATED = "<p>A <b class='x'>List&lt;T&gt;</b> of Set<T> &amp; more</p>"

    def test_is_the_text_that_is_stated(self, tmp_path: Path) -> None:
        found = article(tmp_path, "a.md", f"---\nsummary: {self.STATED}\n---\nText.")

        assert found.summary == self.STATED

    def test_is_what_a_stated_excerpt_shows(self, tmp_path: Path) -> None:
        found = article(tmp_path, "a.md", f"---\nexcerpt: {self.STATED}\n---\nText.")

        assert found.summary == "A List<T> of Set<T> & more"

    def test_that_is_stated_is_not_cut(self, tmp_path: Path) -> None:
        found = article(tmp_path, "a.md", f"---\ndescription: {'word ' * 200}\n---\nText.")

        assert found.summary == " ".join(["word"] * 200)
