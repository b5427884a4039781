"""The file of counts: opened, added to, and rid of what is old."""

from collections.abc import Collection, Iterator, Mapping, Set
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from sqlalchemy import bindparam, delete, select, text

from feedsvc.catalog.batches import insert_many
from feedsvc.catalog.database import Connection, Database
from feedsvc.catalog.polls.adding import add
from feedsvc.catalog.polls.schema import clients, hashes, metadata, readers, requests, taken
from feedsvc.errors import StorageError
from feedsvc.polls.tally import Tally

_VERSION = 1


class PollBook:
    """Counts in the file at *path*, which is made when there is something to count."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._database = Database(path)

    @property
    def exists(self) -> bool:
        """Whether anything was counted yet; raises StorageError if nobody lets us look."""
        if not self._database.exists:
            return False
        # The file is there a moment before its tables are.
        with self._database.reading() as connection:
            return bool(connection.scalar(text("PRAGMA user_version")))

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a view of the counts as of now; raises NoCatalogError where nothing was counted."""
        with self._database.reading() as connection:
            yield connection

    def collect(self, tallies: Mapping[str, Tally], *, waiting: Collection[str]) -> None:
        """Add *tallies*, by the names of their files, each once however often it is given.

        *waiting* are the names of all files that may be given later, or once more. Raises
        StorageError if nothing was added.
        """
        with self._writing() as connection:
            known = frozenset(connection.scalars(select(taken.c.name)))
            sums: dict[date, Tally] = {}
            for name, tally in tallies.items():
                if name not in known:
                    sums.setdefault(tally.day, Tally(tally.day)).add(tally)
            for each in sums.values():
                add(connection, each)
            _remember(connection, known, (known & frozenset(waiting)) | tallies.keys())

    def forget(self, *, hashes_before: date, all_before: date) -> None:
        """Remove what is older than these days; raises StorageError if it stays."""
        with self._writing() as connection:
            connection.execute(delete(hashes).where(hashes.c.day < hashes_before.toordinal()))
            for table in (requests, readers, clients):
                connection.execute(delete(table).where(table.c.day < all_before.toordinal()))

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        # A power failure may cost the counts of some seconds, which is not worth a wait each time.
        with self._database.writing(durable=False) as connection:
            # What is removed is overwritten, not only left to be used again.
            connection.execute(text("PRAGMA secure_delete = ON"))
            version = connection.scalar(text("PRAGMA user_version"))
            if version > _VERSION:
                raise StorageError(
                    f"polls {self._path} have version {version}, this feedsvc knows {_VERSION}",
                    hint="install the feedsvc that wrote them, or a newer one",
                )
            metadata.create_all(connection)
            connection.execute(text(f"PRAGMA user_version = {_VERSION}"))
            yield connection


def _remember(connection: Connection, known: Set[str], names: Set[str]) -> None:
    """Let those be the names of files that were added, in the place of the *known* ones."""
    if gone := [{"gone": name} for name in known - names]:
        connection.execute(delete(taken).where(taken.c.name == bindparam("gone")), gone)
    insert_many(connection, taken, [{"name": name} for name in sorted(names - known)])
