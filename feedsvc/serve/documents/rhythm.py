"""When the entries of a document were published, as the document itself tells."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from email.utils import parsedate_to_datetime

# Inside texts "<" and quotes are escaped, so only elements and members of ours are found.
_WRITTEN = {
    "atom": (re.compile(rb"<published>([0-9T:.+Z-]+)</published>"), datetime.fromisoformat),
    "rss": (re.compile(rb"<pubDate>([0-9A-Za-z ,:+-]+)</pubDate>"), parsedate_to_datetime),
    "json": (re.compile(rb'"date_published": ?"([0-9T:.+Z-]+)"'), datetime.fromisoformat),
}


def published(path: str, body: bytes) -> Iterator[float]:
    """Yield when the entries of the document at *path* were published, in seconds since 1970."""
    pattern, read = _WRITTEN[path.rpartition(".")[2]]
    for value in pattern.findall(body):
        with suppress(ValueError):
            yield read(value.decode("ascii")).timestamp()
