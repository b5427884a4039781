"""Entries become bytes, and bytes documents that wait beside their places.

What is done for each entry and each document alone, here or in a worker process: neither catalog
nor settings are known, so that a worker process starts soon.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from feedsvc.model import (
    Document,
    DocumentKey,
    Entry,
    Feed,
    Format,
    Reason,
    Written,
    lightly_pickled,
)
from feedsvc.publish.decide import decide, digest
from feedsvc.publish.files import DocumentFiles
from feedsvc.render import render_fragments, render_shell
from feedsvc.spool import Place, Spool


@lightly_pickled
@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A document to print; ``known`` is what was last written there, if anything was."""

    key: DocumentKey
    feed: Feed
    known: Written | None


@lightly_pickled
@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A document as it is to be noted, and why it waits to be put in place, if it does."""

    key: DocumentKey
    note: Written
    reason: Reason | None


def render(entry: Entry, *, spool: Spool) -> tuple[str, dict[Format, Place]]:
    """Return the entry's id, and where in *spool* its bytes are in each format."""
    fragments = render_fragments(entry)
    return entry.id, {format: spool.put(fragment) for format, fragment in fragments.items()}


def print_new(
    order: tuple[Order, Sequence[Place]], *, spool: Spool, store: DocumentFiles, now: datetime
) -> Printed:
    """Print a document whose entries are all in *spool*, at these places."""
    what, places = order
    entries = [spool.get(place) for place in places]
    return print_document(what, entries, old=store.load(what.key), store=store, now=now)


def print_document(
    order: Order,
    entries: Sequence[bytes],
    *,
    old: Document | None,
    store: DocumentFiles,
    now: datetime,
) -> Printed:
    """Put the document together and, where its bytes differ from those of *old*, write it.

    *old* is what readers have. Raises StorageError if it cannot be written.
    """
    shell = render_shell(order.feed, order.key.format)
    body = shell.around(entries)
    new = digest(body)
    # The file itself says what readers have: the catalog may be lost, or a run killed before it
    # took note of what it wrote.
    decision = decide(
        new=new,
        published=old.digest if old else None,
        recorded=order.known.digest if order.known else None,
    )
    unchanged = old or order.known
    changed_at = unchanged.changed_at if unchanged and unchanged.digest == new else now
    if decision.write:
        store.write(Document(key=order.key, body=body, digest=new, changed_at=changed_at))
    return Printed(
        key=order.key,
        note=Written(
            digest=new,
            changed_at=changed_at,
            pieces=(len(shell.head), len(shell.separator), *map(len, entries)),
        ),
        reason=decision.reason if decision.write else None,
    )
