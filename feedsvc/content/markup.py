"""Markdown to HTML, and any HTML to safe HTML with absolute, percent-encoded URLs."""

import re
from collections.abc import Mapping
from functools import lru_cache
from html import unescape

import nh3
import pyromark

from feedsvc.content.embedded import without_dead_media
from feedsvc.content.lazy import loaded
from feedsvc.content.text import one_line
from feedsvc.content.urls import ascii_url
from feedsvc.errors import UnreadableArticleError

_MARKDOWN = pyromark.Markdown(
    options=pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_TASKLISTS
    | pyromark.Options.ENABLE_HEADING_ATTRIBUTES
)

_TAGS = {
    *("a", "abbr", "acronym", "audio", "b", "bdi", "bdo", "blockquote", "br", "caption", "cite"),
    *("code", "col", "colgroup", "dd", "del", "details", "dfn", "div", "dl", "dt", "em"),
    *("figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd"),
    *("li", "mark", "ol", "p", "pre", "q", "rp", "rt", "ruby", "s", "samp", "small", "source"),
    *("span", "strike", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th"),
    *("thead", "time", "tr", "tt", "u", "ul", "var", "video", "wbr"),
}
_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"dir", "lang", "title"},
    "a": {"href", "hreflang"},
    "audio": {"src", "controls"},
    "del": {"datetime"},
    "img": {"src", "alt", "width", "height"},
    "ins": {"datetime"},
    "ol": {"start", "reversed"},
    "source": {"src", "type"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
    "video": {"src", "controls", "width", "height"},
}
_WITH_CONTENT = {
    *("button", "form", "iframe", "nav", "noscript", "object", "script", "select", "style", "svg"),
    *("template", "textarea", "title"),
}
_ELEMENT = re.compile(rf"</?(?:{'|'.join(sorted(_TAGS))})\b[^<>]*>", re.I)
_NESTING = re.compile(r"<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)")
# Elements that are empty, or end by themselves where the next one begins.
_SHALLOW = {
    *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source"),
    *("track", "wbr", "p", "li", "dt", "dd", "rp", "rt", "option", "tr", "td", "th"),
    *("thead", "tbody", "tfoot", "colgroup"),
}
_DEEPEST = 200
# The time to parse a tag grows with the square of its attributes.
_LONG_TEXT = 50_000
_MANY_ATTRIBUTES = re.compile(
    r"""<[a-z][^\s<>]*+(?:\s++[^\s<>"'=]++(?:=(?:"[^"]*"|'[^']*'|[^\s<>"']*))?+){5000}""", re.I
)
# Parts of what may hide an element, rare enough in other text to look closer where one is.
_HIDING_WORDS = ("idden", "IDDEN", "isplay", "ISPLAY")
_HIDING = re.compile(r"\bhidden\b|\bdisplay\s*:", re.I)
_HIDING_STYLE = re.compile(
    r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden)(?![\w-])", re.I
)
_NAME = re.compile(r"<([a-zA-Z][^\s/>]*)")
_VOID = {
    *("area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input"),
    *("keygen", "link", "meta", "param", "source", "track", "wbr"),
}
# What a parser reads as text to the end, and writes again as it is.
_RAW = {"noembed", "noframes", "plaintext", "xmp"}
_CLOSED_TAG = re.compile(
    r'<(?P<end>/?)(?P<name>[a-z][^\s/>]*)(?P<attributes>(?: [^\s"]+="[^"]*")*)>'
)
_CLOSED_ATTRIBUTE = re.compile(r' (?P<name>[^\s"]+)="(?P<value>[^"]*)"')
_BASE = re.compile(r"""\s*<base\s+href\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)')""", re.I)
_SCHEMES = {"http", "https", "mailto", "tel"}
_URL_ATTRIBUTES = {"href", "src"}
# What browsers strip from an URL; stripping more (U+3000) could bare a scheme they did not see.
_AROUND_URL = "\t\n\f\r "


def from_markdown(text: str) -> str:
    """Return *text* as HTML (CommonMark with tables, footnotes, task lists and strikethrough)."""
    return _MARKDOWN.html(text)


def sanitise(html: str, base_url: str) -> str:
    """Return *html* with allowed elements and attributes only, every URL absolute and ASCII.

    Relative URLs are resolved against *base_url*. Links into the same page are dropped, their
    text stays: a feed has many articles on one page. Pictures without an address are dropped.
    Raises UnreadableArticleError for elements nested so deep that nobody can have meant it: the
    time to clean them grows with the square.
    """
    refuse_bottomless(html)
    if any(word in html for word in _HIDING_WORDS) and _HIDING.search(html):
        html = _shown(html)
    return without_dead_media(_cleaner(base_url).clean(loaded(html)))


