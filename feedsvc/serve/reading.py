"""Reads documents; those asked for again are neither read nor hashed again."""

import errno
import os
from collections import OrderedDict
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from feedsvc.errors import StorageError
from feedsvc.model import Document, DocumentKey
from feedsvc.publish.decide import digest

_ABSENT = {errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG}
_Version = tuple[int, int, int]


class DocumentReader:
    """The documents below *root*, of which the last ones asked for stay in memory.

    *capacity* is how many bytes of documents that may be.
    """

    def __init__(self, root: Path, *, capacity: int = 32 * 1024 * 1024) -> None:
        self._root = root
        self._free = capacity
        self._kept: OrderedDict[str, tuple[_Version, Document]] = OrderedDict()
        self._lock = Lock()

    def read(self, key: DocumentKey) -> Document | None:
        """Return the document as it is now, or None if there is no such file."""
        path = self._root / key.path
        try:
            with path.open("rb") as file:
                status = os.fstat(file.fileno())
                # Not the time of modification: that is set, and in whole seconds.
                version = (status.st_ctime_ns, status.st_size, status.st_ino)
                if document := self._recalled(key.path, version):
                    return document
                body = file.read()
        except OSError as error:
            if error.errno in _ABSENT:
                return None
            raise StorageError(
                f"document {path} cannot be read: {error.strerror}",
                hint="make the output folder readable for the web server",
            ) from error
        changed_at = datetime.fromtimestamp(status.st_mtime_ns // 10**9, UTC)
        document = Document(key=key, body=body, digest=digest(body), changed_at=changed_at)
        self._keep(version, document)
        return document

    def _recalled(self, path: str, version: _Version) -> Document | None:
        with self._lock:
            known, document = self._kept.get(path, (None, None))
            if known != version:
                return None
            self._kept.move_to_end(path)
            return document

    def _keep(self, version: _Version, document: Document) -> None:
        with self._lock:
            self._forget(document.key.path)
            self._kept[document.key.path] = (version, document)
            self._free -= len(document.body)
            while self._free < 0:
                self._forget(next(iter(self._kept)))

    def _forget(self, path: str) -> None:
        if path in self._kept:
            self._free += len(self._kept.pop(path)[1].body)
