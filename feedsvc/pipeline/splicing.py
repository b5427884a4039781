"""Documents are put together from a shell, bytes of entries they hold already, and new ones."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from feedsvc.catalog import documents
from feedsvc.catalog.database import Connection
from feedsvc.catalog.documents import Written
from feedsvc.catalog.feeds import Holding, Listing
from feedsvc.model import Document, DocumentKey, Feed, Glimpse
from feedsvc.pipeline.fragments import Fragments
from feedsvc.plan.feeds import Site
from feedsvc.plan.feeds import feed as plan_feed
from feedsvc.publish.files import DocumentFiles
from feedsvc.render import render_shell


@dataclass(frozen=True, slots=True)
class Due:
    """A stale feed, the entries that it is to hold, and those that its documents hold."""

    listing: Listing
    window: tuple[Glimpse, ...]
    held: tuple[Holding, ...] | None

    @property
    def holds(self) -> tuple[Holding, ...]:
        """The id and version of each entry that the feed is to hold."""
        return tuple((each.id, each.version) for each in self.window)


@dataclass(frozen=True, slots=True)
class Printed:
    """A document's bytes, and where they divide."""

    key: DocumentKey
    body: bytes
    pieces: tuple[int, ...]


class Printer:
    """Puts together the documents of stale feeds."""

    def __init__(
        self, connection: Connection, store: DocumentFiles, fragments: Fragments, site: Site
    ) -> None:
        self._connection, self._store = connection, store
        self._fragments, self._site = fragments, site

    def documents(
        self, group: Sequence[Due]
    ) -> Iterator[tuple[Printed, Written | None, Document | None]]:
        """Yield each document of the feeds, what is known of it, and what readers have."""
        keys = [key for due in group for key in DocumentKey.of(due.listing.key)]
        known = documents.written(self._connection, [key.path for key in keys])
        for due in group:
            feed = self._feed(due)
            for key in DocumentKey.of(due.listing.key):
                old = self._store.load(key)
                kept = _pieces(due.held, known.get(key.path), old)
                yield self._printed(key, feed, due, kept), known.get(key.path), old

    def _feed(self, due: Due) -> Feed:
        return plan_feed(
            due.listing.key,
            self._site,
            id=due.listing.id,
            label=due.listing.label,
            created_at=due.listing.created_at,
            entries=due.window,
        )

    def _printed(
        self, key: DocumentKey, feed: Feed, due: Due, kept: dict[Holding, bytes]
    ) -> Printed:
        shell = render_shell(feed, key.format)
        entries = [
            kept.get(holding) or self._fragments.get(holding[0], key.format)
            for holding in due.holds
        ]
        body = shell.around(entries)
        return Printed(key, body, (len(shell.head), len(shell.separator), *map(len, entries)))


def _pieces(
    held: Sequence[Holding] | None, known: Written | None, old: Document | None
) -> dict[Holding, bytes]:
    """Return the bytes of the entries that the document as it is holds.

    A file that is not what was written there last is nothing to take bytes from.
    """
    if held is None or known is None or old is None or known.digest != old.digest:
        return {}
    head, separator, *lengths = known.pieces
    starts = accumulate(lengths, lambda start, length: start + length + separator, initial=head)
    return {
        holding: old.body[start : start + length]
        for holding, start, length in zip(held, starts, lengths, strict=False)
    }
