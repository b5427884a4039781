"""HTML: fragments below front matter, and whole pages."""

import subprocess
import sys
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


PARAGRAPHS = "".join(
    f"<p>第{number}段：夜市六点开张，头几家摊子卖的是茶叶蛋，在酱油、八角和红茶里从中午一直煮到现在，"
    "锅盖一掀，整条街都闻得到，孩子们放学以后就在这里排队。</p>"
    for number in "一二三四五六七八"
)
MENU = "".join(f'<li><a href="/c/{number}">栏目{number}</a></li>' for number in range(20))
PORTAL = f"""<!DOCTYPE html>
<html><head><title>夜市</title></head><body>
<div class="top"><a href="/">首页</a> <a href="/login">登录</a></div>
<div class="menu"><ul>{MENU}</ul></div>
<div class="wrap"><div class="left"><h1>夜市</h1><div class="TRS_Editor">{PARAGRAPHS}
<p><img src="/pot.jpg" alt="锅"></p><h2>做法</h2><ul><li>鸡蛋</li><li>红茶</li></ul>
<table><tr><th>年</th><td>2024</td></tr></table><pre><code>x = 1</code></pre></div></div>
<div class="right"><h3>热点</h3><ul>{MENU}</ul></div></div><div class="footer">版权所有</div>
</body></html>"""


def linked_data(text: str) -> str:
    script = f'<script type="application/ld+json">{text}</script>'
    return f"<html><head>{script}</head><body><main><p>Text.</p></main></body></html>"


class TestLinkedData:
    ARTICLE = """{"@context": "https://schema.org", "@type": "NewsArticle",
        "headline": "Salt &amp; tea", "datePublished": "2024-01-15T10:30:00+08:00",
        "dateModified": "2024-01-16T10:30:00+08:00", "description": "Eggs.",
        "author": {"@type": "Person", "name": "Ann Lee", "url": "/people/ann"},
        "keywords": "tea, eggs", "inLanguage": "en-GB",
        "articleSection": ["Food/Drink", "Local"]}"""

    @pytest.mark.parametrize(
        "text",
        [
            ARTICLE,
            f"[{ARTICLE}]",
            f'{{"@graph": [{{"@type": "WebSite", "name": "News"}}, {ARTICLE}]}}',
            f'{{"@type": "WebPage", "mainEntity": {ARTICLE}}}',
            ARTICLE.replace('"NewsArticle"', '["Thing", "BlogPosting"]'),
            ARTICLE.replace('"tea, eggs"', '["tea", "eggs"]'),
            ARTICLE.replace("Eggs.", "Eggs.\n"),
        ],
    )
    def test_says_what_metadata_do_not(self, tmp_path: Path, text: str) -> None:
        found = article(tmp_path, "a.html", linked_data(text))

        assert found.title == "Salt & tea"
        assert found.summary == "Eggs."
        assert found.people == (Person(name="Ann Lee", uri="https://news.example/people/ann"),)
        assert found.tags == ("tea", "eggs")
        assert found.section == ("Food／Drink",)
        assert found.language == "en-GB"
        assert found.published == datetime(2024, 1, 15, 2, 30, tzinfo=UTC)
        assert found.updated == datetime(2024, 1, 16, 2, 30, tzinfo=UTC)

    def test_names_people_elsewhere_in_its_graph(self, tmp_path: Path) -> None:
        text = (
            '{"@graph": [{"@type": "Article", "author": {"@id": "#ann"}},'
            '{"@type": "Person", "@id": "#ann", "name": "Ann Lee"}]}'
        )

        found = article(tmp_path, "a.html", linked_data(text))

        assert [person.name for person in found.people] == ["Ann Lee"]

    @pytest.mark.parametrize(
        "text",
        [
            "{broken",
            "[" * 100_000,
            "null",
            '{"@type": "JobPosting", "headline": "Cook"}',
            '{"@type": "Product", "name": "Pot"}',
            '{"@type": "Article", "headline": [], "author": 1, "keywords": {"a": 1}}',
        ],
    )
    def test_that_describes_no_article_is_ignored(self, tmp_path: Path, text: str) -> None:
        found = article(tmp_path, "a.html", linked_data(text))

        assert found.title == "a"
        assert found.tags == ()

    def test_is_not_mixed_with_other_scripts(self, tmp_path: Path) -> None:
        page = linked_data('{"@type": "Article", "headline": "Tea"}')

        found = article(
            tmp_path, "a.html", page.replace("</head>", "<script>1 < 2</script></head>")
        )

        assert found.title == "Tea"

    def test_gives_way_to_metadata(self, tmp_path: Path) -> None:
        page = linked_data('{"@type": "Article", "headline": "Tea", "author": "Bo Li"}')
        metas = '<meta property="og:title" content="Eggs"><meta name="author" content="Ann Lee">'

        found = article(tmp_path, "a.html", page.replace("</head>", f"{metas}</head>"))

        assert found.title == "Eggs"
        assert [person.name for person in found.people] == ["Ann Lee"]


