"""The articles of a run: read in parallel, their claims at hand, what they say in a file."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from feedsvc.claims import Claim
from feedsvc.content import readers
from feedsvc.model import Article, Rejection
from feedsvc.pipeline.progress import Halt, Progress, going_on
from feedsvc.pipeline.stated import limits, rules
from feedsvc.settings import Settings
from feedsvc.spool import Place, Spool
from feedsvc.workers import Workers


class Articles:
    """What was read: a claim for each article, in the order of their paths, and rejections."""

    def __init__(self, spool: Spool) -> None:
        self.claims: list[Claim] = []
        self.rejections: list[Rejection] = []
        self._spool = spool
        self._places: dict[str, Place] = {}

    def add(self, found: readers.Read | Rejection | None) -> None:
        """Take on what a file holds."""
        if isinstance(found, Rejection):
            self.rejections.append(found)
        elif found is not None:
            self.claims.append(found.claim)
            self._places[found.claim.path] = found.place

    def sort(self) -> None:
        """Bring all into the order of paths: the one in which files are read shows nowhere."""
        self.claims.sort(key=lambda claim: claim.path)
        self.rejections.sort(key=lambda rejection: rejection.path)

    def load(self, path: str) -> Article:
        """Return the article that was read at *path*."""
        return readers.load(self._spool, self._places[path])


@contextmanager
def read(
    settings: Settings,
    workers: Workers,
    paths: Sequence[str],
    room: Path,
    progress: Progress,
    halt: Halt = going_on,
) -> Iterator[Articles]:
    """Read the files at *paths* in the content folder; what they say is kept in the folder *room*.

    It can be loaded until the context is left.
    """
    with closing(Spool(room)) as spool:
        articles = Articles(spool)
        folder = settings.content.directory
        found = readers.read(workers, folder, paths, rules(settings), limits(settings), spool=spool)
        with closing(found):
            for done, each in enumerate(found, 1):
                articles.add(each)
                progress("read", done, len(paths))
                halt()
        articles.sort()
        yield articles
