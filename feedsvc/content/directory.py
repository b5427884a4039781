"""The content folder: what is there, opened safely. The only place that reads article files."""

import os
import stat
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from feedsvc.content.compose import Rules
from feedsvc.content.reading import SUFFIXES, read_article
from feedsvc.errors import ContentError, UnreadableArticleError
from feedsvc.model import Article, Reading, Rejection

# Neither followed nor waited for: a link may lead out of the folder, a FIFO never ends.
_SAFELY = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class Scan:
    """What stands in the content folder: a signature for each path, and what cannot be looked at.

    A path is relative and has ``/`` between its parts. While a file keeps its signature it is not
    read again. ``unreadable`` names folders; what was known inside them is not thereby gone.
    """

    signatures: dict[str, str]
    unreadable: tuple[Rejection, ...]


def scan(root: Path, *, leave_out: Collection[Path] = ()) -> Scan:
    """Return every article file below *root*; only names and ``stat`` are looked at.

    The folders *leave_out* are ours, and may lie inside: what is written there is no article.
    Files and folders whose name begins with a dot are left out, and files that begin with an
    underscore: ``_index.md`` describes a section. Raises ContentError if *root* cannot be read.
    """
    signatures: dict[str, str] = {}
    unreadable: list[Rejection] = []
    folders = [""]
    while folders:
        prefix = folders.pop()
        try:
            for entry in _entries(root, prefix):
                path = prefix + entry.name
                if entry.is_dir(follow_symlinks=False):
                    folders += [] if root / path in leave_out else [f"{path}/"]
                elif _is_candidate(entry):
                    _sign(path, entry, signatures, unreadable)
        except OSError as error:
            unreadable.append(_unreadable_folder(root, prefix, error))
    return Scan(signatures, tuple(unreadable))


def read(
    root: Path,
    paths: Iterable[str],
    rules: Rules,
    *,
    max_bytes: int,
    progress: Callable[[], None] = lambda: None,
) -> Reading:
    """Return what the files at *paths* below *root* say.

    A file that vanished since the scan is left out: the next scan will miss it as well.
    """
    articles: list[Article] = []
    rejections: list[Rejection] = []
    for path in paths:
        try:
            articles.append(read_article(path, load(root, path, max_bytes=max_bytes), rules))
        except FileNotFoundError:
            pass
        except UnreadableArticleError as error:
            rejections.append(
                Rejection(path=path, line=error.line, reason=str(error), hint=error.hint)
            )
        progress()
    return Reading(articles=tuple(articles), rejections=tuple(rejections))


def load(root: Path, path: str, *, max_bytes: int) -> bytes:
    """Return the bytes of the regular file at *path* below *root*.

    Raises FileNotFoundError if it is gone, UnreadableArticleError if it is anything else, too large or
    may not be read.
    """
    try:
        descriptor = os.open(root / path, _SAFELY)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise UnreadableArticleError(
            f"cannot be opened: {error.strerror}", hint="make it a regular, readable file"
        ) from error
    with open(descriptor, "rb") as file:  # noqa: PTH123 (takes a descriptor)
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableArticleError("is not a regular file", hint="remove it")
        if status.st_size > max_bytes:
            raise UnreadableArticleError(
                f"has {status.st_size} bytes, more than the {max_bytes} allowed",
                hint="shorten it, or raise content.max_bytes",
            )
        return file.read(max_bytes)


def _entries(root: Path, prefix: str) -> Iterator[os.DirEntry[str]]:
    with os.scandir(root / prefix) as entries:
        yield from (entry for entry in entries if not entry.name.startswith("."))


def _is_candidate(entry: os.DirEntry[str]) -> bool:
    named = entry.name.lower().endswith(SUFFIXES) and not entry.name.startswith("_")
    return named and entry.is_file(follow_symlinks=False)


def _sign(
    path: str, entry: os.DirEntry[str], signatures: dict[str, str], unreadable: list[Rejection]
) -> None:
    if not path.isprintable():
        shown = path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
        reason = "has a name that is not printable UTF-8"
        unreadable.append(Rejection(path=shown, line=None, reason=reason, hint="rename it"))
        return
    try:
        status = entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return
    # The change time tells apart what a restored modification time would hide.
    signatures[path] = f"{status.st_size}.{status.st_mtime_ns}.{status.st_ctime_ns}.{status.st_ino}"


def _unreadable_folder(root: Path, prefix: str, error: OSError) -> Rejection:
    if not prefix:
        raise ContentError(
            f"content folder {root} cannot be read: {error.strerror}",
            hint="create it, make it readable, or name another with --content",
        ) from error
    return Rejection(
        path=prefix,
        line=None,
        reason=f"is a folder that cannot be read: {error.strerror}",
        hint="make it readable; articles known from it stay published",
    )
