"""Articles become known: identities, names, entries and the feeds that hold them."""

from datetime import datetime

from feedsvc.catalog import documents, feeds, files, index, ledger, names, sites
from feedsvc.catalog.batches import batches
from feedsvc.catalog.database import Connection
from feedsvc.catalog.entries import entry as complete
from feedsvc.catalog.identity import Identified
from feedsvc.content.directory import Scan
from feedsvc.model import Counts, DocumentKey, Entry, FeedKey
from feedsvc.pipeline.difference import Difference
from feedsvc.pipeline.progress import Progress
from feedsvc.pipeline.reading import Articles
from feedsvc.pipeline.stated import addresses, fingerprint, site
from feedsvc.plan import membership
from feedsvc.publish.files import DocumentFiles
from feedsvc.settings import Settings


def record(
    connection: Connection,
    settings: Settings,
    scan: Scan,
    difference: Difference,
    articles: Articles,
    now: datetime,
    progress: Progress,
) -> Counts:
    """Give each article its identity and its feeds; return how the entries changed."""
    identified, known = ledger.recognise(
        connection,
        articles.claims,
        authority=settings.site.id_authority,
        now=now,
        vanished=difference.vanished,
        restated=difference.restated,
    )
    gone = identified.gone(known.values(), difference.vanished)
    ledger.retire(connection, gone, now=now)
    ledger.keep(connection, (identity for _, identity in identified.pairs))
    index.remove(connection, gone)
    _place(connection, settings, identified, articles, now, progress)
    _note_files(connection, scan, difference, articles, identified, now)
    files.forget_files(connection, tuple(difference.vanished))
    documents.note_fact(connection, "settings", fingerprint(settings))
    if difference.is_whole:
        documents.note_fact(connection, "files", str(len(scan.signatures)))
    before = {id_: each for id_, each in known.items() if each.removed_at is None}
    old = [identity for _, identity in identified.pairs if identity.id in before]
    return Counts(
        read=len(difference.changed),
        added=len(identified.pairs) - len(old),
        changed=sum(1 for identity in old if identity.digest != before[identity.id].digest),
        removed=len(gone),
    )


def _place(
    connection: Connection,
    settings: Settings,
    identified: Identified,
    articles: Articles,
    now: datetime,
    progress: Progress,
) -> None:
    """Put the entries into the feeds where readers may see them *now*.

    Entries whose embargo or expiry has passed since the last run move as well.
    """
    authority = settings.site.id_authority
    where = addresses(settings)
    names.remember_site(connection, authority=authority, now=now)
    called = names.Names(connection, authority=authority, now=now)
    numbers: dict[FeedKey, int] = {}
    due = index.due(connection, now=now)
    index.place(connection, [_placed(*each, now=now) for each in due], numbers)
    done = 0
    for pairs in batches(identified.pairs):
        read = [(articles.load(claim.path), identity) for claim, identity in pairs]
        called.remember(article for article, _ in read)
        index.place(
            connection,
            [
                _placed(complete(article, identity, called, where), article.site, now=now)
                for article, identity in read
            ],
            numbers,
        )
        done += len(pairs)
        progress("catalog", done, len(identified.pairs))


def _placed(entry: Entry, site_name: str | None, *, now: datetime) -> index.Placed:
    return index.Placed(
        entry=entry,
        feeds=membership.feeds_of(entry, now=now),
        changes_at=membership.changes_at(entry, now=now),
        site=site_name,
    )


def _note_files(
    connection: Connection,
    scan: Scan,
    difference: Difference,
    articles: Articles,
    identified: Identified,
    now: datetime,
) -> None:
    read = {path: scan.signatures[path] for path in difference.changed}
    # Whether an id is free depends on other files: who was refused one is read again each time.
    read |= {each.path: "" for each in identified.rejections}
    # An update of the future counts once it is past.
    read |= {each.path: "" for each in articles.claims if each.updated and each.updated > now}
    refused = {each.path: each for each in (*articles.rejections, *identified.rejections)}
    files.note_files(connection, read, refused)


def mark_lost(
    connection: Connection,
    settings: Settings,
    store: DocumentFiles | None,
    *,
    all_of_them: bool,
) -> None:
    """Mark the feeds whose documents have to be made anew for reasons other than their entries.

    Those are what all documents say about the site, and documents that *store* misses or has with
    another time, since somebody else wrote them; without one nobody looks for those.
    """
    said = f"{fingerprint(settings)} {site(settings, sites.name(connection))!r}"
    if all_of_them or documents.fact(connection, "site") != said:
        feeds.mark_all_lost(connection)
        documents.note_fact(connection, "site", said)
    elif store is not None:
        _mark_missing(connection, store)


def _mark_missing(connection: Connection, store: DocumentFiles) -> None:
    there, noted = store.instants(), documents.instants(connection)
    sound = {path for path, at in noted.items() if there.get(path) == at}
    feeds.mark_lost(
        connection,
        [
            listing.number
            for listing in feeds.listings(connection)
            if not sound.issuperset(key.path for key in DocumentKey.of(listing.key))
        ],
    )
