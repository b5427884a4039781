"""From the address of a feed to its key: by parsing, so nothing that is asked becomes a path."""

import re

from feedsvc.model import ALL_FEED, DocumentKey, FeedKey, FeedKind, Format

FEED = "all|section(?:/[a-z0-9-]+)+|(?:tag|author|saved)/[a-z0-9-]+"
ARCHIVE = "[0-9]{4}-[0-9]{2}(?:-[0-9]{1,9})?"
_ARCHIVE = re.compile(rf"archive/(?P<feed>.+)/(?P<archive>{ARCHIVE})")
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
    format = FORMATS.get(extension)
    name, archive = archive_in(name) or (name, None)
    feed = parse_feed(name)
    return DocumentKey(feed=feed, format=format, archive=archive) if feed and format else None


def archive_in(path: str) -> tuple[str, str] | None:
    """Return the path of the feed whose archive lies at *path*, and the archive's name."""
    match = _ARCHIVE.fullmatch(path)
    return (match["feed"], match["archive"]) if match else None
