"""Text is data: what an article says comes back from parsers of other people as it was written."""

import html
import json
import re

import lxml.html
import pytest

from tests.conftest import Site
from tests.judges.differences import ATOM, EVERY, JSON, RSS
from tests.judges.parsers import Seen, seen_by_npm, seen_by_python
from tests.judges.sites import LONG, TEXTS, Judged, built

pytestmark = pytest.mark.slow

RUNNING = ("script", "iframe", "object", "embed", "style", "form", "svg", "base", "meta", "link")
PAGES = ("/articles/attacks", "/", "/feeds/", "/feeds/all", "/feeds/section/texts", "/feeds.opml")
FAITHFUL = ("python feedparser", "npm feedsmith")
All = dict[tuple[str, str], list[Seen]]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return built(tmp_path_factory.mktemp("difficult"))


@pytest.fixture(scope="module")
def seen(site: Site, node: str, tmp_path_factory: pytest.TempPathFactory) -> All:
    documents = {form: (site.output / f"all.{form}").read_bytes() for form in EVERY}
    return seen_by_python(documents) | seen_by_npm(
        node, documents, tmp_path_factory.mktemp("documents")
    )


def of(seen: All, reader: tuple[str, str], article: str) -> Seen:
    """Return what a reader saw of the article that has this address."""
    (found,) = [each for each in seen[reader] if each["link"].endswith(f"/{article}")]
    return found


@pytest.mark.parametrize("name", TEXTS)
def test_feedparser_and_an_npm_parser_return_every_text_as_it_was_written(
    seen: All, name: str
) -> None:
    read = {reader: of(seen, reader, name) for reader in seen if reader[0] in FAITHFUL}

    assert {form for _, form in read} == {ATOM, RSS, JSON}
    for (parser, form), saw in read.items():
        assert saw["title"] == TEXTS[name], (parser, form)
        assert saw["authors"] == [TEXTS[name]], (parser, form)
        assert saw["categories"][-1] == TEXTS[name], (parser, form)
        # A description in RSS is HTML, so it says the text when it is shown.
        summary = html.unescape(saw["summary"]) if form == RSS else saw["summary"]
        assert summary == TEXTS[name], (parser, form)


@pytest.mark.parametrize("name", TEXTS)
def test_our_pages_show_every_text_as_it_was_written(site: Site, name: str) -> None:
    pages = Judged("", site)
    article = lxml.html.document_fromstring(pages.served(f"/articles/{name}"))
    directory = lxml.html.document_fromstring(pages.served("/feeds/"))

    assert TEXTS[name] in [text_of(each) for each in article.iter("h1")]
    assert TEXTS[name] in [text_of(each) for each in article.iter("a")]
    assert TEXTS[name] in [text_of(each) for each in article.iter("a")]
    assert TEXTS[name] in [text_of(each) for each in directory.iter("a")]


def text_of(element: lxml.html.HtmlElement) -> str:
    return str(element.text_content()).strip()


def test_a_word_of_4_kb_is_cut_nowhere(seen: All) -> None:
    for reader in seen:
        saw = of(seen, reader, "long")
        assert saw["title"] == LONG, reader
        assert saw.get("categories", [LONG])[-1] == LONG, reader
        assert LONG in saw.get("content", LONG), reader


def test_nothing_that_could_run_comes_back_from_anywhere(seen: All, site: Site) -> None:
    documents = [file.read_text("utf-8") for file in site.output.rglob("*") if file.is_file()]
    documents += [Judged("", site).served(path).decode() for path in PAGES]
    said = [json.dumps(entries, default=str) for entries in seen.values()]

    attacks = [
        found.group()
        for text in (*documents, *said)
        for found in re.finditer(r"attack-[a-z]+", html.unescape(text))
    ]

    assert len(said) >= 15
    assert attacks == []


def test_no_content_runs_anything_whatever_the_texts_talk_of(seen: All) -> None:
    for reader, entries in seen.items():
        for entry in entries:
            page = lxml.html.document_fromstring(f"<body>{entry.get('content', '')}</body>")
            for element in page.iter("*"):
                assert element.tag not in RUNNING, reader
                for name, value in element.attrib.items():
                    assert not str(name).startswith("on"), reader
                    assert not str(value).strip().lower().startswith(("javascript:", "data:"))
