"""Markdown to HTML, and any HTML to safe HTML with absolute, percent-encoded URLs."""

import re
from functools import lru_cache
from html import unescape
from urllib.parse import quote, urlsplit, urlunsplit

import nh3
import pyromark

from feedsvc.content.text import one_line
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
_SCHEMES = {"http", "https", "mailto", "tel"}
_URL_ATTRIBUTES = {"href", "src"}
# What browsers strip from an URL; stripping more (U+3000) could bare a scheme they did not see.
_AROUND_URL = "\t\n\f\r "
# RFC 3986 reserved and unreserved characters, and % since most URLs are encoded already.
_LEGAL_IN_URL = "%/:?#[]@!$&'()*+,;=-._~"
_ILLEGAL_IN_URL = re.compile(r"[^\w%/:?#\[\]@!$&'()*+,;=.~-]|%(?![\da-f]{2})", re.A | re.I)
_STRAY_PERCENT = re.compile(r"%(?![\da-f]{2})", re.A | re.I)
_WEB = re.compile(r"(?P<scheme>https?:)(?P<host>//[^/?#])?", re.I)


def from_markdown(text: str) -> str:
    """Return *text* as HTML (CommonMark with tables, footnotes, task lists and strikethrough)."""
    return _MARKDOWN.html(text)


def sanitise(html: str, base_url: str) -> str:
    """Return *html* with allowed elements and attributes only, every URL absolute and ASCII.

    Relative URLs are resolved against *base_url*. Links into the same page are dropped, their
    text stays: a feed has many articles on one page. Raises UnreadableArticleError for elements
    nested so deep that nobody can have meant it: the time to clean them grows with the square.
    """
    if html.count("<") > _DEEPEST and _depth(html) > _DEEPEST:
        raise UnreadableArticleError(
            f"nests quotes, lists or elements more than {_DEEPEST} deep",
            hint="close what is open, or remove what was pasted by accident",
        )
    return _cleaner(base_url).clean(html)


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


def ascii_url(url: str) -> str:
    """Return *url* with its host in ASCII (IDNA) and everything else percent-encoded.

    Raises ValueError if it cannot be parsed, or is of the web but names no host.
    """
    if web := _WEB.match(url):
        if not web["host"]:
            raise ValueError(f"{url!r} names no host")
        url = web["scheme"].lower() + url[web.end("scheme") :]
    if not _ILLEGAL_IN_URL.search(url):
        return url
    parts = urlsplit(url)
    host = parts.netloc if parts.netloc.isascii() else _ascii_host(parts.netloc)
    if _ILLEGAL_IN_URL.search(host):
        raise ValueError(f"{host!r} is no host")
    path, query, fragment = (_quoted(part) for part in parts[2:])
    return urlunsplit((parts.scheme, host, path, query, fragment))


def _quoted(part: str) -> str:
    return quote(_STRAY_PERCENT.sub("%25", part), safe=_LEGAL_IN_URL)


def _ascii_host(netloc: str) -> str:
    userinfo, at, host = netloc.rpartition("@")
    name, colon, port = host.partition(":")
    return f"{quote(userinfo, safe=':')}{at}{name.encode('idna').decode()}{colon}{port}"


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
