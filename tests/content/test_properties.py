"""Whatever bytes a file holds, it is an article or a rejection, never another exception."""

import json
import re
from datetime import UTC, datetime, timedelta, timezone
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

from hypothesis import example, given, settings
from hypothesis import strategies as st

from feedsvc.content import dates
from feedsvc.content.reading import read_article
from feedsvc.errors import UnreadableArticleError
from feedsvc.model import Article
from tests.content.examples import RULES

SHANGHAI = ZoneInfo("Asia/Shanghai")
unhurried = settings(deadline=None)

ILLEGAL_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
WEB = re.compile(r"https?://[^/][\x21-\x7e]*")
ABSOLUTE = re.compile(r"(?:https?://[^/]|mailto:|tel:)[\x21-\x7e]*")

PATHS = ["a.txt", "a.md", "a.html", "2024-02-30-b/index.md"]
SCRAPS = (
    *(
        "---\n",
        "+++\n",
        "...\n",
        "{",
        "}",
        "首页 > 新闻 > 正文\n",
        "[责任编辑:",
        "标签: ",
        "\n\n",
        "\u3000",
    ),
    *(
        "title: ",
        "date: ",
        "tags: ",
        "author: ",
        "path: ",
        "!!",
        "&a ",
        "*a",
        "<<: ",
        "? ",
        "- ",
        "'",
    ),
    *(
        "date = ",
        "[a]\n",
        '"title": ',
        "<html>",
        "<![",
        "<!--",
        "-->",
        "<!",
        "</",
        "<a href=",
        "<img src=",
    ),
    *(
        "<title>",
        "<meta name=author content=",
        "<meta charset=gbk>",
        "<script type=application/ld+json>",
        '{"@type": "Article", "author": ',
        "</script>",
        "<time datetime=",
        "<article>",
        ";;;\n",
        "---json\n",
        "---js\n",
        "&#8;",
        "&#xd800;",
        "javascript:",
        "http://[",
        "//",
        "#x",
    ),
    *(
        "2024-01-15 ",
        "9999-12-31",
        "23:59 -0800",
        "1e400",
        "0x",
        "9" * 30,
        "|",
        ">",
        "%",
        "\\u0007",
    ),
    *(
        "{% ",
        " %}",
        "[x](",
        "![",
        "`",
        "# ",
        "=\n",
        "<h1>",
        "</h1>",
        "\x00",
        "\x9f",
        "\ufffe",
        "\u200b",
    ),
)
WORDS = st.one_of(st.sampled_from(SCRAPS), st.text(max_size=5), st.sampled_from("中文标题 aB1\n:"))
TEXTS = st.lists(WORDS, max_size=25).map("".join)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=10),
    st.datetimes(),
    st.dates(),
    TEXTS,
)
KEYS = st.sampled_from(
    [
        *("title", "date", "published", "updated", "expires", "draft", "status", "tags", "author"),
        *("authors", "editor", "section", "categories", "slug", "link", "id", "path", "lang"),
        *("summary", "enclosure", "enclosures", "taxonomies", "name", "url", "email", "length"),
        *("image", "cover", "header", "thumbnail", "images", "image_alt", "width", "alt", "src"),
        *("podcast", "itunes", "audio", "media", "mp3", "duration", "explicit", "category", "type"),
    ]
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


def reading(path: str, data: bytes) -> Article | UnreadableArticleError:
    try:
        return read_article(path, data, RULES)
    except UnreadableArticleError as error:
        return error


class Addresses(HTMLParser):
    """Collects where links and media lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name in ("href", "src")]


def strings(article: Article) -> list[str]:
    return [
        *(article.title, article.content, article.summary, article.slug),
        *(article.language or "", article.link or "", article.stated_id or "", article.site or ""),
        *article.section,
        *article.tags,
        *(text or "" for each in article.people for text in (each.name, each.email, each.uri)),
        *(text for each in article.enclosures for text in (each.url, each.media_type)),
        *(notice.message for notice in article.notices),
        *((article.image.url, article.image.text) if article.image else ()),
        *((article.podcast.author or "", *article.podcast.categories) if article.podcast else ()),
    ]


def addresses(article: Article) -> list[str]:
    """Return where readers find the media of an article."""
    return [
        *(each.url for each in article.enclosures),
        *([article.image.url] if article.image else []),
        *([article.podcast.image] if article.podcast and article.podcast.image else []),
    ]


def keeps_its_promises(path: str, data: bytes) -> None:
    found = reading(path, data)
    if isinstance(found, UnreadableArticleError):
        assert str(found)
        assert found.hint
        str(found).encode()
        return
    assert found.title.strip()
    assert not any(map(ILLEGAL_IN_XML.search, strings(found)))
    assert len(found.summary) <= RULES.summary_length
    assert all(map(ABSOLUTE.fullmatch, Addresses(found.content).found))
    assert all(map(WEB.fullmatch, addresses(found)))
    for instant in (found.published, found.updated, found.expires):
        assert instant is None or (instant.tzinfo is UTC and instant.microsecond == 0)


@unhurried
@given(st.sampled_from(PATHS), st.binary(max_size=200))
@example("a.txt", b"\xff\xfe\x00")
@example("a.md", b"---\ntitle: !!int 1e400\n---\n")
@example("a.md", b"---\ntitle: !!float x\n---\n")
@example("a.md", b"---\n? [a]\n: b\n---\n")
@example("a.md", b"---\na: &a [*a]\ntitle: *a\ntags: *a\nauthor: *a\n---\n")
@example("a.md", b"---\na: &a {url: *a, image: *a, audio: *a}\nimage: *a\npodcast: *a\n---\nText.")
@example("a.md", b"---\na: &a [*a, *a, *a]\nimages: *a\naudio: *a\nitunes: *a\n---\nText.")
@example("a.md", b"---\n" + b"[" * 100_000)
@example("a.md", b"---\n" + b"[" * 100_000 + b"\n---\n")
@example("a.md", b"---\n" + b"- " * 100_000 + b"\n---\n")
@example("a.md", b"+++\na = " + b"[" * 5000 + b"\n+++\n")
@example("a.md", b"+++\na = 0x" + b"f" * 5000 + b"\ntitle = 1\n+++\n")
@example("a.md", b'{"a": ' + b"[" * 100_000)
@example("a.html", b"<html><![x[")
@example("a.html", b"<!---->" * 100 + b"x")
@example("a.html", b"<html><body>" + b"<div>" * 3000 + b"x")
@example("a.html", b"<html><script type=application/ld+json>" + b"[" * 50_000)
@example("a.html", b"<html><meta charset=gbk>\xff\xfe")
@example("a.md", b"Title: \nDate: \n\x00")
@example("a.md", b"[" * 50_000)
@example("a.md", b"*_" * 20_000)
def test_any_bytes_are_an_article_or_a_rejection(path: str, data: bytes) -> None:
    keeps_its_promises(path, data)


@unhurried
@given(st.sampled_from(PATHS), TEXTS)
def test_any_scraps_of_articles_are_an_article_or_a_rejection(path: str, text: str) -> None:
    keeps_its_promises(path, text.encode("utf-8", "surrogatepass"))


@unhurried
@given(st.sampled_from(PATHS), TEXTS, st.sampled_from(["gb18030", "big5", "utf-16", "cp1252"]))
def test_so_are_they_in_old_encodings(path: str, text: str, encoding: str) -> None:
    keeps_its_promises(path, text.encode(encoding, "replace"))


@unhurried
@given(st.dictionaries(KEYS, VALUES, max_size=6), st.sampled_from(["{}\n", "---\n{}\n---\n"]))
def test_whatever_front_matter_holds_is_an_article_or_a_rejection(
    front: dict[str, object], form: str
) -> None:
    block = form.format(json.dumps(front, default=str))

    keeps_its_promises("a.md", f"{block}Text.".encode())


@unhurried
@given(TEXTS, TEXTS)
def test_whatever_stands_in_a_page_it_appears(title: str, body: str) -> None:
    page = f"<html><head><title>{title}</title></head><body><p>Text.</p>{body}</body></html>"

    keeps_its_promises("a.html", page.encode("utf-8", "surrogatepass"))


@given(
    st.datetimes(min_value=datetime(1900, 1, 2), max_value=datetime(9000, 1, 1)),  # noqa: DTZ001
    st.integers(-14 * 60, 14 * 60),
    st.sampled_from(
        [
            "%Y-%m-%d %H:%M:%S %z",
            "%Y-%m-%dT%H:%M:%S%z",
            "%Y/%m/%d %H:%M:%S%z",
            "%Y年%m月%d日 %H:%M:%S %z",
            "%d %B %Y %H:%M:%S %z",
            "%B %d, %Y %I:%M:%S %p %z",
            "%a, %d %b %Y %H:%M:%S %z",
            "%Y%m%dT%H%M%S%z",
        ]
    ),
)
def test_a_date_reads_back_from_every_form(moment: datetime, offset: int, form: str) -> None:
    instant = moment.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=offset)))

    assert dates.resolve(instant.strftime(form), UTC) == instant


@given(st.text(max_size=40))
def test_any_text_is_a_date_or_refused(text: str) -> None:
    try:
        assert dates.resolve(text, UTC).tzinfo is UTC
    except ValueError as error:
        assert "date" in str(error) or "calendar" in str(error)


@given(st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=60))
def test_a_title_reads_back_as_it_was_stated(title: str) -> None:
    block = json.dumps({"title": title}, ensure_ascii=False)

    # Beside a word of Chinese, no title is in another encoding by accident.
    of_json = reading("a.md", f"{block}\nText 茶.".encode())
    of_yaml = reading("a.md", f"---\n{block}\n---\nText 茶.".encode())

    assert isinstance(of_json, Article)
    assert isinstance(of_yaml, Article)
    assert of_json.title == of_yaml.title == title


@given(
    st.datetimes(min_value=datetime(1000, 1, 2), max_value=datetime(9999, 12, 28)),  # noqa: DTZ001
    st.sampled_from(["%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S"]),
    st.sampled_from(["", "Z", "+08:00", "+0800", " +0800", " -1130"]),
)
def test_a_plain_date_is_what_the_same_in_full_width_digits_is(
    moment: datetime, form: str, zone: str
) -> None:
    text = moment.strftime(form) + (zone if ":" in form else "")
    full_width = text.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})

    if dates.is_sure(text):
        assert not dates.is_sure(full_width)
        assert dates.resolve(text, SHANGHAI) == dates.resolve(full_width, SHANGHAI)
