"""What search engines read stays data, whatever an article says."""

import json
from datetime import UTC, datetime
from html.parser import HTMLParser

from hypothesis import example, given
from hypothesis import strategies as st

from feedsvc.model import Category, Enclosure, Entry, FeedKind, Origin, Person, Picture, Role
from feedsvc.serve.structured import Publisher, breadcrumb, news_article

NOON = datetime(2026, 3, 12, 12, tzinfo=UTC)
URL = "https://news.example.cn/articles/tea"
HOSTILE = st.text() | st.sampled_from(
    ["</script>", "<!--", "<script>", "]]>", "\u2028\u2029", '"\\', "<!--<script>", "\0", "&lt;"]
)
NEWSROOM = Publisher("News", "https://news.example.cn/")


class Scripts(HTMLParser):
    """The texts of the scripts of a page, and how many elements it has in all."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.elements = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements += 1

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def entry(**fields: object) -> Entry:
    given: dict[str, object] = {
        "id": "tag:1",
        "path": "tea.md",
        "slug": "tea",
        "url": URL,
        "title": "Tea",
        "summary": "A text.",
        "content": "<p>A text.</p>",
        "published": NOON,
        "published_origin": Origin.FRONT_MATTER,
        "updated": NOON,
    }
    return Entry(**(given | fields))  # type: ignore[arg-type]


@given(HOSTILE, HOSTILE, HOSTILE)
@example("</script><img src=x onerror=alert(1)>", "<!-- <script>", "\u2028")
def test_nothing_breaks_out_of_the_element_and_nothing_is_lost(
    title: str, summary: str, name: str
) -> None:
    said = entry(title=title, summary=summary, people=(Person(name=name),))
    text = news_article(said, publisher=NEWSROOM, language="zh")
    trail = breadcrumb([(name, URL), (title, URL)])

    page = Scripts()
    page.feed(f"<script>{text}</script><script>{trail}</script><p></p>")

    assert not set("<>&\u2028\u2029") & set(text + trail)
    assert page.elements == 3
    assert page.texts == [text, trail]
    read, steps = json.loads(text), json.loads(trail)["itemListElement"]
    assert read.get("headline", "") == title
    assert read.get("description", "") == summary
    assert read["author"][0].get("name", "") == name
    assert [step["name"] for step in steps] == [name, title]


def test_it_tells_what_is_known_and_nothing_else() -> None:
    read = json.loads(news_article(entry(), publisher=NEWSROOM, language=None))

    assert read == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "Tea",
        "description": "A text.",
        "url": URL,
        "mainEntityOfPage": URL,
        "datePublished": "2026-03-12T12:00:00Z",
        "dateModified": "2026-03-12T12:00:00Z",
        "publisher": {
            "@type": "NewsMediaOrganization",
            "name": "News",
            "url": "https://news.example.cn/",
        },
    }


def test_people_pictures_and_recordings_come_with_what_is_known_of_them() -> None:
    full = entry(
        people=(
            Person(name="Ann", uri="https://ann.example/"),
            Person(name="Bo", role=Role.EDITOR),
        ),
        image=Picture(url="https://m.example/a.jpg", width=640, height=480, text="A boat"),
        enclosures=(
            Enclosure(
                url="https://m.example/a.mp3", media_type="audio/mpeg", length=9, duration=65
            ),
            Enclosure(url="https://m.example/a.pdf", media_type="application/pdf", length=0),
        ),
        categories=tuple(
            Category(kind=kind, term=label, label=label, slug=label, scheme="https://x/")
            for kind, label in (
                (FeedKind.SECTION, "a"),
                (FeedKind.SECTION, "b"),
                (FeedKind.TAG, "tea"),
            )
        ),
    )

    read = json.loads(news_article(full, publisher=NEWSROOM, language="en"))

    assert read["author"] == [{"@type": "Person", "name": "Ann", "url": "https://ann.example/"}]
    assert read["editor"] == [{"@type": "Person", "name": "Bo"}]
    assert read["image"]["width"] == 640
    assert [each["@type"] for each in read["associatedMedia"]] == ["AudioObject", "MediaObject"]
    assert read["associatedMedia"][0]["duration"] == "PT65S"
    assert (read["articleSection"], read["keywords"]) == (["b"], ["tea"])
