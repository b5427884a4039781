"""The main text of a page that does not mark it: what a reader would call the article."""

import logging
from functools import cache
from typing import Any

# Links that fill more of a block than this make it navigation.
_MOST_LINKS = 0.5
_BLOCKS = ("ul", "ol", "dl", "table", "div", "section", "aside", "header", "footer", "p")
_NEVER = ("form", "nav", "iframe")
_MARK = "data-division"


def main_text(page: str) -> str | None:
    """Return the HTML of the main text of *page*, or None where no block of it stands out."""
    library = _library()
    try:
        found: str = library(page).summary(html_partial=True)
    except (ValueError, TypeError, RecursionError, AssertionError):
        return None  # pages that it cannot parse are no reason to lose them
    return found


@cache
def _library() -> Any:
    """Return the extractor; importing it takes longer than most sites take to be read."""
    from readability import Document
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
