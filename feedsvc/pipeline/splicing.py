"""The documents of stale feeds, printed here or elsewhere: of new bytes, and of those they hold."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import accumulate

from feedsvc import press
from feedsvc.catalog import documents
from feedsvc.catalog.database import Connection
from feedsvc.catalog.feeds import Holding, Listing
from feedsvc.errors import WorkerError
from feedsvc.model import Document, DocumentKey, Feed, Glimpse, Written
from feedsvc.pipeline.fragments import Fragments
from feedsvc.plan.feeds import Site
from feedsvc.plan.feeds import feed as plan_feed
from feedsvc.press import Order, Printed
from feedsvc.publish.files import DocumentFiles
from feedsvc.spool import Spool
from feedsvc.workers import Lost, Workers

# From this many feeds on, other processes are worth their messages.
_MANY = 32
_SECONDS = 60.0


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Printer:
    """Prints the documents of stale feeds; *fragments* are kept in *spool*."""

    connection: Connection
    store: DocumentFiles
    workers: Workers
    fragments: Fragments
    spool: Spool
    site: Site
    now: datetime

    def documents(self, changed: Sequence[Due]) -> Generator[Printed]:
        """Yield each document of the feeds *changed*, in no certain order.

        Those of feeds that hold nothing yet need only what is rendered already; where they are
        many, other processes print them.
        """
        new = [due for due in changed if due.held is None]
        elsewhere = new if len(new) >= _MANY else []
        yield from self._printed_elsewhere(elsewhere)
        for due in changed if not elsewhere else [due for due in changed if due.held is not None]:
            yield from self._printed_here(due)

    def _printed_elsewhere(self, new: Sequence[Due]) -> Iterator[Printed]:
        orders = [
            (order, self.fragments.places((each.id for each in due.window), order.key.format))
            for due in new
            for order in self._orders(due)
        ]
        work = partial(press.print_new, spool=self.spool, store=self.store, now=self.now)
        for found in self.workers.map(work, orders, seconds=_SECONDS):
            if isinstance(found, Lost):
                path = found.item[0].key.path
                raise WorkerError(f"document {path} cannot be printed: it {found.reason}")
            yield found

    def _printed_here(self, due: Due) -> Iterator[Printed]:
        for order in self._orders(due):
            old = self.store.load(order.key)
            kept = _pieces(due.held, order.known, old)
            entries = [
                kept.get(holding) or self.fragments.get(holding[0], order.key.format)
                for holding in due.holds
            ]
            yield press.print_document(order, entries, old=old, store=self.store, now=self.now)

    def _orders(self, due: Due) -> Iterator[Order]:
        feed = self._feed(due)
        keys = DocumentKey.of(due.listing.key)
        known = documents.written(self.connection, [key.path for key in keys])
        for key in keys:
            yield Order(key=key, feed=feed, known=known.get(key.path))

    def _feed(self, due: Due) -> Feed:
        return plan_feed(
            due.listing.key,
            self.site,
            id=due.listing.id,
            label=due.listing.label,
            created_at=due.listing.created_at,
            entries=due.window,
        )


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
