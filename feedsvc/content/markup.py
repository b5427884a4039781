"""Markdown to HTML, and any HTML to safe HTML with absolute, percent-encoded URLs."""

import re
from collections.abc import Callable
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

import nh3
import pyromark

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
    "blockquote": {"cite"},
    "del": {"datetime"},
    "img": {"src", "alt", "width", "height"},
    "ins": {"datetime"},
    "ol": {"start", "reversed"},
    "q": {"cite"},
    "source": {"src", "type"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
    "video": {"src", "controls", "width", "height"},
}
_WITH_CONTENT = {"script", "style", "template", "noscript", "iframe", "object", "svg", "form"}
_SCHEMES = {"http", "https", "mailto", "tel"}
_URL_ATTRIBUTES = {"href", "src", "cite"}
# Rare, and asking Python about every attribute is slow, so the slow path is taken only for these.
_UNSAFE_URL = re.compile(r"""(?:href|src|cite)\s*=\s*["']?[^"'>]*[^\x21-\x7e][^"'>]*""", re.I)
# RFC 3986 reserved and unreserved characters, and % since most URLs are encoded already.
_LEGAL_IN_URL = "%/:?#[]@!$&'()*+,;=-._~"


def from_markdown(text: str) -> str:
    """Return *text* as HTML (CommonMark with tables, footnotes, task lists and strikethrough)."""
    return _MARKDOWN.html(text)


def sanitise(html: str, base_url: str) -> str:
    """Return *html* with allowed elements and attributes only, every URL absolute and ASCII.

    Relative URLs are resolved against *base_url*. Links into the same page are dropped, their
    text stays: a feed has many articles on one page.
    """

    def absolute(url: str) -> str | None:
        return None if url.startswith("#") else ascii_url(urljoin(base_url, url))

    return nh3.clean(
        html,
        tags=_TAGS,
        clean_content_tags=_WITH_CONTENT,
        attributes=_ATTRIBUTES,
        attribute_filter=_encode_urls if _UNSAFE_URL.search(html) else None,
        url_schemes=_SCHEMES,
        url_relative=_quietly(absolute),
        link_rel=None,
    )


def ascii_url(url: str) -> str:
    """Return *url* with its host in ASCII (IDNA) and everything else percent-encoded.

    Raises ValueError if it cannot be parsed.
    """
    if url.isascii() and " " not in url:
        return url
    parts = urlsplit(url)
    host = parts.netloc if parts.netloc.isascii() else _ascii_host(parts.netloc)
    path, query, fragment = (quote(part, safe=_LEGAL_IN_URL) for part in parts[2:])
    return urlunsplit((parts.scheme, host, path, query, fragment))


def _ascii_host(netloc: str) -> str:
    userinfo, at, host = netloc.rpartition("@")
    name, colon, port = host.partition(":")
    return f"{quote(userinfo, safe=':')}{at}{name.encode('idna').decode()}{colon}{port}"


def _encode_urls(_tag: str, attribute: str, value: str) -> str | None:
    if attribute not in _URL_ATTRIBUTES:
        return value
    try:
        return ascii_url(value.strip())
    except ValueError:
        return None


def _quietly(rewrite: Callable[[str], str | None]) -> Callable[[str], str | None]:
    """Drop an URL that cannot be parsed (``http://[``) rather than the article that holds it."""

    def rewritten(url: str) -> str | None:
        try:
            return rewrite(url)
        except ValueError:
            return None

    return rewritten
