"""The reader for HTML: whole pages, and fragments below front matter."""

import re
from dataclasses import replace
from html.parser import HTMLParser

from feedsvc.content import extraction, linked_data, metadata
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
_MARKED = ("article", "main")
_CONTAINERS = (*_MARKED, "body")
# The metadata that pages carry, by the front matter key that means the same.
META = {
    "og:title": "title",
    "articletitle": "title",
    "description": "summary",
    "og:description": "description",
    "summary": "summary",
    "article:published_time": "published",
    "og:published_time": "published",
    "pubdate": "pubdate",
    "publishdate": "pubdate",
    "date": "date",
    "dc.date": "date",
    "datepublished": "date_published",
    "article:modified_time": "updated",
    "og:updated_time": "updated",
    "modified": "modified",
    "datemodified": "date_modified",
    "author": "author",
    "authors": "author",
    "article:author": "author",
    "dc.creator": "author",
    "keywords": "tags",
    "tags": "tags",
    "article:tag": "tags",
    "article:section": "section",
    "category": "section",
    "columnname": "section",
    "slug": "slug",
    "status": "status",
    "og:site_name": "site",
    "sitename": "site",
}
# Social networks want a person's page there, and articles a name.
_ADDRESS = re.compile(r"https?://", re.I)
# Elements whose text nobody reads as the text of the page.
_SILENT = {"script", "style", "noscript", "template", "title", "a"}
# Texts shorter than this hold too little to tell them from what stands around them.
_TELLING_LENGTH = 400


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
    found = replace(metadata.facts(page.front, page.content()), site=page.site)
    told = stated.or_else(replace(found, published_origin=Origin.PAGE if found.published else None))
    return replace(told, notices=(*stated.notices, *found.notices))


class _Page(HTMLParser):
    """Collects a page's metadata and where its text stands."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.front: dict[str, object] = {}
        self._text = text
        self._tags: list[str] = []
        self._lines = [0, *(match.end() for match in re.finditer("\n", text))]
        self._spans: dict[str, list[tuple[int, int]]] = {}
        self._open: dict[str, int] = {}
        self._silent: list[str] = []
        self._collecting: str | None = None
        self._words: dict[str, list[str]] = {"title": [], "h1": []}
        self._linked_data: list[str] = []
        self._in_linked_data = False
        self.length = 0
        self.feed(text)
        self.close()
        self.site = one_line(str(self.front.pop("site", ""))) or None
        self._complete()

    def _complete(self) -> None:
        """Take from linked data, then from what readers see, what the metadata do not tell."""
        for script in self._linked_data:
            for key, value in linked_data.front(script).items():
                self.front.setdefault(key, value)
        for element in ("h1", "title"):
            if words := one_line("".join(self._words[element])):
                self.front.setdefault("title", words)
        if self._tags:
            self.front["tags"] = self._tags
            self.front.pop("tag", None)
        if "author" in self.front:
            self.front.pop("authors", None)

    def content(self) -> str:
        """Return the HTML of the page's own text: where it is marked, else what stands out."""
        for tag in _MARKED:
            if tag in self._spans:
                return self._longest(tag)
        body = self._longest("body") if "body" in self._spans else self._text
        main = extraction.main_text(self._text)
        return main if main and self._is_enough(main) else body

    def _is_enough(self, html: str) -> bool:
        """Tell whether *html* is the article and not one block of it.

        It is where it holds a long text, or most of what is there to be read.
        """
        length = _Page(html).length
        return length >= _TELLING_LENGTH or length * 2 > self.length

    def _longest(self, tag: str) -> str:
        start, end = max(self._spans[tag], key=lambda span: span[1] - span[0])
        return self._text[start:end]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in reversed(attrs)}
        if tag in _SILENT:
            self._silent.append(tag)
        if tag in _CONTAINERS:
            self._begin(tag)
        elif tag in self._words and not self._words[tag]:
            self._collecting = tag
        elif tag == "script" and attributes.get("type", "").lower() == "application/ld+json":
            self._linked_data.append("")
            self._in_linked_data = True
        elif tag == "meta":
            self._meta(attributes)
        elif tag == "time":
            self._time(attributes)
        elif tag == "html" and attributes.get("lang"):
            self.front["lang"] = attributes["lang"]
        elif tag == "link" and attributes.get("rel", "").lower() == "canonical":
            self.front["link"] = attributes.get("href", "")

    def _begin(self, tag: str) -> None:
        """Note where an outermost *tag* opens; it ends with the page until its end is seen."""
        self._open[tag] = self._open.get(tag, 0) + 1
        if self._open[tag] == 1:
            start = self._offset() + len(self.get_starttag_text() or "")
            self._spans.setdefault(tag, []).append((start, len(self._text)))

    def handle_endtag(self, tag: str) -> None:
        if tag == self._collecting:
            self._collecting = None
        if tag == "script":
            self._in_linked_data = False
        if self._silent and tag == self._silent[-1]:
            self._silent.pop()
        if self._open.get(tag):
            self._open[tag] -= 1
            if self._open[tag] == 0:
                self._spans[tag][-1] = (self._spans[tag][-1][0], self._offset())

    def handle_data(self, data: str) -> None:
        if self._collecting:
            self._words[self._collecting].append(data)
        if not self._silent:
            self.length += len(data.strip())
        elif self._in_linked_data:
            self._linked_data[-1] += data

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """Skip ``<![…>`` as browsers do; the library stops at keywords that it does not know."""
        return self.parse_bogus_comment(i, report)

    def _meta(self, attributes: dict[str, str]) -> None:
        names = (attributes.get(key) for key in ("name", "property", "itemprop"))
        name = next(filter(None, names), "").lower()
        key, content = META.get(name), one_line(attributes.get("content", ""))
        if name == "article:author" and _ADDRESS.match(content):
            return
        if key == "tags" and content:
            self._tags.extend(re.split("[,，]", content))
        elif key and content:
            self.front.setdefault(key, content)

    def _time(self, attributes: dict[str, str]) -> None:
        """Take the first date shown in the article, unless it is that of a change."""
        role = f"{attributes.get('itemprop', '')} {attributes.get('class', '')}".lower()
        marked = any(map(self._open.get, _MARKED)) or "datepublished" in role
        if marked and not re.search("modified|updated", role) and attributes.get("datetime"):
            self.front.setdefault("created", attributes["datetime"])

    def _offset(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column
