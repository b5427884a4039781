"""The reader for HTML: whole pages, and fragments below front matter."""

import re
from dataclasses import replace
from html.parser import HTMLParser

from feedsvc.content import metadata
from feedsvc.content.facts import Facts, FrontMatter
from feedsvc.content.text import one_line
from feedsvc.errors import UnreadableArticleError
from feedsvc.model import Origin

# Comments are possessive (*+): tried again and again, a thousand of them would take for ever.
_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*+<(?:!doctype\s+html|html[\s>])", re.I | re.S
)
# The library looks for the end of each tag all the way down: many without one take for ever.
_MAX_OPEN_TAGS = 1000
# What holds the text of a page, the narrowest first.
_CONTAINERS = ("article", "main", "body")
# The metadata that pages carry, by the front matter key that means the same.
META = {
    "og:title": "title",
    "description": "summary",
    "og:description": "description",
    "article:published_time": "date",
    "pubdate": "date",
    "publishdate": "date",
    "article:modified_time": "updated",
    "author": "author",
    "keywords": "tags",
    "article:tag": "tags",
}


def is_page(text: str) -> bool:
    """Tell whether *text* is a whole HTML page, whatever its file is called."""
    return _PAGE.match(text) is not None


def read(front: FrontMatter, text: str) -> Facts:
    """Return what an HTML article says; front matter wins over the page's own metadata.

    Raises UnreadableArticleError for a page with a thousand tags that never end.
    """
    stated = metadata.facts(front, "")
    if not is_page(text):
        return replace(stated, html=text)
    open_tags = text.count("<") - text.count(">")
    if open_tags > _MAX_OPEN_TAGS:
        raise UnreadableArticleError(f"has {open_tags} tags that never end", hint="repair its HTML")
    page = _Page(text)
    found = metadata.facts(page.front, page.content())
    return stated.or_else(replace(found, published_origin=Origin.PAGE if found.published else None))


class _Page(HTMLParser):
    """Collects a page's metadata and where its text stands."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.front: dict[str, object] = {}
        self._text = text
        self._tags: list[str] = []
        self._lines = [0, *(match.end() for match in re.finditer("\n", text))]
        self._spans: dict[str, tuple[int, int]] = {}
        self._collecting: str | None = None
        self._words: dict[str, list[str]] = {"title": [], "h1": []}
        self.feed(text)
        self.close()
        for element in ("h1", "title"):
            if words := one_line("".join(self._words[element])):
                self.front.setdefault("title", words)
        self.front["tags"] = self._tags

    def content(self) -> str:
        """Return the HTML inside the narrowest container that the page has."""
        for tag in _CONTAINERS:
            if tag in self._spans:
                start, end = self._spans[tag]
                return self._text[start:end]
        return self._text

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag in _CONTAINERS and tag not in self._spans:
            start = self._offset() + len(self.get_starttag_text() or "")
            self._spans[tag] = (start, len(self._text))
        elif tag in self._words and not self._words[tag]:
            self._collecting = tag
        elif tag == "meta":
            self._meta(attributes)
        elif tag == "html" and attributes.get("lang"):
            self.front["lang"] = attributes["lang"]
        elif tag == "link" and attributes.get("rel", "").lower() == "canonical":
            self.front["link"] = attributes.get("href", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._collecting:
            self._collecting = None
        if tag in self._spans:
            self._spans[tag] = (self._spans[tag][0], self._offset())

    def handle_data(self, data: str) -> None:
        if self._collecting:
            self._words[self._collecting].append(data)

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """Skip ``<![…>`` as browsers do; the library stops at keywords that it does not know."""
        return self.parse_bogus_comment(i, report)

    def _meta(self, attributes: dict[str, str]) -> None:
        name = (attributes.get("name") or attributes.get("property") or "").lower()
        key, content = META.get(name), one_line(attributes.get("content", ""))
        if key == "tags" and content:
            self._tags.extend(re.split("[,，]", content))
        elif key and content:
            self.front.setdefault(key, content)

    def _offset(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column
