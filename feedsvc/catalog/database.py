"""Opens the catalog and its transactions; the only place that knows it is SQLite.

One process writes, the holder of the publisher's lock; all others read: see
docs/adr/0001-one-sqlite-writer.md.
"""

import os
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool, Pool, QueuePool

from feedsvc.catalog.migrations import NEWEST, upgrade
from feedsvc.errors import StorageError

__all__ = ["Connection", "Database", "Mark", "NoCatalogError"]

_BUSY_SECONDS = 10


class NoCatalogError(StorageError):
    """There is no catalog: no run has made it yet, or somebody removed it."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What differs after every transaction that writes; ``changed_at`` is in seconds since 1970."""

    files: tuple[tuple[int, int, int], ...]

    @property
    def changed_at(self) -> float:
        """When the catalog last changed, by the clock of its file system."""
        return max(nanoseconds for _, nanoseconds, _ in self.files) / 1e9


class Database:
    """A catalog in one file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        # A connection that is kept would go on with a catalog that was deleted meanwhile.
        self._engine = self._forgetful = _engine(path, NullPool)
        self._keeping = _engine(path, QueuePool)

    def prepare(self) -> None:
        """Create the catalog or bring its schema up to date; only the publisher calls this.

        Raises StorageError if that fails or the catalog was made by a newer feedsvc.
        """
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(
                f"folder {self._path.parent} cannot be made: {error.strerror}",
                hint="make its parent writable or set output.state",
            ) from error
        with self.writing() as connection:
            version = connection.scalar(text("PRAGMA user_version"))
            if version > NEWEST:
                raise StorageError(
                    f"catalog {self._path} has version {version}, this feedsvc knows {NEWEST}",
                    hint="install the feedsvc that wrote it, or a newer one",
                )
            upgrade(connection, version)
            connection.execute(text(f"PRAGMA user_version = {NEWEST}"))
        # Also for a writer that was killed before it could do so.
        self._stamp()

    @contextmanager
    def copy(self) -> Iterator["Database"]:
        """Open a copy of the catalog as it is now, or an empty one; it is gone in the end.

        Raises StorageError if there is no room for it.
        """
        with tempfile.TemporaryDirectory(prefix="feedsvc-") as folder:
            copy = Database(Path(folder) / self._path.name)
            if self.exists:
                with self._speaking(), self._engine.connect() as connection:
                    source = cast(sqlite3.Connection, connection.connection.driver_connection)
                    with closing(sqlite3.connect(copy._path)) as target:
                        source.backup(target)
            copy.prepare()
            yield copy

    @property
    def folder(self) -> Path:
        """The folder of the catalog, where there is room for more."""
        return self._path.parent

    @property
    def exists(self) -> bool:
        """Whether a run has made the catalog yet.

        Raises StorageError if nobody lets us look.
        """
        try:
            return self._path.exists()
        except OSError as error:
            raise StorageError(
                f"catalog {self._path} cannot be reached: {error.strerror}",
                hint="make its folder readable for whoever runs feedsvc",
            ) from error

    def mark(self) -> Mark | None:
        """Return what tells whether anything was written since, None if that cannot be told.

        What is read after it was taken is at least as new as it says: a transaction that writes
        changes it when readers see what was written, and perhaps before. It takes no lock, and
        must open no file: closing one would release the locks of this process.
        """
        found = []
        # What others commit stands in the log first; whoever closes the catalog moves it on.
        for name in (self._path.name, f"{self._path.name}-wal"):
            try:
                status = self._path.with_name(name).stat()
            except FileNotFoundError:
                continue
            except OSError:
                return None
            # Whoever only reads makes an empty log, and removes it.
            if status.st_size:
                found.append((status.st_ino, status.st_mtime_ns, status.st_size))
        return Mark(tuple(found)) if found else None

    @contextmanager
    def kept_open(self) -> Iterator[None]:
        """Keep connections for as long as many transactions follow each other, in one thread.

        They remember what they read; and whoever closes the last one writes all that was written
        back to the main file first.
        """
        self._engine = self._keeping
        try:
            yield
        finally:
            self._engine = self._forgetful
            self._keeping.dispose()

    @contextmanager
    def writing(self, *, durable: bool = True) -> Iterator[Connection]:
        """Open a transaction that commits at the end, or undoes everything on an error.

        One that is not *durable* may be undone by a power failure, but by nothing else; it does
        not wait for the disk.
        """
        with self._speaking(), self._engine.connect() as connection:
            # Identities must outlive a power failure that the documents outlive.
            connection.execute(text(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}"))
            connection.execute(text("BEGIN IMMEDIATE"))
            before = _changes(connection)
            yield connection
            connection.commit()
            has_written = _changes(connection) != before
        if has_written:
            self._stamp()

    def _stamp(self) -> None:
        """Give the catalog another mark.

        The times of its files alone would not do: a transaction writes its log first, and readers
        see it only once the disk has that, however long it takes. And two transactions may be
        closer to each other than the kernel's ticks, by which files get their times.
        """
        now = time.time_ns()
        with suppress(OSError):  # a catalog of another user, or gone already
            os.utime(self._path, ns=(now, now))

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a view of the catalog as of now, which no writer disturbs."""
        if not self.exists:
            raise NoCatalogError(
                f"there is no catalog at {self._path} yet", hint="run feedsvc build or serve first"
            )
        with self._speaking(), self._engine.connect() as connection:
            connection.execute(text("BEGIN"))
            yield connection

    @contextmanager
    def _speaking(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise StorageError(
                f"catalog {self._path}: {error.orig}",
                hint="free disk space, check its rights, and that no other program holds it",
            ) from error


def _changes(connection: Connection) -> int:
    """Return how many rows were written through this connection."""
    driver = cast(sqlite3.Connection, connection.connection.driver_connection)
    return driver.total_changes


def _engine(path: Path, pool: type[Pool]) -> Engine:
    engine = create_engine(
        f"sqlite:///{path}", poolclass=pool, connect_args={"timeout": _BUSY_SECONDS}
    )
    event.listen(engine, "connect", _prepare)
    return engine


def _prepare(connection: Any, _record: object) -> None:
    # The driver's own transactions begin late and deferred; ours begin where we say.
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode = WAL")
    # In KiB: a first run fills a catalog in the order of paths, and its indexes in any other.
    connection.execute("PRAGMA cache_size = -65536")