def refuse_bottomless(html: str, deepest: int = _DEEPEST) -> None:
    """Raise UnreadableArticleError for *html* that takes long to parse and nobody can have meant.

    That is more than *deepest* elements in each other, or thousands of attributes on one of them.
    """
    hint = "close what is open, or remove what was pasted by accident"
    if html.count("<") > deepest and _depth(html) > deepest:
        message = f"nests quotes, lists or elements more than {deepest} deep"
        raise UnreadableArticleError(message, hint=hint)
    if len(html) > _LONG_TEXT and _MANY_ATTRIBUTES.search(html):
        raise UnreadableArticleError("has thousands of attributes on one element", hint=hint)


def stated_base(html: str) -> str | None:
    """Return the ``<base href>`` with which *html* begins, None where it begins otherwise."""
    match = _BASE.match(html)
    return one_line(unescape(match["double"] or match["single"] or "")) if match else None


def is_hidden(attributes: Mapping[str, str]) -> bool:
    """Tell whether an element with these *attributes* is never shown."""
    return "hidden" in attributes or _HIDING_STYLE.search(attributes.get("style", "")) is not None


def _shown(html: str) -> str:
    """Return *html* without the elements that no reader of the page sees.

    A parser closes what is open first; then each element ends where its own end tag stands.
    """
    names = {name.lower() for name in _NAME.findall(html)}
    closed = _closer(frozenset(names - _WITH_CONTENT - _RAW)).clean(html)
    kept: list[str] = []
    position, hidden, depth = 0, "", 0
    for tag in _CLOSED_TAG.finditer(closed):
        if hidden:
            if tag["name"] == hidden:
                depth += -1 if tag["end"] else 1
            if depth == 0:
                position, hidden = tag.end(), ""
        elif not tag["end"] and is_hidden(_attributes(tag["attributes"])):
            kept.append(closed[position : tag.start()])
            position = tag.end()
            if tag["name"] not in _VOID:
                hidden, depth = tag["name"], 1
    return "".join([*kept, "" if hidden else closed[position:]])


def _attributes(text: str) -> dict[str, str]:
    return {each["name"]: unescape(each["value"]) for each in _CLOSED_ATTRIBUTE.finditer(text)}


def _depth(html: str) -> int:
    """Return how deep elements nest at most, those aside that need no end tag."""
    depth = deepest = 0
    for match in _NESTING.finditer(html):
        if match["name"].lower() not in _SHALLOW:
            depth = max(0, depth - 1) if match["end"] else depth + 1
            deepest = max(deepest, depth)
    return deepest


def without_markup(text: str) -> str:
    """Return plain *text* without the HTML elements and character references in it.

    What only looks like an element (``List<T>``) stays.
    """
    return one_line(unescape(_ELEMENT.sub("", text)))


def can_be_base(url: str) -> bool:
    """Tell whether relative URLs can be resolved against *url*."""
    try:
        _cleaner(url)
    except ValueError:
        return False
    return True


# Making a cleaner takes longer than cleaning an article; the articles of a folder share one.
@lru_cache(maxsize=256)
def _cleaner(base_url: str) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=_TAGS,
        clean_content_tags=_WITH_CONTENT,
        attributes=_ATTRIBUTES,
        attribute_filter=_legal_attribute,
        url_schemes=_SCHEMES,
        url_relative=("rewrite_with_base", base_url),
        link_rel=None,
    )


# Most of the time goes into making it; the pages of a site have the same elements.
@lru_cache(maxsize=16)
def _closer(names: frozenset[str]) -> nh3.Cleaner:
    """Return what closes the elements *names*, and keeps their attributes for the next cleaner."""
    return nh3.Cleaner(
        tags=set(names),
        clean_content_tags=_WITH_CONTENT,
        attributes={"*": {"hidden", "srcset", "style", *set().union(*_ATTRIBUTES.values())}},
        generic_attribute_prefixes={"data-"},
        link_rel=None,
    )


def _legal_attribute(_tag: str, attribute: str, value: str) -> str | None:
    """Return an attribute's value as it may stay; an URL is not resolved yet."""
    if attribute not in _URL_ATTRIBUTES:
        return value
    # Authors on Windows write images\\photo.jpg, and browsers read a slash.
    url = value.strip(_AROUND_URL).replace("\\", "/")
    try:
        return ascii_url(url) if url and not url.startswith("#") else None
    except ValueError:
        return None
