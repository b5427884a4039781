"""Makes the documents of intersections: one at a time, not too many, each once for everybody."""

import os
import time
from collections.abc import Callable
from threading import Lock

from feedsvc import intersections
from feedsvc.errors import FeedsvcError
from feedsvc.model import DocumentKey, FeedKey, Format
from feedsvc.operations import Services, now
from feedsvc.publish.decide import digest
from feedsvc.serve.allowance import Allowance
from feedsvc.serve.documents import Edition
from feedsvc.serve.documents.codings import Coding
from feedsvc.serve.intersections.memory import Kept, Mark, Memory

MOST_DOCUMENTS = 64
CAPACITY = 8_000_000
BURST = 20
_A_SECOND = 1.0
# A document is kept for as long as caches keep it, or for a minute where these keep none.
_LEAST_SECONDS = 60
# Who waits longer for others' documents holds up who wants nothing of them.
_PATIENCE = 5.0


class CrowdedError(FeedsvcError):
    """Too many new intersections are asked for; try again in so many *seconds*."""

    code = "crowded"

    def __init__(self, seconds: int) -> None:
        super().__init__("too many combinations of feeds are asked for at once")
        self.seconds = seconds


class Intersections:
    """The documents of intersections; *clock* tells how old they are, in seconds."""

    def __init__(self, services: Services, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._services, self._clock = services, clock
        self._seconds = max(services.settings.http.max_age, _LEAST_SECONDS)
        self._allowance = Allowance(burst=BURST, a_second=_A_SECOND)
        self._turn = Lock()
        self.memory = Memory(documents=MOST_DOCUMENTS, capacity=CAPACITY)

    def recall(self, path: str) -> Kept | None:
        """Return what is in memory under *path*, below ``/feeds/``, if it may still be so.

        It is none too old, and the documents of its feeds are those that were there when it was
        made. Those in Atom tell also what was taken back and stood in none of them any more.
        """
        kept = self.memory.get(path)
        if kept is None or not self._is_young(kept):
            return None
        return kept if kept.marks == self._marks(kept.feeds) else None

    def find(self, feeds: tuple[FeedKey, ...], format: Format) -> Edition | None:
        """Return the document of what stands in all *feeds*, None if nothing does.

        Raises CrowdedError if it cannot be made now.
        """
        path = f"{intersections.path_of(feeds)}.{format.extension}"
        if kept := self.recall(path):
            return kept.edition
        if not self._turn.acquire(timeout=_PATIENCE):
            raise CrowdedError(int(_PATIENCE))
        try:
            if kept := self.recall(path):
                return kept.edition
            return self._make(path, feeds, format)
        finally:
            self._turn.release()

    def _make(self, path: str, feeds: tuple[FeedKey, ...], format: Format) -> Edition | None:
        former = self.memory.get(path)
        if wait := self._allowance.seconds_to_wait(self._clock()):
            if former and self._is_young(former):
                return former.edition
            raise CrowdedError(wait)
        # Looked at first: should a run change one meanwhile, the document is soon made again.
        marks = self._marks(feeds)
        printed = intersections.document(self._services, feeds, format)
        edition = _edition(path, feeds[0], printed, former) if printed else None
        self.memory.keep(path, Kept(feeds, marks, self._clock(), edition))
        return edition

    def _is_young(self, kept: Kept) -> bool:
        return self._clock() - kept.made_at < self._seconds

    def _marks(self, feeds: tuple[FeedKey, ...]) -> tuple[Mark, ...]:
        root = self._services.documents.root
        keys = (DocumentKey(feed=key, format=Format.ATOM) for key in feeds)
        return tuple(_mark(root / key.path) for key in keys)


def _edition(
    path: str, first: FeedKey, printed: intersections.Printed, former: Kept | None
) -> Edition:
    new, before = digest(printed.body), former.edition if former else None
    is_as_before = before and before.digest == new
    return Edition(
        path=path,
        file="",
        mark=(0, 0, 0),
        digest=new,
        # Nobody knows when these bytes came about, but they are no newer than now.
        changed_at=before.changed_at if before and is_as_before else int(now().timestamp()),
        size=len(printed.body),
        max_age=printed.fresh_seconds,
        bodies={Coding.IDENTITY: printed.body},
        page=first.path,
    )


def _mark(file: "os.PathLike[str]") -> Mark:
    try:
        status = os.stat(file)  # noqa: PTH116
    except OSError:
        return None
    return status.st_ctime_ns, status.st_size, status.st_ino