class TestMetadata:
    def test_of_portals_and_networks_are_known(self, tmp_path: Path) -> None:
        page = """<html><head><meta name="ArticleTitle" content="夜市"><meta name="SiteName"
            content="新闻网"><meta name="ColumnName" content="美食"><meta name="PubDate"
            content="2024-01-15 10:30"><meta name="Keywords" content="茶叶,食谱"><meta
            property="article:author" content="https://social.example/ann"></head><p>正文。</p>"""

        found = article(tmp_path, "a.html", page)

        assert found.title == "夜市"
        assert found.site == "新闻网"
        assert found.section == ("美食",)
        assert found.tags == ("茶叶", "食谱")
        assert found.people == ()
        assert found.published == datetime(2024, 1, 15, 2, 30, tzinfo=UTC)

    def test_that_name_no_date_give_way_to_linked_data_and_to_the_article(
        self, tmp_path: Path
    ) -> None:
        time = '<time class="updated" datetime="2020-01-01"></time><time datetime="2024-01-15">'
        meta = '<meta name="date" content="2024-02-30"><meta name="pubdate" content="soon">'
        page = (
            f"<html>{meta}<time datetime='2019-01-01'></time><article>{time}Text.</article></html>"
        )

        found = article(tmp_path, "a.html", page)

        assert found.published == datetime(2024, 1, 15, tzinfo=UTC)
        assert found.published_origin is Origin.PAGE
        assert [notice.message for notice in found.notices] == [
            "pubdate: 'soon' is not a date; ignored",
            "date: '2024-02-30' is not a date; ignored",
        ]

    def test_fill_in_for_a_broken_date_of_front_matter(self, tmp_path: Path) -> None:
        found = article(tmp_path, "a.html", f"---\ndate: 2024-02-30\n---\n{PAGE}")

        assert found.published_origin is Origin.PAGE
        assert len(found.notices) == 1


