"""Stale feeds become documents, and documents whose bytes differ are written."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import islice

from feedsvc.catalog import documents, feeds, index
from feedsvc.catalog.database import Connection, Database
from feedsvc.model import Counts, Decision, Document, DocumentKey, Entry, Feed, Format
from feedsvc.pipeline.progress import Progress
from feedsvc.pipeline.stated import site
from feedsvc.plan.feeds import Site
from feedsvc.plan.feeds import feed as plan_feed
from feedsvc.publish.decide import decide, digest
from feedsvc.publish.files import DocumentFiles
from feedsvc.render import render_document, render_entry
from feedsvc.settings import Settings

# Documents that are flushed together: enough to pay for the disk's work once, few enough to hold.
_GROUP = 64


def publish(
    settings: Settings,
    database: Database,
    store: DocumentFiles,
    now: datetime,
    counts: Counts,
    progress: Progress,
) -> Counts:
    """Render every stale feed and write the documents whose bytes differ."""
    written = 0
    versions: dict[str, tuple[str, datetime]] = {}
    with database.reading() as connection:
        stale = feeds.listings(connection, stale_only=True)
        rendered = _rendered(connection, settings, stale, progress)
        paths = [key.path for each in stale for key in DocumentKey.of(each.key)]
        known = documents.digests(connection, paths)
        while group := list(islice(rendered, _GROUP)):
            decided = [_decided(*each, store.version(each[0]), known, now) for each in group]
            due = [document for document, decision in decided if decision.write]
            store.write(due)
            written += len(due)
            versions |= {each.key.path: (each.digest, each.changed_at) for each, _ in decided}
    with database.writing() as connection:
        documents.note_documents(connection, versions)
        feeds.mark_fresh(connection, [listing.key for listing in stale])
    kept = len(versions) - written
    return replace(counts, feeds=len(stale), written=written, kept=kept)


def _rendered(
    connection: Connection,
    settings: Settings,
    stale: tuple[feeds.Listing, ...],
    progress: Progress,
) -> Iterator[tuple[DocumentKey, bytes]]:
    """Yield the bytes of every document of the stale feeds."""
    printer = _Printer(connection, site(settings, index.site_name(connection)))
    for number, listing in enumerate(stale, 1):
        feed = printer.feed(listing, limit=settings.feeds.limit)
        for key in DocumentKey.of(listing.key):
            yield key, printer.document(feed, key.format)
        progress("publish", number, len(stale))


def _decided(
    key: DocumentKey,
    body: bytes,
    version: tuple[str, datetime] | None,
    known: dict[str, tuple[str, datetime]],
    now: datetime,
) -> tuple[Document, Decision]:
    """Return the document with the instant at which its bytes changed, and whether to write it.

    The file itself says what readers have: the catalog may be lost, or a run killed before it
    took note of what it wrote.
    """
    new = digest(body)
    recorded = known.get(key.path)
    decision = decide(new=new, published=version and version[0], recorded=recorded and recorded[0])
    unchanged = version or recorded
    changed_at = unchanged[1] if unchanged and unchanged[0] == new else now
    return Document(key=key, body=body, digest=new, changed_at=changed_at), decision


class _Printer:
    """Loads and renders each entry once in a run, however many feeds hold it."""

    def __init__(self, connection: Connection, site: Site) -> None:
        self._connection, self._site = connection, site
        self._entries: dict[str, Entry] = {}
        self._fragments: dict[tuple[str, Format], bytes] = {}

    def feed(self, listing: feeds.Listing, *, limit: int) -> Feed:
        ids = index.newest(self._connection, listing.key, limit=limit)
        self._entries |= index.load(
            self._connection, [id_ for id_ in ids if id_ not in self._entries]
        )
        return plan_feed(
            listing.key,
            self._site,
            id=listing.id,
            label=listing.label,
            created_at=listing.created_at,
            entries=tuple(self._entries[id_] for id_ in ids),
        )

    def document(self, feed: Feed, format: Format) -> bytes:
        return render_document(feed, format, fragment=self._fragment)

    def _fragment(self, entry: Entry, format: Format) -> bytes:
        if (entry.id, format) not in self._fragments:
            self._fragments[entry.id, format] = render_entry(entry, format)
        return self._fragments[entry.id, format]
