"""Article files are read by worker processes, each in its own time."""

import pickle
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from feedsvc.claims import Claim, claim
from feedsvc.content import directory
from feedsvc.content.media import files
from feedsvc.content.rules import Rules
from feedsvc.errors import UnreadableArticleError
from feedsvc.model import Article, Reading, Rejection
from feedsvc.spool import Place, Spool
from feedsvc.workers import Lost, Workers


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a file may cost: its size in bytes, and the processor time for reading it."""

    max_bytes: int
    max_seconds: float


@dataclass(frozen=True, slots=True)
class Read:
    """An article that was read in another process, and where in the spool is what it says."""

    claim: Claim
    place: Place


def load(spool: Spool, place: Place) -> Article:
    """Return the article that was kept at *place*."""
    article: Article = pickle.loads(spool.get(place))  # noqa: S301 (no outside input)
    return article


def read(
    workers: Workers,
    root: Path,
    paths: Sequence[str],
    rules: Rules,
    limits: Limits,
    *,
    spool: Spool,
) -> Generator[Read | Rejection | None]:
    """Yield what each of the files at *paths* below *root* holds, in no certain order.

    None stands for a file that vanished since the scan: the next scan will miss it as well.
    """
    reading = partial(keep_file, root=root, rules=rules, max_bytes=limits.max_bytes, spool=spool)
    with closing(workers.map(reading, paths, seconds=limits.max_seconds)) as results:
        for result in results:
            yield _rejection_of(result) if isinstance(result, Lost) else result


def keep_file(
    path: str, *, root: Path, rules: Rules, max_bytes: int, spool: Spool
) -> Read | Rejection | None:
    """Return what the file at *path* holds; what it says is kept in *spool*.

    Raises StorageError if there is no room for it.
    """
    found = read_file(path, root=root, rules=rules, max_bytes=max_bytes)
    if not isinstance(found, Article):
        return found
    return Read(claim(found), spool.put(pickle.dumps(found, pickle.HIGHEST_PROTOCOL)))


def read_file(path: str, *, root: Path, rules: Rules, max_bytes: int) -> Article | Rejection | None:
    """Return what the file at *path* below *root* says, read in this process."""
    from feedsvc.content.reading import read_article  # whoever only asks needs no such libraries

    try:
        data = directory.load(root, path, max_bytes=max_bytes)
        return read_article(path, data, rules, partial(files.look, root=root))
    except FileNotFoundError:
        return None
    except UnreadableArticleError as error:
        return Rejection(path=path, line=error.line, reason=str(error), hint=error.hint)
    except Exception as error:
        # A mistake of ours costs this file, not the run.
        reason = f"cannot be read: {type(error).__name__}: {error}"
        return Rejection(path=path, line=None, reason=reason, hint="report this as a bug")


def read_all(
    workers: Workers, root: Path, paths: Sequence[str], rules: Rules, limits: Limits
) -> Reading:
    """Return what all of the files at *paths* below *root* say, sorted by path."""
    with TemporaryDirectory(prefix="feedsvc-") as folder, closing(Spool(Path(folder))) as spool:
        found = list(read(workers, root, paths, rules, limits, spool=spool))
        articles = [load(spool, each.place) for each in found if isinstance(each, Read)]
    rejections = [each for each in found if isinstance(each, Rejection)]
    return Reading(
        articles=tuple(sorted(articles, key=lambda each: each.path)),
        rejections=tuple(sorted(rejections, key=lambda each: each.path)),
    )


def _rejection_of(lost: Lost[str]) -> Rejection:
    return Rejection(
        path=lost.item,
        line=None,
        reason=f"cannot be read: it {lost.reason}",
        hint="simplify its markup or split it, or raise content.max_seconds",
    )
