"""Article files are read by worker processes, each in its own time."""

import pickle
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from feedsvc.claims import Claim, claim
from feedsvc.content import directory
from feedsvc.content.rules import Rules
from feedsvc.errors import UnreadableArticleError
from feedsvc.model import Article, Reading, Rejection
from feedsvc.workers import Lost, Workers


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a file may cost: its size in bytes, and the processor time for reading it."""

    max_bytes: int
    max_seconds: float


@dataclass(frozen=True, slots=True)
class Read:
    """An article that was read in another process, packed until somebody needs what it says."""

    claim: Claim
    packed: bytes

    def article(self) -> Article:
        """Return the article."""
        return unpack(self.packed)


def unpack(packed: bytes) -> Article:
    """Return the article that a worker packed."""
    article: Article = pickle.loads(packed)  # noqa: S301 (no outside input)
    return article


def read(
    workers: Workers, root: Path, paths: Sequence[str], rules: Rules, limits: Limits
) -> Iterator[Read | Rejection | None]:
    """Yield what each of the files at *paths* below *root* holds, in no certain order.

    None stands for a file that vanished since the scan: the next scan will miss it as well.
    """
    reading = partial(read_file, root=root, rules=rules, max_bytes=limits.max_bytes)
    for result in workers.map(reading, paths, seconds=limits.max_seconds):
        if isinstance(result, Lost):
            yield _rejection_of(result)
        else:
            yield result


def read_file(path: str, *, root: Path, rules: Rules, max_bytes: int) -> Read | Rejection | None:
    """Return what the file at *path* below *root* holds, read in this process."""
    from feedsvc.content.reading import read_article  # whoever only asks needs no such libraries

    try:
        data = directory.load(root, path, max_bytes=max_bytes)
        article = read_article(path, data, rules)
    except FileNotFoundError:
        return None
    except UnreadableArticleError as error:
        return Rejection(path=path, line=error.line, reason=str(error), hint=error.hint)
    except Exception as error:
        # A mistake of ours costs this file, not the run.
        reason = f"cannot be read: {type(error).__name__}: {error}"
        return Rejection(path=path, line=None, reason=reason, hint="report this as a bug")
    return Read(claim(article), pickle.dumps(article, pickle.HIGHEST_PROTOCOL))


def read_all(
    workers: Workers, root: Path, paths: Sequence[str], rules: Rules, limits: Limits
) -> Reading:
    """Return what all of the files at *paths* below *root* say, sorted by path."""
    found = list(read(workers, root, paths, rules, limits))
    articles = [each.article() for each in found if isinstance(each, Read)]
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
