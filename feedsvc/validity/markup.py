"""HTML inside documents: no script, nothing that runs or is embedded, no relative address."""

import re
from collections.abc import Iterator
from functools import lru_cache
from html import unescape

from feedsvc.validity.faults import Findings
from feedsvc.validity.values import shown

_ACTIVE = {
    *("applet", "base", "button", "embed", "form", "frame", "frameset", "iframe", "input"),
    *("link", "meta", "object", "script", "select", "style", "textarea"),
}
_URL_ATTRIBUTES = {
    *("action", "background", "cite", "formaction", "href", "longdesc", "poster", "src"),
    *("srcset", "xlink:href"),
}
_SCRIPTS = ("javascript:", "vbscript:", "data:")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.I)
_HOST = re.compile(r"https?://[^\s/?#]", re.I)
_STRIPPED = re.compile(r"[\t\n\r]")
_AROUND = "".join(map(chr, range(0x21)))

# What a sanitiser writes, and nearly all content is: tags in lower case, values in quotes, whole
# addresses. Content that is this through and through has no fault, and is read only once.
_CLEAN = re.compile(
    rf"(?:[^<]++|</?(?!(?:{'|'.join(sorted(_ACTIVE))})\b)[a-z][a-z0-9]*+"
    r"(?: (?:(?:alt|class|colspan|controls|datetime|dir|height|hreflang|id|lang|rel|reversed"
    r'|rowspan|scope|start|title|type|width)="[^"]*+"'
    r'|(?:href|src|poster)="(?:https?://[A-Za-z0-9]|mailto:|tel:)[^"]*+"))*+ ?/?>)*+'
)

# As browsers read them (HTML, section 13.2.5): any "<" with a letter after it opens a tag, a quote
# counts only where a value begins, what is not closed goes on to the end, and of all that Unicode
# has only these five are space. Whoever reads otherwise misses what somebody hides there.
_OPEN = re.compile(r"<(?:!--|([a-zA-Z][^\t\n\f\r />]*+))")
_ATTRIBUTE = re.compile(
    r"""[\t\n\f\r /]*+([^\t\n\f\r />][^\t\n\f\r />=]*+)"""
    r"""(?:[\t\n\f\r ]*+=[\t\n\f\r ]*+("[^"]*+"?|'[^']*+'?|[^\t\n\f\r >"'][^\t\n\f\r >]*+)?)?"""
)
_COMMENT_END = re.compile("--!?>")
# What begins a comment inside of them is text.
_RAW = {"noembed", "noframes", "noscript", "textarea", "title", "xmp", *_ACTIVE}
_LONGEST_CACHED = 50_000
_MOST = 20

Found = tuple[str, str]


def html(findings: Findings, text: str, where: str, line: int | None = None) -> None:
    """Look for what must not be in HTML that readers show."""
    if "<" not in text:
        return
    # An entry has the same content in three formats.
    for code, message in _cached(text) if len(text) < _LONGEST_CACHED else _faults(text):
        findings.add(code, message, where, line)


def element(name: str, attributes: dict[str, str]) -> Iterator[Found]:
    """Yield code and message of each fault of an element."""
    if name in _ACTIVE:
        yield "active-content", f"has an element <{name}>; remove it, readers do"
    for attribute, value in attributes.items():
        if attribute.startswith("on"):
            message = f"has an event handler, {attribute} of <{name}>; remove it"
            yield "event-handler", message
        elif attribute in _URL_ATTRIBUTES:
            for url in _urls(attribute, value):
                yield from _url(name, attribute, url)


@lru_cache(maxsize=128)
def _cached(text: str) -> tuple[Found, ...]:
    return _faults(text)


def is_clean(text: str) -> bool:
    """Tell whether *text* is what a sanitiser writes; what is not may have no fault either."""
    return _CLEAN.fullmatch(text) is not None


def found_in(text: str) -> tuple[Found, ...]:
    """Return code and message of the faults of HTML, element by element."""
    found: dict[Found, None] = {}
    for name, attributes in _elements(text):
        for fault in element(name, attributes):
            found[fault] = None
        if len(found) >= _MOST:
            break
    return tuple(found)


def _faults(text: str) -> tuple[Found, ...]:
    return () if is_clean(text) else found_in(text)


def _elements(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the elements that browsers find in *text*, with their attributes, in lower case."""
    at = 0
    comments = True
    while match := _OPEN.search(text, at):
        at = match.end()
        if match[1] is None:
            if comments:
                # "<!-->" is a whole comment.
                end = _COMMENT_END.search(text, match.start() + 2)
                at = end.end() if end else len(text)
            continue
        attributes: dict[str, str] = {}
        while each := _ATTRIBUTE.match(text, at):
            value = each[2] or ""
            quoted = value[:1] in ("'", '"')
            attributes.setdefault(
                each[1].lower(), unescape(value.strip(value[0]) if quoted else value)
            )
            at = each.end()
        name = match[1].lower()
        comments = comments and name not in _RAW
        yield name, attributes


def _urls(attribute: str, value: str) -> list[str]:
    if attribute != "srcset":
        return [value]
    return [each.split()[0] for each in value.split(", ") if each.strip()]


def _url(name: str, attribute: str, value: str) -> Iterator[Found]:
    # Browsers drop these, so "java\nscript:" is a script.
    url = _STRIPPED.sub("", value).strip(_AROUND)
    if url.lower().startswith(_SCRIPTS):
        message = f"has {shown(url)} as {attribute} of <{name}>; remove it, it may run"
        yield "script-url", message
    elif not _SCHEME.match(url):
        message = f"has a relative address, {shown(url)}, as {attribute} of <{name}>"
        yield "relative-url", f"{message}; write the whole address"
    elif url.lower().startswith(("http:", "https:")) and not _HOST.match(url):
        yield "bad-url", f"has an address without a host, {shown(url)}, as {attribute} of <{name}>"
