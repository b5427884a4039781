"""What of a whole HTML page is its article, and what its metadata mean where they disagree."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.content.examples import article

LONG = (
    "<p>每天傍晚，渡口的茶摊最先亮灯，卖茶的人把炉子搬到石阶上，等最后一班船靠岸，"
    "船上的人闻到茶香，就知道今晚也有人等着，于是把汽笛拉得很长，一直传到对岸的山里。</p>"
) * 8
TEASER = "<article><h2>秋市</h2><p>明天开张。</p></article>"


def content(folder: Path, body: str, head: str = "") -> str:
    page = f"<html><head><title>T</title>{head}</head><body>{body}</body></html>"
    return article(folder, "news/a.html", page).content


class TestMainText:
    @pytest.mark.parametrize(
        "body",
        [
            f"<main><article>{LONG}</article></main><section>{TEASER * 3}</section>",
            f"<main><h1>T</h1><div>{LONG}</div></main><div>{TEASER * 3}</div>",
            f"<main><h1>T</h1><div>{LONG}</div></main>{TEASER}",
            f"<article>{LONG}</article><div>{TEASER * 3}</div>",
            f"<article>{LONG}</article><aside><article>秋市{LONG * 2}</article></aside>",
            f"<article><h1>T</h1><p>每天傍晚，渡口的茶摊。</p></article>{TEASER * 3}",
            f"<div><h1>T</h1>{LONG}</div><aside>{TEASER}</aside>",
            f"<div><h1>T</h1>{LONG}</div><nav>{TEASER * 3}</nav>",
            f"<div><h1>T</h1>{LONG}</div><div><ul><li>{TEASER}<li>{TEASER}</ul></div>",
            f"<template><article>秋市{LONG * 2}</article></template><main>{LONG}</main>",
            f"<div hidden><article>秋市{LONG * 2}</article></div><article>{LONG}</article>",
        ],
    )
    def test_is_not_that_of_teasers(self, tmp_path: Path, body: str) -> None:
        found = content(tmp_path, body)

        assert "每天傍晚" in found
        assert "秋市" not in found

    def test_is_all_of_the_main_element_where_no_article_holds_most_of_it(
        self, tmp_path: Path
    ) -> None:
        found = content(tmp_path, f"<main>{LONG}{TEASER * 3}</main>")

        assert "每天傍晚" in found
        assert "秋市" in found

    def test_is_found_although_a_script_has_to_show_it(self, tmp_path: Path) -> None:
        menu = "<ul>" + '<li><a href="/">栏目</a></li>' * 9 + "</ul>"
        body = f'{menu}<div><div id="js" style="visibility: hidden; opacity: 0">{LONG}</div></div>'

        assert "每天傍晚" in content(tmp_path, body)

    @pytest.mark.parametrize(
        "hiding", ["hidden", "style='display:none'", "style='visibility:hidden'"]
    )
    def test_holds_nothing_hidden_wherever_it_is_found(self, tmp_path: Path, hiding: str) -> None:
        secret = f"<div {hiding}><p>口令是一二三。</p></div>"

        marked = content(tmp_path, f"<article>{LONG}{secret}</article>")
        found = content(tmp_path, f"<div><h1>T</h1>{LONG}{secret}</div>")

        assert "每天傍晚" in marked
        assert "每天傍晚" in found
        assert "口令" not in marked + found

    @pytest.mark.parametrize(
        "breadcrumb",
        [
            '<div><a href="/">首页</a> &gt; <a href="/b">本地</a></div>',
            '<ul><li><a href="/">首页</a></li><li>&gt; <a href="/b">本地</a></li></ul>',
            '您的位置：<a href="/">首页</a> &raquo; <a href="/b">本地</a>',
        ],
    )
    @pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
    def test_of_few_words_is_without_the_breadcrumb(
        self, tmp_path: Path, breadcrumb: str, encoding: str
    ) -> None:
        text = '<p>茶摊亮灯了，<a href="/">首页</a> &gt; 本地都有。</p>'
        page = (
            f'<html><head><meta charset="{encoding}"><title>渡口</title></head>'
            f"<body>{breadcrumb}<h1>渡口</h1>{text}</body></html>"
        )

        found = article(tmp_path, "a.html", page.encode(encoding)).content

        assert found.count("首页") == 1
        assert "茶摊亮灯了" in found


class TestBase:
    @pytest.mark.parametrize(
        ("base", "address"),
        [
            ("https://cdn.example/2024/", "https://cdn.example/2024/pot.jpg"),
            ("/2024/", "https://news.example/2024/pot.jpg"),
            ("old/", "https://news.example/news/old/pot.jpg"),
            ("//cdn.example/", "https://cdn.example/pot.jpg"),
            ("javascript:alert(1)", "https://news.example/news/pot.jpg"),
            ("data:text/html,x", "https://news.example/news/pot.jpg"),
            ("http://[", "https://news.example/news/pot.jpg"),
            ("", "https://news.example/news/pot.jpg"),
        ],
    )
    @pytest.mark.parametrize("element", ["article", "div"])
    def test_is_where_relative_addresses_of_a_page_start(
        self, tmp_path: Path, base: str, address: str, element: str
    ) -> None:
        body = f"<{element}><p><img src='pot.jpg'></p>{LONG}</{element}>"

        found = content(tmp_path, body, f'<base target="_top"><base href="{base}">')

        assert f'src="{address}"' in found

    def test_starts_at_the_page_that_the_article_names_itself(self, tmp_path: Path) -> None:
        head = '<base href="img/"><link rel="canonical" href="https://blog.example/tea/eggs">'

        found = content(tmp_path, "<main><p><img src='pot.jpg'></p></main>", head)

        assert 'src="https://blog.example/tea/img/pot.jpg"' in found


class TestDate:
    @pytest.mark.parametrize(
        "page",
        [
            '<time datetime="2024-02-30"></time><time datetime="2024-01-15">',
            '<meta property="article:published_time" content="2024-02-30">'
            '<meta property="article:published_time" content="2024-01-15">',
            '<meta itemprop="datePublished" content="2024-02-30"><script type='
            '"application/ld+json">{"@type": "Article", "datePublished": "2024-01-15"}</script>',
        ],
    )
    def test_is_the_first_of_several_that_exists(self, tmp_path: Path, page: str) -> None:
        found = article(tmp_path, "a.html", f"<html><article>{page}Text.</article></html>")

        assert found.published == datetime(2024, 1, 15, tzinfo=UTC)
        assert [notice.message.partition(": ")[2] for notice in found.notices] == [
            "'2024-02-30' is not a date; ignored"
        ]

    def test_of_a_change_is_the_first_that_exists_too(self, tmp_path: Path) -> None:
        metas = "".join(
            f'<meta property="article:modified_time" content="{date}">'
            for date in ("soon", "2024-01-15", "2024-01-16")
        )

        found = article(tmp_path, "a.html", f"<html>{metas}<p>Text.</p></html>")

        assert found.updated == datetime(2024, 1, 15, tzinfo=UTC)

    @pytest.mark.parametrize(
        "head",
        [
            '<meta name="DC.date.issued" content="2024-03-12">',
            '<meta name="parsely-pub-date" content="2024-03-12T00:00:00Z">',
            '<meta name="citation_publication_date" content="2024/03/12">',
        ],
    )
    def test_is_told_by_every_usual_name(self, tmp_path: Path, head: str) -> None:
        page = f"<html><head><title>T</title>{head}</head><body>{LONG}</body></html>"

        read = article(tmp_path, "a.html", page, zone=UTC)

        assert read.published == datetime(2024, 3, 12, tzinfo=UTC)

    @pytest.mark.parametrize("role", ["entry-date published", "dt-published", "published"])
    def test_is_shown_outside_of_any_article_too_where_its_class_says_so(
        self, tmp_path: Path, role: str
    ) -> None:
        page = (
            f'<html><title>T</title><body><time datetime="2024-03-10">x</time>'
            f'<time class="{role}" datetime="2024-03-12">x</time>{LONG}</body></html>'
        )

        read = article(tmp_path, "a.html", page, zone=UTC)

        assert read.published == datetime(2024, 3, 12, tzinfo=UTC)


def test_keywords_may_be_divided_by_semicolons(tmp_path: Path) -> None:
    head = '<meta name="keywords" content="渡口;茶摊；夜市、汽笛">'
    page = f"<html><head><title>T</title>{head}</head><body>{LONG}</body></html>"

    assert article(tmp_path, "a.html", page).tags == ("渡口", "茶摊", "夜市", "汽笛")


def test_the_locale_of_a_page_is_its_language_where_nothing_else_tells(tmp_path: Path) -> None:
    head = '<meta property="og:locale" content="fr_FR">'
    page = f"<html><head><title>T</title>{head}</head><body><p>Deux arbres.</p></body></html>"

    assert article(tmp_path, "a.html", page).language == "fr-FR"


class TestTitle:
    @pytest.mark.parametrize(
        ("title", "site", "expected"),
        [
            ("茶叶蛋 - 江湾新闻网", "江湾新闻网", "茶叶蛋"),
            ("茶叶蛋_美食_江湾新闻网", "江湾新闻网", "茶叶蛋_美食"),
            ("Tea | River News", "River News", "Tea"),
            ("Tea — River News", "River News", "Tea"),
            ("Tea at River News", "River News", "Tea at River News"),
            ("River News", "River News", "River News"),
            ("- River News", "River News", "- River News"),
            ("Tea - River News", "Hill News", "Tea - River News"),
        ],
    )
    def test_loses_the_name_of_the_site(
        self, tmp_path: Path, title: str, site: str, expected: str
    ) -> None:
        meta = f'<meta property="og:site_name" content="{site}">'
        page = f"<html><head><title>{title}</title>{meta}</head><p>Text.</p></html>"

        assert article(tmp_path, "a.html", page).title == expected

    @pytest.mark.parametrize(
        ("title", "headline", "heading", "expected"),
        [
            ("茶摊 - 江湾百科", "渡口边卖茶的摊子", "茶摊", "茶摊"),
            ("茶摊 - 江湾百科", "渡口边卖茶的摊子", "", "茶摊"),
            ("渡口茶摊亮灯了_江湾网", "江湾渡口茶摊亮灯", "江湾渡口茶摊亮灯", "江湾渡口茶摊亮灯"),
            ("江湾网 - 茶摊亮灯", "茶摊亮灯", "江湾网", "茶摊亮灯"),
            ("江湾网", "茶摊亮灯", "江湾渡口", "茶摊亮灯"),
        ],
    )
    def test_is_the_headline_unless_the_page_calls_itself_by_its_heading_or_name(
        self, tmp_path: Path, title: str, headline: str, heading: str, expected: str
    ) -> None:
        data = f'{{"@type": "Article", "headline": "{headline}", "name": "茶摊"}}'
        page = (
            f'<html><title>{title}</title><script type="application/ld+json">{data}</script>'
            f"<body><h1>{heading}</h1>{LONG}</body></html>"
        )

        assert article(tmp_path, "a.html", page).title == expected

    @pytest.mark.parametrize("logo", ["<h1>江湾新闻网</h1>", "<h1 hidden>导航</h1>"])
    def test_is_no_logo_and_no_hidden_heading(self, tmp_path: Path, logo: str) -> None:
        meta = '<meta property="og:site_name" content="江湾新闻网">'
        page = f"<html><title>茶叶蛋 - 江湾新闻网</title>{meta}{logo}<p>Text.</p></html>"

        assert article(tmp_path, "a.html", page).title == "茶叶蛋"
