"""Documents as files: a static tree that any web server can serve, replaced whole or not at all."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from feedsvc.errors import StorageError
from feedsvc.model import Document, DocumentKey
from feedsvc.publish.decide import digest

# A dot keeps unfinished files out of what web servers show and out of our own listing.
_UNFINISHED = ".unfinished"


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

    def version(self, key: DocumentKey) -> tuple[str, datetime] | None:
        """Return the digest of the document's file and when its bytes changed, None without one."""
        try:
            with (self._root / key.path).open("rb") as file:
                changed_at = datetime.fromtimestamp(int(os.fstat(file.fileno()).st_mtime), UTC)
                return digest(file.read()), changed_at
        except OSError:
            return None  # whatever stands in the way will stand in the way of writing

    def bodies(self, extension: str) -> Iterator[tuple[str, bytes]]:
        """Yield the path and the bytes of every document with this extension."""
        for path in sorted(self.paths()):
            if path.endswith(f".{extension}"):
                yield path, (self._root / path).read_bytes()

    def write(self, document: Document) -> None:
        """Replace the document's file; readers see the old bytes or the new, never a part.

        The file's modification time becomes ``changed_at``, which serves as Last-Modified. Raises
        StorageError if it cannot be written; the old file is then still there.
        """
        path = self._root / document.key.path
        unfinished = path.with_name(f".{path.name}{_UNFINISHED}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(unfinished, document.body, document.changed_at)
            unfinished.replace(path)
        except OSError as error:
            raise StorageError(
                f"document {path} cannot be written: {error.strerror}",
                hint="free disk space and make the output folder writable, then regenerate",
            ) from error

    def clean(self) -> int:
        """Remove what a killed process left unfinished; return how many files that were."""
        leftovers = list(self._root.rglob(f".*{_UNFINISHED}"))
        for path in leftovers:
            path.unlink(missing_ok=True)
        return len(leftovers)


def _write(path: Path, body: bytes, changed_at: datetime) -> None:
    with path.open("wb") as file:
        file.write(body)
        file.flush()
        # Without it a power failure may leave the new name with no bytes behind it.
        os.fsync(file.fileno())
    instant = int(changed_at.timestamp())
    os.utime(path, (instant, instant))
