"""Documents that nobody asks for any more leave their places."""

from feedsvc.catalog import archives, documents, feeds
from feedsvc.catalog.database import Connection, Database
from feedsvc.model import DocumentKey, FeedKind
from feedsvc.plan.options import Choices
from feedsvc.publish.files import DocumentFiles

_CLEARED = "cleared"


def clear(
    database: Database, store: DocumentFiles, chosen: Choices, *, said: str, everything: bool
) -> None:
    """Remove the documents of feeds that are saved no more, and in formats not wanted any more.

    All other feeds are for ever. Archives that the catalog does not know go too: their feeds are to
    have none any more, or another catalog knew them, and no withdrawal would reach them. Nobody
    looks as long as what the settings *said* is the same, but where *everything* is looked at.
    """
    with database.reading() as connection:
        if not everything and documents.fact(connection, _CLEARED) == said:
            return
        strays = store.archive_paths() - _archives(connection)
        obsolete = [*_obsolete(connection, chosen), *strays]
    for path in obsolete:
        store.remove(path)
    with database.writing(durable=False) as connection:
        documents.forget(connection, obsolete)
        documents.note_fact(connection, _CLEARED, said)


def _archives(connection: Connection) -> frozenset[str]:
    """Return where archives have documents, whatever the format."""
    return frozenset(
        key.path
        for listing in archives.archived(connection)
        for name in archives.names(connection, listing.number).values()
        for key in DocumentKey.of(listing.key, archive=name)
    )


def _obsolete(connection: Connection, chosen: Choices) -> list[str]:
    written = [
        path
        for folder in (FeedKind.SAVED, f"archive/{FeedKind.SAVED}")
        for path in documents.below(connection, folder)
    ]
    if not written:
        return []
    wanted = {
        listing.key.path: {each.extension for each in chosen.of(listing.key, listing.label).formats}
        for listing in feeds.listings(connection)
        if listing.key.kind is FeedKind.SAVED
    }
    return [path for path in written if _extension(path) not in wanted.get(_feed(path), ())]


def _extension(path: str) -> str:
    return path.rpartition(".")[2]


def _feed(path: str) -> str:
    """Return the path of the feed whose document, or whose archive, is at *path*."""
    kind, name, *_ = path.removeprefix("archive/").rpartition(".")[0].split("/")
    return f"{kind}/{name}"
