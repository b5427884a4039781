"""One file's bytes become one article: decode, clean, choose a reader, compose."""

from dataclasses import replace
from pathlib import PurePosixPath

from feedsvc.content import frontmatter, html, markdown, page_dump
from feedsvc.content.compose import compose
from feedsvc.content.encodings import declared, decode
from feedsvc.content.facts import Facts
from feedsvc.content.locating import located
from feedsvc.content.media.files import Look
from feedsvc.content.rules import HTML_SUFFIXES, MARKDOWN_SUFFIXES, Rules
from feedsvc.content.text import clean
from feedsvc.errors import UnreadableArticleError
from feedsvc.model import Article

_ZERO_WIDTH = "\ufeff\u200b\u200c\u200d\u2060"


def read_article(path: str, data: bytes, rules: Rules, look: Look | None = None) -> Article:
    """Return the article that *data*, found at *path*, holds.

    With *look*, its media in the content folder are measured. Raises UnreadableArticleError if
    there is none.
    """
    text, notices = clean(declared(data) or decode(data))
    # Behind a zero-width character front matter would be text, and a draft would be published.
    text = text.lstrip(_ZERO_WIDTH)
    if not text.strip():
        raise UnreadableArticleError("is empty", hint="write the article or delete the file")
    place = PurePosixPath(path)
    suffix = place.suffix.lower()
    split = frontmatter.split(text, bare=suffix in MARKDOWN_SUFFIXES)
    if split:
        notices += split.notices
    article = compose(_facts(suffix, text, split), place, rules, notices=notices, look=look)
    if article.notices:
        article = replace(article, notices=located(article.notices, text))
    return article


def _facts(suffix: str, text: str, split: frontmatter.Split | None) -> Facts:
    """Choose the reader by what the text looks like; the file's name only breaks ties."""
    front, body = (split.front, split.body) if split else ({}, text)
    if html.is_page(body):
        return html.read(front, body)
    if split is None and (dumped := page_dump.read(text, or_markdown=suffix in MARKDOWN_SUFFIXES)):
        return dumped
    if suffix in HTML_SUFFIXES:
        return html.read(front, body)
    if split is None and suffix not in MARKDOWN_SUFFIXES:
        raise UnreadableArticleError(
            "is neither a page dump nor has it front matter",
            line=1,
            hint="add a breadcrumb line (首页 > 栏目 > 正文) or front matter between --- lines",
        )
    return markdown.read(front, body)
