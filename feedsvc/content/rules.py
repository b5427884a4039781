"""What a reader may rely on: the settings in its words, and which files are articles.

It needs no reader, and so none of the libraries that read.
"""

from dataclasses import dataclass
from datetime import tzinfo

HTML_SUFFIXES = (".html", ".htm", ".xhtml")
MARKDOWN_SUFFIXES = (".md", ".markdown", ".mdown", ".mkd")
SUFFIXES = (*HTML_SUFFIXES, *MARKDOWN_SUFFIXES, ".txt", ".text")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the site's settings say about reading.

    ``home_url`` is what relative URLs are relative to; ``zone`` and ``language`` are None where
    each article's own language decides; ``summary_length`` is in characters.
    """

    home_url: str
    zone: tzinfo | None
    language: str | None
    summary_length: int
