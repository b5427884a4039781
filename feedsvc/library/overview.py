"""The first feeds of each kind, as many as a page can show whatever they are called."""

from collections.abc import Sequence

from feedsvc.catalog.database import Connection
from feedsvc.library.shelves import Directory, Shelf, directory_in
from feedsvc.operations import Services

_SHARES = (1, 2, 4, 8)


def overview(
    services: Services, *, sections: int, tags: int, authors: int, saved: int, characters: int
) -> Directory:
    """Return the feeds that hold entries, at most so many of each kind.

    Where their names and addresses take more than about so many *characters* of a page, there are
    fewer of each kind.
    """
    with services.database.reading() as connection:
        return overview_in(
            services,
            connection,
            sections=sections,
            tags=tags,
            authors=authors,
            saved=saved,
            characters=characters,
        )


def overview_in(
    services: Services,
    connection: Connection,
    *,
    sections: int,
    tags: int,
    authors: int,
    saved: int,
    characters: int,
) -> Directory:
    """Return the same in a view of the catalog that is open."""
    for share in _SHARES:
        found = directory_in(
            services,
            connection,
            sections=sections // share,
            tags=tags // share,
            authors=authors // share,
            saved=saved // share,
        )
        parts = found.sections, found.tags, found.authors, found.saved
        if sum(_characters(part.items) for part in parts) <= characters:
            break
    return found


def _characters(shelves: Sequence[Shelf]) -> int:
    """Return what *shelves* take, with those below them: some pages say each several times."""
    own = sum(2 * len(shelf.name.encode()) + 5 * len(shelf.key.path) for shelf in shelves)
    return own + sum(_characters(shelf.children) for shelf in shelves)
