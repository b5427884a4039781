"""Documents of intersections in memory: few, and none for long."""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from feedsvc.model import FeedKey
from feedsvc.serve.documents import Edition

# Which bytes a file has: when its status changed, its size, its number; None without one.
Mark = tuple[int, int, int] | None


@dataclass(frozen=True, slots=True)
class Kept:
    """A document, or that there is none because nothing stands in all of *feeds*.

    ``marks`` were those of the documents of the feeds when it was made.
    """

    feeds: tuple[FeedKey, ...]
    marks: tuple[Mark, ...]
    made_at: float
    edition: Edition | None

    @property
    def size(self) -> int:
        """How many bytes it takes."""
        return self.edition.size if self.edition else 0


class Memory:
    """At most *documents*, by their paths, and *capacity* bytes; those asked for last stay."""

    def __init__(self, *, documents: int, capacity: int) -> None:
        self._most, self._free = documents, capacity
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, path: str) -> Kept | None:
        """Return what is kept under *path*."""
        with self._lock:
            found = self._kept.get(path)
            if found:
                self._kept.move_to_end(path)
            return found

    def keep(self, path: str, new: Kept) -> None:
        """Keep *new* instead of what was kept under *path*, and drop what there is no room for."""
        with self._lock:
            self._drop(path)
            self._kept[path] = new
            self._free -= new.size
            while len(self._kept) > self._most or self._free < 0:
                self._drop(next(iter(self._kept)))

    def _drop(self, path: str) -> None:
        if former := self._kept.pop(path, None):
            self._free += former.size
