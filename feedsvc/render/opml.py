"""OPML 2.0 subscription lists (http://opml.org/spec2.opml)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from feedsvc.render.escaping import escaped
from feedsvc.render.text import ascii_url


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A line of an outline: a feed when it has an ``xml_url``, else a heading of its children."""

    text: str
    xml_url: str | None = None
    html_url: str | None = None
    description: str = ""
    language: str | None = None
    children: tuple["Outline", ...] = ()


def render_opml(title: str, outlines: Sequence[Outline]) -> bytes:
    """Return an OPML document; it has no date, so equal outlines are equal bytes."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<opml version="2.0">',
        f"<head><title>{escaped(title)}</title></head>",
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
    """Return the attributes; ``version`` is left out, since OPML knows none of Atom."""
    is_feed = bool(outline.xml_url)
    fields = {
        "type": "rss" if is_feed else "",
        "text": outline.text,
        "title": outline.text if is_feed else "",
        "description": outline.description if is_feed else "",
        "language": (outline.language or "") if is_feed else "",
        "xmlUrl": ascii_url(outline.xml_url or ""),
        "htmlUrl": ascii_url(outline.html_url or ""),
    }
    return "".join(
        f' {name}="{escaped(value)}"' for name, value in fields.items() if value or name == "text"
    )
