"""HTML: fragments below front matter, and whole pages."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from feedsvc.model import Origin, Person
from tests.content.examples import article, rejection

PAGE = """<!DOCTYPE html>
<html lang="zh-cn">
<head>
<title>茶叶蛋 - 江湾新闻网</title>
<link rel="canonical" href="https://news.example/food/tea-eggs.html">
<meta name="description" content="落雁坡的茶叶蛋。">
<meta name="keywords" content="茶叶, 食谱">
<meta name="author" content="Ann Lee">
<meta property="article:published_time" content="2024-01-15T10:30:00+08:00">
<meta property="article:modified_time" content="2024-01-16T10:30:00+08:00">
</head>
<body>
<nav><a href="/">首页</a></nav>
<article><h1>茶叶蛋</h1><p>每家都有一锅。<a href="pot.html">锅</a></p></article>
<aside>相关</aside>
</body>
</html>
"""


class TestPage:
    @pytest.mark.parametrize("path", ["a.html", "a.htm", "a.xhtml", "a.txt", "a.md"])
    def test_says_what_it_is_about(self, tmp_path: Path, path: str) -> None:
        found = article(tmp_path, path, PAGE)

        assert found.title == "茶叶蛋"
        assert found.summary == "落雁坡的茶叶蛋。"
        assert found.tags == ("茶叶", "食谱")
        assert found.people == (Person(name="Ann Lee"),)
        assert found.language == "zh-CN"
        assert found.link == "https://news.example/food/tea-eggs.html"
        assert found.published == datetime(2024, 1, 15, 2, 30, tzinfo=UTC)
        assert found.published_origin is Origin.PAGE
        assert found.updated == datetime(2024, 1, 16, 2, 30, tzinfo=UTC)

    def test_holds_its_text_in_the_narrowest_container(self, tmp_path: Path) -> None:
        found = article(tmp_path, "a.html", PAGE)

        assert found.content == (
            '<p>每家都有一锅。<a href="https://news.example/food/pot.html">锅</a></p>'
        )

    @pytest.mark.parametrize(
        "text",
        [
            "<html><body><p>Text.</p></body></html>",
            "<html><head><title>T</title></head><p>Text.</p>",
            "<!DOCTYPE HTML>\n<p>Text.",
            "<?xml version='1.0'?>\n<!-- a --><!-- b -->\n<html><p>Text.</p></html>",
            "<html><main><p>Text.</p></main><footer>End</footer></html>",
            "<html><body><p>Text.</p>",
            "<html><![x[ ]]><p>Text.</p></html>",
            "<html><body><![if !vml]><p>Text.</p><![endif]></body></html>",
        ],
    )
    def test_may_be_untidy(self, tmp_path: Path, text: str) -> None:
        assert "<p>Text.</p>" in article(tmp_path, "a.html", text).content

    def test_gives_way_to_front_matter(self, tmp_path: Path) -> None:
        found = article(tmp_path, "a.html", f"---\ntitle: Eggs\ndate: 2020-02-02\n---\n{PAGE}")

        assert found.title == "Eggs"
        assert found.published_origin is Origin.FRONT_MATTER
        assert found.tags == ("茶叶", "食谱")

    def test_that_begins_with_many_comments_is_read_at_once(self, tmp_path: Path) -> None:
        found = article(tmp_path, "a.html", "<!---->" * 1000 + "<p>Text.</p>")

        assert found.content == "<p>Text.</p>"

    def test_without_text_is_rejected(self, tmp_path: Path) -> None:
        found = rejection(tmp_path, "a.html", "<html><head><title>T</title></head></html>")

        assert found.reason == "has no text"


class TestFragment:
    def test_needs_no_front_matter(self, tmp_path: Path) -> None:
        found = article(tmp_path, "tea-eggs.html", "<p>Every kitchen has a pot.</p>")

        assert found.title == "tea eggs"
        assert found.content == "<p>Every kitchen has a pot.</p>"

    def test_is_not_read_as_markdown(self, tmp_path: Path) -> None:
        found = article(tmp_path, "a.html", "---\ntitle: T\n---\n<p>*Tea*</p>\n    four blanks")

        assert found.content == "<p>*Tea*</p>\n    four blanks"

    def test_may_be_a_picture(self, tmp_path: Path) -> None:
        assert article(tmp_path, "a.html", "<img src='pot.jpg'>").title == "a"
