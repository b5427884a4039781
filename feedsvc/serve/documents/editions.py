"""Documents in memory: as many as fit, none older than its file."""

import errno
import os
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from stat import S_ISREG
from threading import Lock

from feedsvc.errors import StorageError
from feedsvc.publish.decide import digest
from feedsvc.serve.documents.codings import Coding, encode

_ABSENT = {errno.ENXIO, errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG}
# An edition without bytes takes about two kilobytes: its validators and how its answers begin.
_MOST_EDITIONS = 20_000
_LOCKS = 64
# Whoever asks so soon after another may get what that one got.
_MOMENT = 0.001

# Of a file: when its status changed, its size, its number. A file that takes its place has another.
_Mark = tuple[int, int, int]


class SupersededError(Exception):
    """The file has other bytes than the edition that was asked for; open it anew."""


@dataclass(slots=True, eq=False, kw_only=True)
class Edition:
    """A document between two changes: its validators, and its bytes in the codings asked for.

    ``max_age`` says for how many seconds its bytes may be kept. What a server has once written it
    need not word again: ``lines`` are those of a head that stand in every answer, ``heads`` whole
    ones of answers with the document in a coding. ``looked_at`` is when a glance fell on the file.
    ``page`` is the path of its page for people where the document's own does not tell it.
    """

    path: str
    file: str
    mark: _Mark
    digest: str
    changed_at: int
    size: int
    max_age: int
    bodies: dict[Coding, bytes] = field(default_factory=dict)
    heads: dict[Coding, bytes] = field(default_factory=dict)
    lines: bytes = b""
    looked_at: float = -1.0
    page: str = ""


class Editions:
    """The documents below *root*, each by its path there.

    Their bytes take no more than *capacity* bytes of memory, in all codings together; those asked
    for last stay. *max_age* tells from a path and bytes for how many seconds these may be kept.
    """

    def __init__(self, root: Path, *, capacity: int, max_age: Callable[[str, bytes], int]) -> None:
        self._root = str(root)
        self._free = capacity
        self._max_age = max_age
        self._editions: OrderedDict[str, Edition] = OrderedDict()
        self._bodies: OrderedDict[tuple[str, Coding], Edition] = OrderedDict()
        self._lock = Lock()
        # A document is read and compressed once, however many ask for it at the same time.
        self._turns = [Lock() for _ in range(_LOCKS)]

    def recall(self, path: str) -> Edition | None:
        """Return the edition in memory if it is that of the file: one ``stat`` tells."""
        edition = self._editions.get(path)
        if edition is None:
            return None
        try:
            status = os.stat(edition.file)  # noqa: PTH116 (a Path would cost as much again)
        except OSError:
            return None
        if edition.mark != (status.st_ctime_ns, status.st_size, status.st_ino):
            return None
        try:  # noqa: SIM105 (suppress() takes as long as all the rest)
            self._editions.move_to_end(path)
        except KeyError:
            pass  # another thread has just dropped it
        return edition

    def glance(self, path: str, now: float) -> Edition | None:
        """Return what ``recall`` does, or did a moment ago: a crowd needs no ``stat`` each.

        *now* is any clock's, in seconds.
        """
        edition = self._editions.get(path)
        if edition is not None and 0.0 <= now - edition.looked_at < _MOMENT:
            return edition
        edition = self.recall(path)
        if edition is not None:
            edition.looked_at = now
        return edition

    def open(self, path: str) -> Edition | None:
        """Return the edition of the file, which is read if need be; None if there is no such file.

        Raises StorageError if there is one that cannot be read.
        """
        with self._turn(path):
            return self.recall(path) or self._read(path)

    def body(self, edition: Edition, coding: Coding) -> bytes:
        """Return the bytes of *edition* in a coding.

        Raises SupersededError if they are neither in memory nor in the file any more, StorageError
        if the file cannot be read.
        """
        with self._turn(edition.path):
            known = self.recalled_body(edition, coding)
            if known is not None:
                return known
            plain = edition.bodies.get(Coding.IDENTITY)
            if plain is None:
                plain = self._reread(edition)
            body = encode(plain, coding)
            # Few want it without a coding, and to read it again is cheap.
            self._drop_body(edition, Coding.IDENTITY)
            self._keep_body(edition, coding, body)
            return body

    def recalled_body(self, edition: Edition, coding: Coding) -> bytes | None:
        """Return the bytes of *edition* in a coding if they are in memory."""
        body = edition.bodies.get(coding)
        if body is not None:
            try:  # noqa: SIM105
                self._bodies.move_to_end((edition.path, coding))
            except KeyError:
                pass
        return body

    def _turn(self, path: str) -> Lock:
        return self._turns[hash(path) % _LOCKS]

    def _read(self, path: str) -> Edition | None:
        file = f"{self._root}/{path}"
        read = _read(file)
        if read is None:
            return None
        status, body = read
        edition = Edition(
            path=path,
            file=file,
            mark=(status.st_ctime_ns, status.st_size, status.st_ino),
            digest=digest(body),
            changed_at=status.st_mtime_ns // 10**9,
            size=len(body),
            max_age=self._max_age(path, body),
        )
        self._keep(edition)
        self._keep_body(edition, Coding.IDENTITY, body)
        return edition

    def _reread(self, edition: Edition) -> bytes:
        read = _read(edition.file)
        if read is None or digest(read[1]) != edition.digest:
            self._drop(edition)
            raise SupersededError
        return read[1]

    def _drop(self, edition: Edition) -> None:
        with self._lock:
            if self._editions.get(edition.path) is edition:
                del self._editions[edition.path]
            self._forget_bodies(edition)

    def _keep(self, edition: Edition) -> None:
        with self._lock:
            if former := self._editions.pop(edition.path, None):
                self._forget_bodies(former)
            self._editions[edition.path] = edition
            if len(self._editions) > _MOST_EDITIONS:
                self._forget_bodies(self._editions.popitem(last=False)[1])

    def _keep_body(self, edition: Edition, coding: Coding, body: bytes) -> None:
        with self._lock:
            if self._editions.get(edition.path) is not edition:
                return
            edition.bodies[coding] = body
            self._bodies[edition.path, coding] = edition
            self._free -= len(body)
            while self._free < 0:
                (_, oldest), holder = self._bodies.popitem(last=False)
                self._forget_body(holder, oldest)

    def _drop_body(self, edition: Edition, coding: Coding) -> None:
        with self._lock:
            self._forget_body(edition, coding)

    def _forget_bodies(self, edition: Edition) -> None:
        for coding in tuple(edition.bodies):
            self._forget_body(edition, coding)

    def _forget_body(self, edition: Edition, coding: Coding) -> None:
        body = edition.bodies.pop(coding, None)
        if body is not None:
            edition.heads.pop(coding, None)
            self._free += len(body)
            self._bodies.pop((edition.path, coding), None)


def _read(file: str) -> tuple[os.stat_result, bytes] | None:
    """Return the status and the bytes of a regular file, None if there is none of this name."""
    try:
        # Not to wait for whoever writes into a pipe of that name.
        with open(os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as opened:  # noqa: PTH123
            status = os.fstat(opened.fileno())
            return (status, opened.read()) if S_ISREG(status.st_mode) else None
    except OSError as error:
        if error.errno in _ABSENT:
            return None
        raise StorageError(
            f"document {file} cannot be read: {error.strerror}",
            hint="make the output folder readable for the web server",
        ) from error
