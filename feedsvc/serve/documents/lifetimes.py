"""For how long a document may be kept: as long as is stated for its feed, else by its rhythm."""

import re
from contextlib import suppress
from pathlib import Path

from feedsvc.model import DocumentKey, FeedKey, FeedKind, Format
from feedsvc.plan import choosing
from feedsvc.plan.freshness import Freshness
from feedsvc.plan.options import Choices
from feedsvc.serve.documents.paths import parse_document
from feedsvc.serve.documents.rhythm import published
from feedsvc.settings import Settings

_MINUTE = 60
# What RSS says of a channel stands before its items.
_HEAD = 16_384
_TTL = re.compile(rb"<ttl>([0-9]{1,9})</ttl>")


class Lifetimes:
    """Tells for how many seconds a document may be kept without asking again.

    A feed for which something is stated by its name is recognised by its RSS document, which says
    the minutes: to tell the names behind slugs would take the catalog, or much memory.
    """

    def __init__(self, settings: Settings) -> None:
        self._root = settings.output.directory
        self._freshness = Freshness(least=settings.http.max_age, most=settings.http.most_age)
        self._choices = choosing.choices(settings.feeds)
        self._stated: dict[FeedKind, tuple[int, ...]] = {
            kind: _stated(self._choices, kind) for kind in FeedKind if kind is not FeedKind.SAVED
        }
        self._are_stated = self._choices.every.ttl is not None or any(
            "ttl" in each for table in self._choices.own.values() for each in table.values()
        )

    def seconds(self, path: str, body: bytes) -> int:
        """Return it for the document at *path* below ``/feeds/`` that has these bytes."""
        rhythm = self._freshness.seconds(published(path, body))
        key = parse_document(path) if self._are_stated else None
        # An archive does not change with its feed.
        return rhythm if key is None or key.archive else self._of_feed(key, body, rhythm)

    def _of_feed(self, key: DocumentKey, body: bytes, rhythm: int) -> int:
        by_slug = self._choices.of(key.feed, "").ttl
        expected = rhythm if by_slug is None else by_slug
        by_name = self._stated.get(key.feed.kind)
        minutes = self._minutes(key, body) if by_name else None
        if not by_name or minutes is None:
            return expected
        possible = (expected, *by_name, rhythm)
        return next((each for each in possible if max(1, each // _MINUTE) == minutes), expected)

    def _minutes(self, key: DocumentKey, body: bytes) -> int | None:
        head = body[:_HEAD] if key.format is Format.RSS else _head(self._root, key.feed)
        found = _TTL.search(head)
        return int(found[1]) if found else None


def _stated(choices: Choices, kind: FeedKind) -> tuple[int, ...]:
    """Return the seconds that are stated for single feeds of a kind; 0 stands for the rhythm."""
    return tuple({each["ttl"] or 0 for each in choices.own.get(kind, {}).values() if "ttl" in each})


def _head(root: Path, feed: FeedKey) -> bytes:
    path = DocumentKey(feed=feed, format=Format.RSS).path
    with suppress(OSError), (root / path).open("rb") as document:
        return document.read(_HEAD)
    return b""
