"""Where a parser of other people sees something else than we wrote, and why.

Each difference says how what was written looks to that parser, so that everything else about the
field is still compared. A difference that no longer shows fails the tests: it can be deleted.
"""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from feedsvc.model import Entry

ATOM, RSS, JSON = "atom", "rss", "json"
EVERY = (ATOM, RSS, JSON)


@dataclass(frozen=True)
class Difference:
    """What a parser does to a field in some formats, and how the field then looks."""

    parser: str
    formats: tuple[str, ...]
    fields: tuple[str, ...]
    reason: str
    seen: Callable[[Any, Entry, str], Any]


def _first(value: Any, *_: object) -> Any:
    return value[:1]


def _decoded(value: Any, *_: object) -> Any:
    if isinstance(value, list):
        return [html.unescape(each) for each in value]
    return html.unescape(value)


def _host(entry: Entry) -> list[str]:
    return [entry.podcast.author] if entry.podcast and entry.podcast.author else []


def _and_host(value: Any, entry: Entry, _: str) -> Any:
    return [*value, *_host(entry)]


def _host_and(value: Any, entry: Entry, _: str) -> Any:
    return [*_host(entry), *value]


def _host_or(value: Any, entry: Entry, _: str) -> Any:
    return _host(entry) or value


def _no_length(value: Any, *_: object) -> Any:
    return [(url, kind, 0) for url, kind, _ in value]


def _and_picture(kind: str | None, length: int) -> Callable[[Any, Entry, str], Any]:
    def seen(value: Any, entry: Entry, _: str) -> Any:
        return [*value, (entry.image.url, kind, length)] if entry.image else value

    return seen


def _feed_for_none(value: Any, _: Entry, feed: str) -> Any:
    return value or [feed]


def _feed_unless_one(value: Any, _: Entry, feed: str) -> Any:
    return value if len(value) == 1 else [feed]


def _published(_: Any, entry: Entry, __: str) -> Any:
    return entry.published


def _updated(_: Any, entry: Entry, __: str) -> Any:
    return entry.updated


def _without_tags(value: Any, *_: object) -> Any:
    return re.sub(r"<(?=[!?/a-z])[^>]*>", "", value).strip()


def _terms(value: Any, entry: Entry, _: str) -> Any:
    shows = entry.podcast.categories if entry.podcast else ()
    return list(dict.fromkeys([*(category.term for category in entry.categories), *shows]))


def _each_once(value: Any, *_: object) -> Any:
    return list(dict.fromkeys(value))


DIFFERENCES = (
    Difference(
        "python feedparser",
        (RSS,),
        ("authors",),
        "takes itunes:author for one more author",
        _and_host,
    ),
    Difference(
        "python feedparser",
        (RSS,),
        ("enclosures",),
        "media:content is kept apart from the enclosures, under media_content",
        _first,
    ),
    Difference(
        "python atoma",
        (RSS,),
        ("enclosures",),
        "knows no Media RSS",
        _first,
    ),
    Difference(
        "python atoma",
        (ATOM,),
        ("authors",),
        "an entry without an author gets the feed's, as RFC 4287 has it",
        _feed_for_none,
    ),
    Difference(
        "python fastfeedparser",
        EVERY,
        ("authors",),
        "keeps the first author",
        _first,
    ),
    Difference(
        "python fastfeedparser",
        (RSS,),
        ("authors",),
        "takes itunes:author for the author",
        _host_or,
    ),
    Difference(
        "python fastfeedparser",
        (RSS,),
        ("enclosures",),
        "media:content is kept apart from the enclosures, under media_content",
        _first,
    ),
    Difference(
        "python fastfeedparser",
        (ATOM,),
        ("enclosures",),
        "an enclosure is a link without its length",
        _no_length,
    ),
    Difference(
        "python podcastparser",
        (RSS,),
        ("enclosures",),
        "takes the picture of media:content for an enclosure",
        _and_picture("application/octet-stream", -1),
    ),
    Difference(
        "npm @rowanmanning/feed-parser",
        (ATOM, RSS),
        ("enclosures",),
        "gathers the picture of media:content with the enclosures",
        _and_picture(None, 0),
    ),
    Difference(
        "npm feedparser",
        (ATOM, RSS),
        ("enclosures",),
        "takes the picture of media:content for an enclosure",
        _and_picture("image", 0),
    ),
    Difference(
        "npm rss-parser",
        (ATOM, RSS),
        ("authors",),
        "keeps the first author",
        _first,
    ),
    Difference(
        "npm rss-parser",
        (RSS,),
        ("enclosures",),
        "knows no Media RSS unless it is asked to",
        _first,
    ),
    Difference(
        "npm @rowanmanning/feed-parser",
        (ATOM, RSS),
        ("title", "content", "authors", "summary"),
        "decodes entities twice: what the article calls &lt;b&gt; becomes <b>",
        _decoded,
    ),
    Difference(
        "npm @rowanmanning/feed-parser",
        (RSS,),
        ("categories",),
        "decodes entities twice: what the article calls &lt;b&gt; becomes <b>",
        _decoded,
    ),
    Difference(
        "npm @rowanmanning/feed-parser",
        (ATOM,),
        ("authors",),
        "an entry without an author gets the feed's, as RFC 4287 has it",
        _feed_for_none,
    ),
    Difference(
        "npm @rowanmanning/feed-parser",
        (RSS,),
        ("authors",),
        "takes itunes:author for one more author",
        _host_and,
    ),
    Difference(
        "npm @rowanmanning/feed-parser",
        (RSS,),
        ("updated",),
        "does not read atom:updated",
        _published,
    ),
    Difference(
        "npm @extractus/feed-extractor",
        (ATOM,),
        ("published",),
        "takes updated for the date of publication",
        _updated,
    ),
    Difference(
        "npm @extractus/feed-extractor",
        (ATOM, RSS),
        ("title",),
        "decodes entities twice: what the article calls &lt;b&gt; becomes <b>",
        _decoded,
    ),
    Difference(
        "npm feedparser",
        (ATOM,),
        ("categories",),
        "gives terms, not labels, and each once",
        _terms,
    ),
    Difference(
        "npm feedparser",
        (RSS,),
        ("categories",),
        "gives each category once, whatever its domain",
        _each_once,
    ),
    Difference(
        "npm feedparser",
        (ATOM, RSS),
        ("title",),
        "removes from titles what looks like tags, though they are plain text",
        lambda value, *_: _without_tags(value),
    ),
    Difference(
        "npm feedparser",
        (ATOM,),
        ("authors",),
        "an entry without an author, or with several, gets the feed's",
        _feed_unless_one,
    ),
    Difference(
        "npm feedparser",
        (RSS,),
        ("authors",),
        "keeps the first author",
        _first,
    ),
    Difference(
        "npm feedparser",
        (RSS,),
        ("updated",),
        "does not read atom:updated",
        _published,
    ),
)
