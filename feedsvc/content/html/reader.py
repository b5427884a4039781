"""The reader for HTML: whole pages, and fragments below front matter."""

import re
from dataclasses import replace
from html import escape

from feedsvc.content import metadata
from feedsvc.content.facts import Facts, FrontMatter
from feedsvc.content.html import extraction
from feedsvc.content.html.page import Block, Page
from feedsvc.content.markup import refuse_bottomless
from feedsvc.content.text import controls
from feedsvc.errors import UnreadableArticleError
from feedsvc.model import Origin

# Comments are possessive (*+): tried again and again, a thousand of them would take for ever.
_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*+<(?:!doctype\s+html|html[\s>])", re.I | re.S
)
# The library looks for the end of each tag all the way down: many without one take for ever.
_MAX_OPEN_TAGS = 1000
# Untidy pages never close some elements; nobody leaves a thousand open.
_DEEPEST_PAGE = 1000
# Texts shorter than this hold too little to tell them from what stands around them.
_TELLING_LENGTH = 400
_REFERENCE = re.compile(r"&#(?:0*(?P<decimal>\d{1,3})|x0*(?P<hexadecimal>[\da-f]{1,2}));", re.I)


def is_page(text: str) -> bool:
    """Tell whether *text* is a whole HTML page, whatever its file is called."""
    return _PAGE.match(text) is not None


def read(front: FrontMatter, text: str) -> Facts:
    """Return what an HTML article says; front matter wins over the page's own metadata.

    Raises UnreadableArticleError for a page with a thousand tags that never end.
    """
    stated = metadata.facts(front, "")
    if not is_page(text):
        return replace(stated, html=text)
    open_tags = text.count("<") - text.count(">")
    if open_tags > _MAX_OPEN_TAGS:
        raise UnreadableArticleError(f"has {open_tags} tags that never end", hint="repair its HTML")
    refuse_bottomless(text, _DEEPEST_PAGE)
    text = _REFERENCE.sub(_control, text)
    page = Page(text)
    found = metadata.facts(page.front, _content(page, text))
    found = replace(
        found,
        site=page.site,
        published_origin=Origin.PAGE if found.published else None,
        pictures=(),
        page_pictures=found.pictures,
    )
    told = stated.or_else(found)
    return replace(told, notices=(*stated.notices, *found.notices))


def _control(reference: re.Match[str]) -> str:
    """Return the control character that *reference* means: the library would drop it in silence."""
    code = int(reference["decimal"] or int(reference["hexadecimal"] or "0", 16))
    return chr(code) if 0 < code < 128 and controls(chr(code)) else reference[0]


def _content(page: Page, text: str) -> str:
    """Return the HTML of the page's own text, behind the base that its URLs have, if any."""
    base = f'<base href="{escape(page.base)}">' if page.base else ""
    if block := _marked(page):
        return base + text[block.start : block.end]
    body = max(page.blocks.get("body", []), key=_length, default=Block(0, len(text), in_main=False))
    main = extraction.main_text(_without_teasers(page, text))
    own = main if main and _is_enough(main, page) else text[body.start : body.end]
    return base + extraction.without_breadcrumb(own)


def _without_teasers(page: Page, text: str) -> str:
    """Return the page without its articles, none of which is its own, if they hold little of it."""
    articles = page.blocks.get("article", [])
    if sum(map(_length, articles)) * 2 > page.length:
        return text
    starts = (0, *(article.end for article in articles))
    ends = (*(article.start for article in articles), len(text))
    return "".join(text[start:end] for start, end in zip(starts, ends, strict=True))


def _marked(page: Page) -> Block | None:
    """Return the article or the main element that is the page's own text."""
    articles = page.blocks.get("article", [])
    main = max(page.blocks.get("main", []), key=_length, default=None)
    in_main = [article for article in articles if article.in_main]
    if main is None or in_main:
        return _own(in_main or articles, main.length if main else page.length) or main
    return max([*articles, main], key=_length)


def _own(articles: list[Block], length: int) -> Block | None:
    """Return the one of *articles* that is no teaser, None if that is not clear.

    That is one alone, the only one with a heading of level one, or else the one that holds most of
    the *length* of what is there to be read.
    """
    alone = articles if len(articles) == 1 else [each for each in articles if each.has_heading]
    if len(alone) == 1:
        return alone[0]
    longest = max(articles, key=_length, default=None)
    return longest if longest and longest.length * 2 > length else None


def _length(block: Block) -> int:
    return block.length


def _is_enough(html: str, page: Page) -> bool:
    """Tell whether *html* is the article and not one block of it.

    It is where it holds a long text, or most of what is there to be read.
    """
    length = Page(html).length
    return length >= _TELLING_LENGTH or length * 2 > page.length
