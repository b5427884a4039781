"""A whole HTML page taken apart: its metadata, and where its text may stand."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

from feedsvc.content.html import linked_data, titles
from feedsvc.content.markup import is_hidden
from feedsvc.content.text import one_line

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
    "publishdate": "publishdate",
    "date": "date",
    "dc.date": "date",
    "dc.date.issued": "date",
    "dcterms.issued": "date",
    "parsely-pub-date": "date",
    "citation_publication_date": "date",
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
    "og:locale": "locale",
    "slug": "slug",
    "status": "status",
    "og:image": "image",
    "og:image:url": "image",
    "og:image:width": "image_width",
    "og:image:height": "image_height",
    "og:image:alt": "image_alt",
    "twitter:image": "twitter_image",
    "og:site_name": "site",
    "sitename": "site",
}
# Of these a page may state several, and the first may be none.
_DATES = {
    *("published", "pubdate", "publishdate", "date", "date_published", "created"),
    *("updated", "modified", "date_modified"),
}
# Social networks want a person's page there, and articles a name.
_WEB_URL = re.compile(r"https?://", re.I)
# How a date says in its attributes which one it is.
_PUBLISHED = re.compile(r"datepublished|\b(?:entry-date|(?:dt-)?published)\b")
_CHANGED = re.compile("modified|updated")
# What holds the text of a page.
_CONTAINERS = ("article", "main", "body")
# Articles in these are about something else.
_BESIDE = ("aside", "nav", "footer")
# Elements whose text nobody reads as the text of the page.
_SILENT = {"script", "style", "noscript", "template", "title", "a"}
# Elements that are empty or may lack an end tag: whether they are hidden is left to the sanitiser.
_OPEN_ENDED = {
    *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source"),
    *("track", "wbr", "p", "li", "dt", "dd", "tr", "td", "th", "option", "html", "body"),
}


@dataclass(slots=True)
class Block:
    """Where text stands in a page, from *start* to *end*, and how much there is to be read."""

    start: int
    end: int
    in_main: bool
    length: int = 0
    has_heading: bool = False


class Page(HTMLParser):
    """Collects a page's metadata and where its text stands.

    ``front`` holds the metadata by front matter keys, ``blocks`` the outermost elements that are
    shown and may hold the text, by name; ``length`` is how much there is to be read.
    """

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.front: dict[str, object] = {}
        self.blocks: dict[str, list[Block]] = {}
        self.base: str | None = None
        self.length = 0
        self._text = text
        self._tags: list[str] = []
        self._lines = [0, *(match.end() for match in re.finditer("\n", text))]
        self._open: dict[str, int] = {}
        self._within: dict[str, Block] = {}
        self._silent: list[str] = []
        self._hidden: list[str] = []
        self._collecting: str | None = None
        self._words: dict[str, list[str]] = {"title": [], "h1": []}
        self._linked_data: list[str] = []
        self._in_linked_data = False
        self._pictured = False
        self.feed(text)
        self.close()
        self.site = one_line(str(self.front.pop("site", ""))) or None
        self._complete()

    def _complete(self) -> None:
        """Take from linked data, then from what readers see, what the metadata do not tell."""
        for script in self._linked_data:
            for key, value in linked_data.front(script).items():
                self._state(key, value)
        heading, title = (one_line("".join(self._words[element])) for element in ("h1", "title"))
        headline, name = (str(self.front.pop(key, "")) for key in ("headline", "name"))
        if words := titles.choose(headline, name, heading, title, self.site):
            self.front.setdefault("title", words)
        if self._tags:
            self.front["tags"] = self._tags
            self.front.pop("tag", None)
        if "author" in self.front:
            self.front.pop("authors", None)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what *tag* says, hides or begins."""
        attributes = {name: value or "" for name, value in reversed(attrs)}
        if self._hidden:
            self._hidden += [tag] if tag == self._hidden[0] else []
        elif tag not in _OPEN_ENDED and is_hidden(attributes):
            self._hidden = [tag]
        if tag in _SILENT:
            self._silent.append(tag)
        if tag in _CONTAINERS:
            self._begin(tag)
        elif tag in _BESIDE:
            self._open[tag] = self._open.get(tag, 0) + 1
        elif tag in self._words:
            self._heading(tag)
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
        elif tag == "base" and self.base is None:
            self.base = one_line(attributes.get("href", "")) or None

    def _begin(self, tag: str) -> None:
        """Note where an outermost *tag* opens; it ends with the page until its end is seen."""
        self._open[tag] = self._open.get(tag, 0) + 1
        if self._open[tag] == 1 and self._is_shown() and not self._is_beside(tag):
            start = self._offset() + len(self.get_starttag_text() or "")
            block = Block(start, len(self._text), in_main=bool(self._open.get("main")))
            self.blocks.setdefault(tag, []).append(block)
            self._within[tag] = block

    def _heading(self, tag: str) -> None:
        if not self._hidden:
            self._collecting = tag if not self._words[tag] else None
            if tag == "h1" and "article" in self._within:
                self._within["article"].has_heading = True

    def _is_shown(self) -> bool:
        return not self._hidden and "template" not in self._silent

    def _is_beside(self, tag: str) -> bool:
        """Tell whether an article that opens here is one among others in a margin."""
        return tag == "article" and any(map(self._open.get, _BESIDE))

    def handle_endtag(self, tag: str) -> None:
        """Note what ends here."""
        if tag == self._collecting:
            self._collecting = None
        if tag == "script":
            self._in_linked_data = False
        if self._silent and tag == self._silent[-1]:
            self._silent.pop()
        if self._hidden and tag == self._hidden[-1]:
            self._hidden.pop()
        if self._open.get(tag):
            self._open[tag] -= 1
            if self._open[tag] == 0 and tag in self._within:
                self._within.pop(tag).end = self._offset()

    def handle_data(self, data: str) -> None:
        """Collect the words of titles and data, and count what is there to be read."""
        if self._collecting:
            self._words[self._collecting].append(data)
        if self._in_linked_data:
            self._linked_data[-1] += data
        elif not self._silent and not self._hidden:
            length = len(data.strip())
            self.length += length
            for block in self._within.values():
                block.length += length

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """Skip ``<![…>`` as browsers do; the library stops at keywords that it does not know."""
        return self.parse_bogus_comment(i, report)

    def _meta(self, attributes: dict[str, str]) -> None:
        names = (attributes.get(key) for key in ("name", "property", "itemprop"))
        name = next(filter(None, names), "").lower()
        key, content = META.get(name), attributes.get("content", "").strip()
        if name == "article:author" and _WEB_URL.match(content):
            return
        # What follows the second picture of a page is said of that one.
        if name == "og:image" and "image" in self.front:
            self._pictured = True
        if self._pictured and name.startswith("og:image"):
            return
        if key == "tags" and content:
            self._tags.extend(re.split("[,，;；、]", content))
        elif key and content:
            self._state(key, content)

    def _time(self, attributes: dict[str, str]) -> None:
        """Take the dates shown in the article, unless they are those of a change."""
        role = f"{attributes.get('itemprop', '')} {attributes.get('class', '')}".lower()
        marked = any(map(self._open.get, ("article", "main"))) or _PUBLISHED.search(role)
        if marked and not _CHANGED.search(role) and attributes.get("datetime"):
            self._state("created", attributes["datetime"])

    def _state(self, key: str, value: object) -> None:
        """Keep the first *value* of *key*, and every date: the first of them may be none."""
        if key in _DATES:
            dates = self.front.setdefault(key, [])
            if isinstance(dates, list):
                dates.append(value)
        else:
            self.front.setdefault(key, value)

    def _offset(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column
