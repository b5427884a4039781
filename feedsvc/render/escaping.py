"""Text as XML carries it, in an element or an attribute."""

from html import escape

from feedsvc.render.text import legal


def escaped(text: str) -> str:
    """Return *text* so that a parser reads it back as it is, but for what XML cannot carry.

    Parsers change line ends and tabs that are left plain.
    """
    text = escape(legal(text))
    return text.replace("\t", "&#9;").replace("\n", "&#10;").replace("\r", "&#13;")
