"""From the address of a feed to its key: by parsing, so nothing that is asked becomes a path."""

import re

from feedsvc.model import ALL_FEED, DocumentKey, FeedKey, FeedKind, Format

FEED = "all|section(?:/[a-z0-9-]+)+|(?:tag|author)/[a-z0-9-]+"
FORMATS = {format.extension: format for format in Format}


def parse_feed(path: str) -> FeedKey | None:
    """Return the key whose path below ``/feeds/`` is *path*, or None if no key has such a one."""
    if not re.fullmatch(FEED, path):
        return None
    kind, _, slug = path.partition("/")
    return FeedKey(kind=FeedKind(kind), slug=slug) if slug else ALL_FEED


def parse_document(path: str) -> DocumentKey | None:
    """Return the key whose path below ``/feeds/`` is *path*, or None if no key has such a one."""
    name, _, extension = path.rpartition(".")
    feed = parse_feed(name)
    format = FORMATS.get(extension)
    return DocumentKey(feed=feed, format=format) if feed and format else None
