"""The addresses of feeds and of their archives in routes."""

from werkzeug.routing import BaseConverter, ValidationError

from feedsvc.model import FeedKey
from feedsvc.serve.documents.paths import ARCHIVE, FEED, parse_feed


class FeedConverter(BaseConverter):
    """``<feed:key>`` in a route: the path of a feed without extension."""

    regex = f"(?:{FEED})"
    part_isolating = False
    weight = 150  # matched before <path:…>, whose weight is 200

    def to_python(self, value: str) -> FeedKey:
        """Return the key; a path that has none belongs to another route."""
        key = parse_feed(value)
        if key is None:
            raise ValidationError
        return key


class ArchiveConverter(BaseConverter):
    """``<archive:name>`` in a route: the name of an archive, without an extension."""

    regex = f"(?:{ARCHIVE})"
