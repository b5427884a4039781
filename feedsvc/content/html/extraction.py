"""The main text of a page that does not mark it: what a reader would call the article."""

import logging
import re
from functools import cache
from typing import Any

from feedsvc.content.page_dump import breadcrumbs
from feedsvc.content.text import plain

# Links that fill more of a block than this make it navigation.
_MOST_LINKS = 0.5
_BLOCKS = ("ul", "ol", "dl", "table", "div", "section", "aside", "header", "footer", "p")
_NEVER = ("form", "nav", "iframe")
_MARK = "data-division"
_NO_TEXT = "//base | //aside//article | //nav//article | //footer//article"
_INVISIBLE = re.compile(r"visibility\s*:\s*hidden", re.I)
# What divides the runs of words and links in a page.
_BLOCK_TAG = re.compile(r"(<(?!/?(?:a|b|em|font|i|li|small|span|strong)\b)[^<>]*>)", re.I)
_LONGEST_BREADCRUMB = 3000
# More elements than articles have; weighing them all takes seconds.
_MOST_TAGS = 50_000


def main_text(page: str) -> str | None:
    """Return the HTML of the main text of *page*, or None where no block of it stands out."""
    if page.count("<") > _MOST_TAGS:
        return None
    library = _library()
    try:
        found: str = library(page).summary(html_partial=True)
    except (ValueError, TypeError, RecursionError, AssertionError):
        return None  # pages that it cannot parse are no reason to lose them
    return found


def without_breadcrumb(page: str) -> str:
    """Return *page* without the links that tell where it stands in its site."""
    pieces = _BLOCK_TAG.split(page)
    return "".join(piece for piece in pieces if not _is_breadcrumb(piece))


def _is_breadcrumb(piece: str) -> bool:
    linked = "<a" in piece.lower() and len(piece) <= _LONGEST_BREADCRUMB
    return linked and breadcrumbs.is_nothing_else(plain(piece))


@cache
def _library() -> Any:
    """Return the extractor; importing it takes longer than most sites take to be read."""
    from readability import Document
    from readability.htmls import build_doc
    from readability.readability import tounicode

    # It logs what it raises, and its steps at length.
    logging.getLogger("readability").setLevel(logging.CRITICAL)

    class Extractor(Document):  # type: ignore[misc]
        """Chooses the block as the library does, and keeps what an article is made of in it.

        The library drops short lists and tables, and takes attributes off with a regular
        expression that hostile pages can keep busy; both are the sanitiser's work here.
        """

        def transform_misused_divs_into_paragraphs(self) -> None:
            """Mark the divisions, because some become paragraphs and may be navigation still."""
            for element in self.tags(self.html, "div"):
                element.set(_MARK, "")
            super().transform_misused_divs_into_paragraphs()

        def _parse(self, page: str) -> Any:
            """Drop teasers, and what is not shown unless it is most of the page: scripts show that.

            The library would drop all that is hidden, and resolve URLs against a base that may be
            relative itself.
            """
            document, _ = build_doc(page)
            everything = len(document.text_content())
            for element in document.xpath("//*[@style]"):
                if _INVISIBLE.search(element.get("style")):
                    if len(element.text_content()) * 2 < everything:
                        element.drop_tree()
                    else:
                        del element.attrib["style"]
            for element in document.xpath(_NO_TEXT):
                element.drop_tree()
            return super()._parse(document)

        def sanitize(self, node: Any, _candidates: Any, _images: bool = False) -> str:
            for element in list(self.tags(node, *_NEVER)):
                element.drop_tree()
            for element in list(self.reverse_tags(node, *_BLOCKS)):
                if self._is_navigation(element):
                    element.drop_tree()
            while len(node) == 1 and node[0].tag == "div" and not (node.text or "").strip():
                node = node[0]
            html: str = tounicode(node, method="html", with_tail=False)
            return html.partition(">")[2].rpartition("</")[0]

        def _is_navigation(self, element: Any) -> bool:
            if element.tag == "p" and element.get(_MARK) is None:
                return False
            links = self.get_link_density(element) > _MOST_LINKS
            return links and not element.findall(".//img")

    return Extractor
