"""From the address of a feed to its key: by parsing, so nothing that is asked becomes a path."""

import re

from werkzeug.routing import BaseConverter, ValidationError

from feedsvc.model import ALL_FEED, DocumentKey, FeedKey, FeedKind, Format

_FEED = "all|section(?:/[a-z0-9-]+)+|(?:tag|author)/[a-z0-9-]+"
FORMATS = {format.extension: format for format in Format}


def parse_feed(path: str) -> FeedKey | None:
    """Return the key whose path below ``/feeds/`` is *path*, or None if no key has such a one."""
    if not re.fullmatch(_FEED, path):
        return None
    kind, _, slug = path.partition("/")
    return FeedKey(kind=FeedKind(kind), slug=slug) if slug else ALL_FEED


def parse_document(path: str) -> DocumentKey | None:
    """Return the key whose path below ``/feeds/`` is *path*, or None if no key has such a one."""
    name, _, extension = path.rpartition(".")
    feed = parse_feed(name)
    format = FORMATS.get(extension)
    return DocumentKey(feed=feed, format=format) if feed and format else None


class FeedConverter(BaseConverter):
    """``<feed:key>`` in a route: the path of a feed without extension."""

    regex = f"(?:{_FEED})"
    part_isolating = False
    weight = 150  # matched before <path:…>, whose weight is 200

    def to_python(self, value: str) -> FeedKey:
        """Return the key; a path that has none belongs to another route."""
        key = parse_feed(value)
        if key is None:
            raise ValidationError
        return key


class DocumentConverter(BaseConverter):
    """``<document:key>`` in a route: the path of a document."""

    regex = rf"(?:{_FEED})\.(?:{'|'.join(FORMATS)})"
    part_isolating = False
    weight = 140

    def to_python(self, value: str) -> DocumentKey:
        """Return the key; a path that has none belongs to another route."""
        key = parse_document(value)
        if key is None:
            raise ValidationError
        return key
