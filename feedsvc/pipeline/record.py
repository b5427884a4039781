"""Articles become known: identities, names, entries and the feeds that hold them."""

from datetime import datetime

from feedsvc.catalog import documents, feeds, files, index, ledger, names
from feedsvc.catalog.database import Connection
from feedsvc.catalog.entries import entry as complete
from feedsvc.catalog.identity import Identified, Identity
from feedsvc.content.directory import Scan
from feedsvc.model import Article, Counts, DocumentKey, Reading
from feedsvc.pipeline.difference import Difference
from feedsvc.pipeline.stated import addresses, fingerprint, site
from feedsvc.plan import membership
from feedsvc.publish.files import DocumentFiles
from feedsvc.settings import Settings


def record(
    connection: Connection,
    settings: Settings,
    scan: Scan,
    difference: Difference,
    reading: Reading,
    now: datetime,
) -> Counts:
    """Give each article its identity and its feeds; return how the entries changed."""
    identified, known = ledger.recognise(
        connection,
        reading.articles,
        authority=settings.site.id_authority,
        now=now,
        vanished=difference.vanished,
        restated=difference.restated,
    )
    gone = identified.gone(known.values(), difference.vanished)
    ledger.retire(connection, gone, now=now)
    ledger.keep(connection, (identity for _, identity in identified.pairs))
    index.remove(connection, gone)
    placed = _place(connection, settings, identified.pairs, now)
    _note_files(connection, scan, difference, reading, identified)
    files.forget_files(connection, tuple(difference.vanished))
    documents.note_fact(connection, "settings", fingerprint(settings))
    before = {id_: each for id_, each in known.items() if each.removed_at is None}
    return Counts(
        read=len(difference.changed),
        added=sum(1 for id_ in placed if id_ not in before),
        changed=sum(
            1
            for _, identity in identified.pairs
            if identity.id in before and identity.digest != before[identity.id].digest
        ),
        removed=len(gone),
    )


def _place(
    connection: Connection,
    settings: Settings,
    pairs: tuple[tuple[Article, Identity], ...],
    now: datetime,
) -> frozenset[str]:
    """Put the entries into the feeds where readers may see them *now*; return their ids.

    Entries whose embargo or expiry has passed since the last run move as well.
    """
    authority = settings.site.id_authority
    names.remember_site(connection, authority=authority, now=now)
    called = names.remember(
        connection, (article for article, _ in pairs), authority=authority, now=now
    )
    where = addresses(settings)
    found = {
        identity.id: (complete(article, identity, called, where), article.site)
        for article, identity in pairs
    }
    due = {entry.id: (entry, name) for entry, name in index.due(connection, now=now)}
    index.place(
        connection,
        [
            index.Placed(
                entry=entry,
                feeds=membership.feeds_of(entry, now=now),
                changes_at=membership.changes_at(entry, now=now),
                site=name,
            )
            for entry, name in (due | found).values()
        ],
    )
    return frozenset(found)


def _note_files(
    connection: Connection,
    scan: Scan,
    difference: Difference,
    reading: Reading,
    identified: Identified,
) -> None:
    read = {path: scan.signatures[path] for path in difference.changed}
    # Whether an id is free depends on other files: who was refused one is read again each time.
    read |= {each.path: "" for each in identified.rejections}
    refused = {each.path: each for each in (*reading.rejections, *identified.rejections)}
    files.note_files(connection, read, refused)


def mark_stale(
    connection: Connection, settings: Settings, store: DocumentFiles, *, all_of_them: bool
) -> None:
    """Mark the feeds that need rendering for reasons other than their entries."""
    said = repr(site(settings, index.site_name(connection)))
    if all_of_them or documents.fact(connection, "site") != f"{fingerprint(settings)} {said}":
        feeds.mark_all_stale(connection)
        documents.note_fact(connection, "site", f"{fingerprint(settings)} {said}")
        return
    there = store.paths()
    feeds.mark_stale(
        connection,
        [
            listing.key
            for listing in feeds.listings(connection)
            if not there.issuperset(key.path for key in DocumentKey.of(listing.key))
        ],
    )
