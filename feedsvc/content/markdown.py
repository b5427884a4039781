"""The reader for Markdown, with front matter or without."""

import re

from feedsvc.content import metadata
from feedsvc.content.facts import Facts, FrontMatter
from feedsvc.content.markup import from_markdown
from feedsvc.content.text import plain

# The title as the body's first line, in either of Markdown's two ways of writing it.
_FIRST_HEADING = re.compile(
    r"\s*(?:#[ \t]+(?P<atx>[^\n]+?)[ \t]*#*|(?P<setext>[^\n]+)\n=+[ \t]*)(?:\n|\Z)"
)


def read(front: FrontMatter, body: str) -> Facts:
    """Return what a Markdown article says.

    Its title is the front matter's, else its first line if that is a heading, which then leaves
    the content.
    """
    found = metadata.facts(front, "")
    heading = None if found.title else _FIRST_HEADING.match(body)
    if heading:
        title = plain(from_markdown(heading["atx"] or heading["setext"]))
        return metadata.facts({**front, "title": title}, from_markdown(body[heading.end() :]))
    return metadata.facts(front, from_markdown(body))
