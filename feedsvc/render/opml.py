"""OPML 2.0 subscription lists (http://opml.org/spec2.opml)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from feedsvc.render.text import ascii_url, legal


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A line of an outline: a feed when it has an ``xml_url``, else a heading of its children."""

    text: str
    xml_url: str | None = None
    html_url: str | None = None
    children: tuple["Outline", ...] = ()


def render_opml(title: str, outlines: Sequence[Outline]) -> bytes:
    """Return an OPML document; it has no date, so equal outlines are equal bytes."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<opml version="2.0">',
        f"<head><title>{_escaped(legal(title))}</title></head>",
        "<body>",
        *_lines(outlines),
        "</body>",
        "</opml>\n",
    ]
    return "\n".join(lines).encode()


def _lines(outlines: Iterable[Outline]) -> Iterator[str]:
    for outline in outlines:
        if not outline.children:
            yield f"<outline{_attributes(outline)}/>"
            continue
        yield f"<outline{_attributes(outline)}>"
        yield from _lines(outline.children)
        yield "</outline>"


def _attributes(outline: Outline) -> str:
    fields = {
        "type": "rss" if outline.xml_url else "",
        "text": legal(outline.text),
        "title": legal(outline.text) if outline.xml_url else "",
        "xmlUrl": ascii_url(outline.xml_url or ""),
        "htmlUrl": ascii_url(outline.html_url or ""),
    }
    return "".join(
        f' {name}="{_escaped(value)}"' for name, value in fields.items() if value or name == "text"
    )


def _escaped(text: str) -> str:
    """Return the text for element or attribute; parsers change line ends and tabs left plain."""
    text = escape(text)
    return text.replace("\t", "&#9;").replace("\n", "&#10;").replace("\r", "&#13;")