class TestMainText:
    def test_is_found_where_nothing_marks_it(self, tmp_path: Path) -> None:
        found = article(tmp_path, "a.html", PORTAL)

        assert all(f"第{number}段" in found.content for number in "一八")
        assert not any(word in found.content for word in ("栏目", "登录", "热点", "版权"))

    def test_keeps_pictures_lists_tables_and_code(self, tmp_path: Path) -> None:
        content = article(tmp_path, "a.html", PORTAL).content

        assert '<img src="https://news.example/pot.jpg" alt="锅">' in content
        assert all(text in content for text in ("<li>红茶</li>", "<td>2024</td>", "x = 1", "<h2>"))

    def test_is_found_in_layouts_of_tables_and_breaks(self, tmp_path: Path) -> None:
        text = PARAGRAPHS.replace("<p>", "　　").replace("</p>", "<br><br>")
        links = '<a href="/1">首页</a> <a href="/2">登录</a>'
        breaks = f"<html><body><div>{links}</div><div><font>{text}</font></div></body></html>"
        table = f"<html><body><table><tr><td>{links}<td>{PARAGRAPHS}</table></body></html>"

        found = [
            article(tmp_path, path, text) for path, text in (("a.html", breaks), ("b.html", table))
        ]

        assert all("第一段" in each.content and "第八段" in each.content for each in found)
        assert not any("登录" in each.content for each in found)

    def test_does_not_begin_with_the_title(self, tmp_path: Path) -> None:
        page = f"<html><body><div><div><h1>夜市</h1>{PARAGRAPHS}</div></div></body></html>"

        found = article(tmp_path, "a.html", page)

        assert found.title == "夜市"
        assert found.content.startswith("<p>第一段")

    def test_costs_nothing_where_no_page_needs_it(self) -> None:
        code = (
            "import sys; from tests.content.examples import RULES;"
            "from feedsvc.content.reading import read_article;"
            "read_article('a.md', b'Text.', RULES);"
            "read_article('a.html', b'<html><article>Text.</article></html>', RULES);"
            "sys.exit('readability' in sys.modules or 'lxml' in sys.modules)"
        )

        assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

    def test_is_the_whole_body_where_no_block_holds_most_of_it(self, tmp_path: Path) -> None:
        blocks = "".join(f"<div><p>Short {number}.</p></div>" for number in range(9))

        found = article(tmp_path, "a.html", f"<html><body>{blocks}</body></html>")

        assert all(f"Short {number}." in found.content for number in range(9))

    def test_is_the_longest_of_several_articles(self, tmp_path: Path) -> None:
        text = "<p>Every kitchen has a pot.</p><article>Note</article>"
        page = f"<html><article>Teaser</article><article>{text}</article>"

        found = article(tmp_path, "a.html", f"{page}<article>Teaser</article></html>")

        assert found.content == "<p>Every kitchen has a pot.</p>Note"


class TestCharset:
    @pytest.mark.parametrize(
        ("name", "codec", "word"),
        [
            ("gb2312", "gb18030", "茶叶蛋"),
            ("GBK", "gbk", "镕"),
            ("big5", "cp950", "夜市"),
            ("shift_jis", "cp932", "喫茶店"),
            ("euc-kr", "cp949", "야시장"),
            ("windows-1251", "cp1251", "Щи да каша"),
            ("koi8-r", "koi8-r", "Чай"),
            ("iso-8859-2", "iso8859-2", "Čaj"),
            ("windows-1254", "cp1254", "Çay"),
        ],
    )
    @pytest.mark.parametrize(
        "form", ['<meta charset="{}">', '<meta http-equiv=x content="text/html; charset={}">']
    )
    def test_is_what_the_page_declares(
        self, tmp_path: Path, name: str, codec: str, word: str, form: str
    ) -> None:
        page = f"<html><head>{form.format(name)}<title>{word}</title></head><p>Text.</p></html>"

        assert article(tmp_path, "a.html", page.encode(codec)).title == word

    def test_may_be_that_of_an_xml_declaration(self, tmp_path: Path) -> None:
        page = (
            '<?xml version="1.0" encoding="koi8-r"?>\n<html><title>Чай</title><p>Text.</p></html>'
        )

        assert article(tmp_path, "a.xhtml", page.encode("koi8-r")).title == "Чай"

    @pytest.mark.parametrize("name", ["gbk", "utf-7", "hex", "no-such", "utf-16", "idna"])
    def test_does_not_contradict_what_is_utf_8(self, tmp_path: Path, name: str) -> None:
        page = f'<html><meta charset="{name}"><title>茶</title><p>Text.</p></html>'

        assert article(tmp_path, "a.html", page).title == "茶"

    @pytest.mark.parametrize("name", ["iso-8859-1", "hex", "no-such", "utf-8", "euc-jp"])
    def test_that_cannot_be_or_says_nothing_leaves_the_guess(
        self, tmp_path: Path, name: str
    ) -> None:
        page = f'<html><meta charset="{name}"><title>夜市的茶</title>{PARAGRAPHS}</html>'

        assert article(tmp_path, "a.html", page.encode("gbk")).title == "夜市的茶"
