"""Documents as files: a static tree that any web server can serve, replaced whole or not at all."""

import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from feedsvc.errors import StorageError
from feedsvc.model import Document, DocumentKey
from feedsvc.publish.decide import digest

# A dot keeps unfinished files out of what web servers show and out of our own listing.
_UNFINISHED = ".unfinished"
# The disk writes many files in one go, if it is asked for all of them at once.
_FLUSHERS = 8


class DocumentFiles:
    """The documents below one folder, at the paths that their keys say."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @property
    def root(self) -> Path:
        """The folder of the documents."""
        return self._root

    def paths(self) -> frozenset[str]:
        """Return the path of every finished document that has a file."""
        start = len(str(self._root)) + 1
        return frozenset(
            f"{folder}/{name}"[start:]
            for folder, _, names in os.walk(self._root)
            for name in names
            if not name.startswith(".")
        )

    def instants(self) -> dict[str, int]:
        """Return when each document's file was changed, in seconds since 1970, by its path."""
        found = {}
        for path in self.paths():
            with suppress(FileNotFoundError):
                found[path] = int((self._root / path).stat().st_mtime)
        return found

    def load(self, key: DocumentKey) -> Document | None:
        """Return the document as its file has it, None without one."""
        try:
            with (self._root / key.path).open("rb") as file:
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

    def write(self, documents: Sequence[Document]) -> None:
        """Replace the documents' files; readers see old bytes or new, never a part of either.

        All are flushed to the disk before the first takes its place. A file's modification time
        becomes ``changed_at``, which serves as Last-Modified. Raises StorageError if one cannot be
        written; then none of them has been, or those before the one that the error names.
        """
        unfinished = [self._unfinished(document) for document in documents]
        try:
            for document, path in zip(documents, unfinished, strict=True):
                with _explained(path):
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(document.body)
                    instant = int(document.changed_at.timestamp())
                    os.utime(path, (instant, instant))
            with ThreadPoolExecutor(_FLUSHERS) as pool:
                deque(pool.map(_flush, unfinished), maxlen=0)
            for document, path in zip(documents, unfinished, strict=True):
                with _explained(path):
                    path.replace(self._root / document.key.path)
            for folder in {path.parent for path in unfinished}:
                _flush(folder)
        except StorageError:
            for path in unfinished:
                with suppress(OSError):  # what kept it from being written keeps it from removal
                    path.unlink()
            raise

    def _unfinished(self, document: Document) -> Path:
        path = self._root / document.key.path
        return path.with_name(f".{path.name}{_UNFINISHED}")

    def clean(self) -> None:
        """Remove what a killed process left unfinished."""
        leftovers = list(self._root.rglob(f".*{_UNFINISHED}"))
        for path in leftovers:
            with suppress(OSError):
                path.unlink()


def _flush(path: Path) -> None:
    # Without it a power failure may leave the new name with no bytes behind it, or the old one.
    with _explained(path):
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        name = path.name.removeprefix(".").removesuffix(_UNFINISHED)
        raise StorageError(
            f"document {path.with_name(name)} cannot be written: {error.strerror}",
            hint="free disk space and make the output folder writable, then regenerate",
        ) from error
