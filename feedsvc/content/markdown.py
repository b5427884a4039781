"""The reader for Markdown, with front matter or without."""

import re

from feedsvc.content import metadata
from feedsvc.content.facts import Facts, FrontMatter
from feedsvc.content.markup import from_markdown

# Tags of Liquid, Nunjucks and Hugo (``{% youtube x %}``, ``{{< figure >}}``) that stand alone, or
# open or close a paragraph. In code they stay: there, no ``<p>`` precedes them.
_TAG = r"\{%(?:(?!%\})[^<])*%\}"
_EXPRESSION = r"\{\{(?:(?!\}\})[^<])*\}\}"
_TEMPLATE_PARAGRAPH = re.compile(rf"<p>(?:(?:{_TAG}|{_EXPRESSION})\s*)+</p>\n?")
_TEMPLATE_OPENING = re.compile(rf"(?<=<p>){_TAG}\n")
_TEMPLATE_CLOSING = re.compile(rf"\n{_TAG}(?=</p>)")


def read(front: FrontMatter, body: str) -> Facts:
    """Return what a Markdown article says."""
    return metadata.facts(front, _without_template_tags(from_markdown(body)))


def _without_template_tags(html: str) -> str:
    """Drop the tags that only the site's own generator understands."""
    if "{%" not in html and "{{" not in html:
        return html
    for pattern in (_TEMPLATE_PARAGRAPH, _TEMPLATE_OPENING, _TEMPLATE_CLOSING):
        html = pattern.sub("", html)
    return html
