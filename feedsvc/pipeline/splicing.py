"""The documents of stale feeds, printed here or elsewhere: of new bytes, and of those they hold."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import accumulate, takewhile

from feedsvc import press
from feedsvc.catalog import documents
from feedsvc.catalog.database import Connection
from feedsvc.catalog.feeds import Holding
from feedsvc.errors import WorkerError
from feedsvc.model import Document, DocumentKey, Written
from feedsvc.pipeline.due import Due
from feedsvc.pipeline.fragments import Fragments
from feedsvc.plan.feeds import Site
from feedsvc.press import Order, Printed
from feedsvc.publish.files import DocumentFiles
from feedsvc.spool import Place, Spool
from feedsvc.validity import MOST_BYTES
from feedsvc.workers import Lost, Workers

# From this many feeds on, other processes are worth their messages.
_MANY = 32
_SECONDS = 60.0
# What a document has for its entries; the rest is for what stands around them.
_ROOM = MOST_BYTES * 9 // 10


@dataclass(frozen=True, slots=True)
class Print:
    """Documents with what they hold now, all that would not break them."""

    due: Due
    documents: tuple[Printed, ...]

    @property
    def is_refused(self) -> bool:
        """Whether a document would have been invalid."""
        return any(document.refusal for document in self.documents)


@dataclass(frozen=True, slots=True, kw_only=True)
class Printer:
    """Prints documents; *fragments* are kept in *spool*."""

    connection: Connection
    store: DocumentFiles
    workers: Workers
    fragments: Fragments
    spool: Spool
    site: Site
    now: datetime

    def documents(self, changed: Sequence[Due]) -> Generator[Print]:
        """Yield the documents of each of *changed*, in no certain order.

        Those that hold nothing yet need only what is rendered; where they are many, other
        processes print them.
        """
        self._render(changed)
        new = [due for due in changed if due.held is None]
        elsewhere = new if len(new) >= _MANY else []
        yield from self._printed_elsewhere(elsewhere)
        for due in changed if not elsewhere else [due for due in changed if due.held is not None]:
            yield self._printed_here(due)

    def _render(self, changed: Sequence[Due]) -> None:
        """Render the entries that some document does not hold yet as they are now."""
        for full in (True, False):
            ids: dict[str, None] = {}
            for due in changed:
                if due.options.full is full:
                    held = set(due.held or ())
                    ids |= {holding[0]: None for holding in due.holds if holding not in held}
            self.fragments.render(ids, full=full)

    def _printed_elsewhere(self, new: Sequence[Due]) -> Iterator[Print]:
        dues = [self._fitting(due, self._lengths(due)) for due in map(self._publishable, new)]
        orders = [
            (order, self._places(due, order.key)) for due in dues for order in self._orders(due)
        ]
        work = partial(press.print_new, spool=self.spool, store=self.store, now=self.now)
        owners = {key: due for due in dues for key in due.keys}
        printed: dict[DocumentKey, Printed] = {}
        for found in self.workers.map(work, orders, seconds=_SECONDS):
            if isinstance(found, Lost):
                path = found.item[0].key.path
                raise WorkerError(f"document {path} cannot be printed: it {found.reason}")
            printed[found.key] = found
            due = owners[found.key]
            if all(key in printed for key in due.keys):
                yield Print(due, tuple(printed.pop(key) for key in due.keys))

    def _places(self, due: Due, key: DocumentKey) -> tuple[Place, ...]:
        ids = (id_ for id_, _ in due.holds)
        return self.fragments.places(ids, key.format, full=due.options.full)

    def _printed_here(self, due: Due) -> Print:
        old = {key: self.store.load(key) for key in due.keys}
        known = self._known(due)
        kept = {key: _pieces(due.held, known.get(key.path), old[key]) for key in due.keys}
        full = due.options.full
        missing = {
            id_: None
            for pieces in kept.values()
            for id_, version in due.holds
            if (id_, version) not in pieces
        }
        self.fragments.render(missing, full=full)
        due = self._publishable(due)
        entries = {
            key: [
                pieces.get(holding) or self.fragments.get(holding[0], key.format, full=full)
                for holding in due.holds
            ]
            for key, pieces in kept.items()
        }
        lengths = [max(map(len, of_one)) for of_one in zip(*entries.values(), strict=True)]
        due = self._fitting(due, lengths)
        return Print(
            due,
            tuple(
                press.print_document(
                    order,
                    entries[order.key][: len(due.holds)],
                    old=old[order.key],
                    store=self.store,
                    now=self.now,
                )
                for order in self._orders(due)
            ),
        )

    def _publishable(self, due: Due) -> Due:
        return due.without(self.fragments.refused(full=due.options.full))

    def _lengths(self, due: Due) -> list[int]:
        """Return how many bytes each rendered entry takes in the format where it takes most."""
        places = [self._places(due, key) for key in due.keys]
        return [max(length for _, length in of_one) for of_one in zip(*places, strict=True)]

    def _fitting(self, due: Due, lengths: Sequence[int]) -> Due:
        """Return the feed with as many of its newest entries as fit into each of its documents.

        What goes into an archive was weighed when that closed.
        """
        if due.number is not None or sum(lengths) <= _ROOM:
            return due
        free = list(takewhile(lambda total: total <= _ROOM, accumulate(lengths)))
        return due.first(len(free))

    def _orders(self, due: Due) -> Iterator[Order]:
        feed, known = due.feed(self.site), self._known(due)
        for key in due.keys:
            yield Order(key=key, feed=feed, known=known.get(key.path))

    def _known(self, due: Due) -> Mapping[str, Written]:
        return documents.written(self.connection, [key.path for key in due.keys])


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
