"""Pelican as a publisher of feeds alone.

Its sections do not nest, so the feed of a section lacks what is below it.
"""

import json

from pelican import signals
from pelican.readers import MarkdownReader, Readers

SITENAME = "Benchmark"
SITEURL = FEED_DOMAIN = "https://www.example.org"
TIMEZONE = "UTC"
THEME = "simple"

PATH_METADATA = r"(?P<category>.+)/[^/]+\.md"
IGNORE_FILES = ["_index.md"]
SLUGIFY_USE_UNICODE = True
MARKDOWN = {
    "extensions": ["markdown.extensions.fenced_code", "markdown.extensions.tables"],
    "output_format": "html5",
}

STATIC_PATHS: list[str] = []
PAGE_PATHS: list[str] = []
THEME_STATIC_PATHS: list[str] = []
DIRECT_TEMPLATES: list[str] = []
ARTICLE_SAVE_AS = ARTICLE_LANG_SAVE_AS = DRAFT_SAVE_AS = DRAFT_LANG_SAVE_AS = ""
AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = ""

FEED_MAX_ITEMS = 50
RSS_FEED_SUMMARY_ONLY = False
FEED_ALL_ATOM, FEED_ALL_RSS = "all.atom.xml", "all.rss.xml"
CATEGORY_FEED_ATOM, CATEGORY_FEED_RSS = "section/{slug}.atom.xml", "section/{slug}.rss.xml"
TAG_FEED_ATOM, TAG_FEED_RSS = "tag/{slug}.atom.xml", "tag/{slug}.rss.xml"
AUTHOR_FEED_ATOM, AUTHOR_FEED_RSS = "author/{slug}.atom.xml", "author/{slug}.rss.xml"
TRANSLATION_FEED_ATOM = TRANSLATION_FEED_RSS = None


class FrontMatterReader(MarkdownReader):  # type: ignore[misc]
    """Reads quotes and lists in front matter, which Pelican takes for text."""

    def process_metadata(self, name: str, value: str) -> object:
        """Return what Pelican makes of the value in *value*."""
        plain = json.loads(value) if value[:1] in ('"', "[") else value
        text = ", ".join(plain) if isinstance(plain, list) else plain
        return super().process_metadata(name, text)


def _register(readers: Readers) -> None:
    readers.reader_classes["md"] = FrontMatterReader


class _Plugin:
    """What Pelican calls at its start; a plugin may be any object with this function."""

    @staticmethod
    def register() -> None:
        signals.readers_init.connect(_register)


PLUGINS = [_Plugin]
