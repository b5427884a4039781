"""Documents that have to be made anew for other reasons than their entries."""

from collections.abc import Sequence

from feedsvc.catalog import archives, documents, feeds, sites
from feedsvc.catalog.database import Connection
from feedsvc.catalog.feeds import Listing
from feedsvc.model import Document, DocumentKey, FeedKind
from feedsvc.pipeline.stated import addresses, choices, fingerprint, site
from feedsvc.plan.options import Choices
from feedsvc.publish.files import DocumentFiles
from feedsvc.settings import Settings


def mark_lost(
    connection: Connection,
    settings: Settings,
    store: DocumentFiles | None,
    *,
    all_of_them: bool,
) -> None:
    """Mark the feeds and archives whose documents have to be made anew.

    Those are feeds that say something else about the site, or *all of them*, archives whose
    addresses changed, and what *store* misses or has with another time, since somebody else wrote
    it; without one nobody looks for that.
    """
    chosen = choices(settings)
    said = f"{fingerprint(settings)} {site(settings, sites.name(connection))!r}"
    is_restated = documents.fact(connection, "site") != said
    if all_of_them or is_restated:
        feeds.mark_all_lost(connection)
        documents.note_fact(connection, "site", said)
    elif store is not None:
        _mark_missing(connection, store, chosen)
    where = repr(addresses(settings))
    if documents.fact(connection, "addresses") != where:
        archives.mark_all_lost(connection)
        documents.note_fact(connection, "addresses", where)
    elif store is not None:
        counts = archives.counts(connection)
        for listing in archives.archived(connection):
            # There may be more archives than anything else, and they never change: in most runs
            # they are only counted.
            is_own = is_restated and listing.key.kind is FeedKind.SAVED
            expected = counts[listing.number] * len(_keys(listing, chosen))
            if all_of_them or is_own or store.count_archives(listing.key) != expected:
                _mark_missing_archives(connection, store, listing, chosen)


def _mark_missing(connection: Connection, store: DocumentFiles, chosen: Choices) -> None:
    there, noted = store.instants(), documents.instants(connection)
    sound = {path for path, at in noted.items() if there.get(path) == at}
    feeds.mark_lost(
        connection,
        [
            listing.number
            for listing in feeds.listings(connection)
            if not sound.issuperset(key.path for key in _keys(listing, chosen))
        ],
    )


def _mark_missing_archives(
    connection: Connection, store: DocumentFiles, listing: Listing, chosen: Choices
) -> None:
    """Mark the archives of a feed that are not as they were written last.

    What is left of one stays as it is: its other formats, and in these its entries.
    """
    archives.mark_stale(
        connection,
        listing.number,
        [
            number
            for number, name in archives.names(connection, listing.number).items()
            if not _is_there(connection, store, _keys(listing, chosen, archive=name))
        ],
    )


def _keys(
    listing: Listing, chosen: Choices, *, archive: str | None = None
) -> tuple[DocumentKey, ...]:
    formats = chosen.of(listing.key, listing.label).formats
    return DocumentKey.of(listing.key, formats, archive=archive)


def _is_there(connection: Connection, store: DocumentFiles, keys: Sequence[DocumentKey]) -> bool:
    """Tell whether documents have the bytes that were written last."""
    noted = documents.written(connection, [key.path for key in keys])
    return all(
        key.path in noted
        and (
            store.changed_at(key) == noted[key.path].changed_at
            or _has_digest(store.load(key), noted[key.path].digest)
        )
        for key in keys
    )


def _has_digest(document: Document | None, digest: str) -> bool:
    return document is not None and document.digest == digest
