"""Reads pages as browsers and feed readers do."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = {"meta", "link", "input", "img", "br", "hr", "source", "wbr"}


@dataclass
class Element:
    """An element with its attributes and all the text inside it."""

    tag: str
    attributes: dict[str, str]
    text: str = ""


@dataclass
class Page(HTMLParser):
    """The elements of a page in the order in which they begin; refuses tags that do not match."""

    html: str
    elements: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[Element] = []
        self.feed(self.html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """Return the elements with this tag and at least these attributes."""
        return [
            each
            for each in self.elements
            if each.tag == tag and attributes.items() <= each.attributes.items()
        ]

    def one(self, tag: str, **attributes: str) -> Element:
        """Return the only such element."""
        (found,) = self.all(tag, **attributes)
        return found

    def links(self) -> dict[str, str]:
        """Return the address that each text links to."""
        return {each.text.strip(): each.attributes["href"] for each in self.all("a")}

    def announced(self) -> list[tuple[str, str, str]]:
        """Return type, title and address of each feed that the page announces."""
        return [
            (each.attributes["type"], each.attributes["title"], each.attributes["href"])
            for each in self.all("link", rel="alternate")
            if "type" in each.attributes
        ]
