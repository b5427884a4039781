"""Documents as files: a static tree that any web server can serve, replaced whole or not at all."""

import os
import secrets
from collections import deque
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from feedsvc.errors import StorageError
from feedsvc.model import Document, DocumentKey, FeedKey, Format, archive_path
from feedsvc.publish.decide import digest

# A dot keeps unfinished files out of what web servers show and out of our own listing.
UNFINISHED = ".unfinished"
# The disk writes many files in one go, if it is asked for all of them at once.
_FLUSHERS = 8
# What lies beside documents is none: their style sheet.
_ENDINGS = tuple(f".{format.extension}" for format in Format)
# The folder of all archives.
_ARCHIVES = "archive"


class DocumentFiles:
    """The documents below one folder, at the paths that their keys say.

    Sent to another process, it writes there what this one puts in place.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        # A worker process may outlive its publisher by a moment, and must not meet the next one's.
        self._mark = secrets.token_hex(4)

    @property
    def root(self) -> Path:
        """The folder of the documents."""
        return self._root

    def paths(self) -> frozenset[str]:
        """Return the path of every finished document that has a file."""
        return frozenset(path for path, _ in self._found())

    def archive_paths(self) -> frozenset[str]:
        """Return the path of every document of an archive that has a file."""
        return frozenset(path for path, _ in self._found(start=_ARCHIVES))

    def instants(self) -> dict[str, int]:
        """Return when the file of each feed's document was changed, in seconds since 1970, by path.

        Archives are left out: there may be more of them than of anything else.
        """
        found = {}
        for path, entry in self._found(leave_out=_ARCHIVES):
            with suppress(FileNotFoundError):
                found[path] = int(entry.stat().st_mtime)
        return found

    def changed_at(self, key: DocumentKey) -> datetime | None:
        """Return when the document's file was changed, None if there is none."""
        try:
            return datetime.fromtimestamp(int(self._place(key).stat().st_mtime), UTC)
        except OSError:
            return None

    def size(self, key: DocumentKey) -> int | None:
        """Return how many bytes the document has, None if there is none."""
        try:
            return self._place(key).stat().st_size
        except OSError:
            return None

    def count_archives(self, feed: FeedKey) -> int:
        """Return how many documents there are of the archives of *feed*."""
        folder = (self._root / archive_path(feed, "any")).parent
        with suppress(OSError), os.scandir(folder) as entries:
            return sum(1 for entry in entries if entry.name.endswith(_ENDINGS))
        return 0

    def _found(
        self, *, start: str = "", leave_out: str = ""
    ) -> Iterator[tuple[str, os.DirEntry[str]]]:
        """Yield the path of each finished document below *start* and what stands there."""
        begin = len(str(self._root)) + 1
        folders = [str(self._root / start)]
        while folders:
            with suppress(OSError), os.scandir(folders.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        if entry.path[begin:] != leave_out:
                            folders.append(entry.path)
                    elif entry.name.endswith(_ENDINGS) and not entry.name.startswith("."):
                        yield entry.path[begin:], entry

    def load(self, key: DocumentKey) -> Document | None:
        """Return the document as its file has it, None without one."""
        try:
            with self._place(key).open("rb") as file:
                changed_at = datetime.fromtimestamp(int(os.fstat(file.fileno()).st_mtime), UTC)
                body = file.read()
        except OSError:
            return None  # whatever stands in the way will stand in the way of writing
        return Document(key=key, body=body, digest=digest(body), changed_at=changed_at)

    def bodies(self, extension: str) -> Iterator[tuple[str, bytes]]:
        """Yield the path and the bytes of every document with this extension."""
        for path in sorted(self.paths()):
            if path.endswith(f".{extension}"):
                yield path, (self._root / path).read_bytes()

    def write(self, document: Document) -> None:
        """Write the document beside its place, where nobody sees it.

        Its modification time becomes ``changed_at``, which serves as Last-Modified. Raises
        StorageError if it cannot be written.
        """
        path = self._unfinished(document.key)
        instant = int(document.changed_at.timestamp())
        with _explained(self._place(document.key)):
            try:
                path.write_bytes(document.body)
            except FileNotFoundError:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(document.body)
            os.utime(path, (instant, instant))

    def put_in_place(self, keys: Collection[DocumentKey]) -> None:
        """Replace documents by what was written; readers see old bytes or new, never a part.

        All are flushed to the disk before the first takes its place. Raises StorageError if one
        cannot be; then none of them has been, or those before the one that the error names.
        """
        unfinished = [self._unfinished(key) for key in keys]
        places = [self._place(key) for key in keys]
        with ThreadPoolExecutor(_FLUSHERS) as pool:
            deque(pool.map(_flush, unfinished, places), maxlen=0)
        for path, place in zip(unfinished, places, strict=True):
            with _explained(place):
                path.replace(place)
        for folder in {place.parent for place in places}:
            _flush(folder, folder)

    def remove(self, path: str) -> None:
        """Remove the document at *path*; raises StorageError if that cannot be done."""
        try:
            (self._root / path).unlink(missing_ok=True)
        except OSError as error:
            raise StorageError(
                f"document {self._root / path} cannot be removed: {error.strerror}",
                hint="make the output folder writable, then regenerate",
            ) from error

    def _place(self, key: DocumentKey) -> Path:
        return self._root / key.path

    def _unfinished(self, key: DocumentKey) -> Path:
        place = self._place(key)
        return place.with_name(f".{place.name}.{self._mark}{UNFINISHED}")

    def clean(self) -> None:
        """Remove what was left unfinished, by a process that was killed or a run that failed."""
        leftovers = list(self._root.rglob(f".*{UNFINISHED}"))
        for path in leftovers:
            with suppress(OSError):
                path.unlink()


def _flush(path: Path, place: Path) -> None:
    # Without it a power failure may leave the new name with no bytes behind it, or the old one.
    with _explained(place):
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def _explained(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageError(
            f"document {place} cannot be written: {error.strerror}",
            hint="free disk space and make the output folder writable, then regenerate",
        ) from error
