"""Entries become bytes, and bytes documents that wait beside their places.

What is done for each entry and each document alone, here or in a worker process: neither catalog
nor settings are known, so that a worker process starts soon.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from feedsvc.model import (
    Document,
    DocumentKey,
    Entry,
    Feed,
    Format,
    Reason,
    Rejection,
    Written,
    lightly_pickled,
)
from feedsvc.publish.decide import decide, digest
from feedsvc.publish.files import DocumentFiles
from feedsvc.render import Shell, render_fragments, render_shell
from feedsvc.spool import Place, Spool
from feedsvc.validity import MOST_BYTES, Fault, check_document, check_fragment

# One entry may not keep all others out of a document.
MOST_ENTRY_BYTES = 2_000_000


@lightly_pickled
@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A document to print; ``known`` is what was last written there, if anything was."""

    key: DocumentKey
    feed: Feed
    known: Written | None


@lightly_pickled
@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """Where the bytes of an entry are in each format, or why none of them may be published."""

    id: str
    places: Mapping[Format, Place]
    refusal: Rejection | None


@lightly_pickled
@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A document as it is to be noted, and why it waits to be put in place, if it does.

    One that is refused has no note: what was published there before stays.
    """

    key: DocumentKey
    note: Written | None
    reason: Reason | None
    refusal: Rejection | None = None


def render(entry: Entry, *, spool: Spool, full: bool) -> Rendered:
    """Render the entry, its content only if it is to be *full*, into *spool*."""
    found = fragments(entry, full=full)
    if isinstance(found, Rejection):
        return Rendered(id=entry.id, places={}, refusal=found)
    places = {format: spool.put(fragment) for format, fragment in found.items()}
    return Rendered(id=entry.id, places=places, refusal=None)


def fragments(entry: Entry, *, full: bool) -> Mapping[Format, bytes] | Rejection:
    """Return the bytes of the entry in each format, or why none of them may be published."""
    try:
        rendered = render_fragments(entry if full else replace(entry, content=""))
    except ValueError as error:
        return _refused(entry, str(error))
    for format, fragment in rendered.items():
        if len(fragment) > MOST_ENTRY_BYTES:
            what = f"{format.label} would need {len(fragment):,} bytes for it"
            return _refused(entry, what, hint="divide it, or move what is not text out of it")
        if wrong := first_error(check_fragment(fragment, format)):
            return _refused(entry, f"{format.label}, {wrong.where}: {wrong.message}")
    return rendered


def _refused(entry: Entry, what: str, *, hint: str = "change what it names") -> Rejection:
    return Rejection(
        path=entry.path,
        line=None,
        reason=f"would break the feeds that hold it: {what}",
        hint=f"{hint}; until then the article is in no feed",
    )


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

    *old* is what readers have; it stays where the new one would be invalid. Raises StorageError if
    it cannot be written.
    """
    shell = render_shell(order.feed, order.key.format)
    if wrong := first_error(check_document(shell.around(()), order.key.format)):
        refusal = _invalid(order, f"{wrong.where}: {wrong.message}")
        return Printed(key=order.key, note=None, reason=None, refusal=refusal)
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


def that_fit(shell: Shell, entries: Sequence[bytes]) -> Sequence[bytes]:
    """Return the newest of the entries: as many as a document may hold."""
    free = MOST_BYTES - len(shell.head) - len(shell.tail)
    for position, entry in enumerate(entries):
        free -= len(entry) + len(shell.separator)
        if free < 0:
            return entries[:position]
    return entries


def first_error(faults: Iterable[Fault]) -> Fault | None:
    """Return the first fault that keeps a document from being published."""
    return next((fault for fault in faults if fault.is_error), None)


def _invalid(order: Order, wrong: str) -> Rejection:
    return Rejection(
        path=f"feeds/{order.key.path}",
        line=None,
        reason=f"would be invalid, so the feed stays as it was: {wrong}",
        hint="look at what the settings say about it",
    )
