"""The content folder: what is there, opened safely. The only place that reads article files."""

import errno
import os
import re
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
# Control characters, and surrogates, which stand for bytes that are not UTF-8.
_UNNAMEABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class _Fault:
    reason: str
    hint: str


_UNNAMED = _Fault("has a name that is not UTF-8 or holds control characters", "rename it")
_LINK = _Fault("is a symbolic link, which may lead out of the folder", "put the file itself there")
_SPECIAL = _Fault("is not a regular file", "remove it")


@dataclass(frozen=True, slots=True)
class Scan:
    """What stands in the content folder: a signature for each path, and what cannot be looked at.

    A path is relative and has ``/`` between its parts. While a file keeps its signature it is not
    read again. ``unreadable`` names folders (with a ``/`` at the end), links and the like; what was
    known of them is not thereby gone.
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
                elif _is_named_like_an_article(entry.name):
                    _sign(path, entry, signatures, unreadable)
        except OSError as error:
            if not prefix:
                raise _unreadable_root(root, error) from error
            # A folder that vanished since its parent was read is missed by the next scan as well.
            if not isinstance(error, FileNotFoundError | NotADirectoryError):
                unreadable.append(_unreadable_folder(prefix, error))
    return Scan(signatures, tuple(sorted(unreadable, key=lambda rejection: rejection.path)))


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

    Raises FileNotFoundError if it is gone, UnreadableArticleError if it is anything else, too large
    or may not be read.
    """
    try:
        descriptor = os.open(root / path, _SAFELY)
        try:
            return _content(descriptor, max_bytes)
        finally:
            os.close(descriptor)
    except FileNotFoundError:
        raise
    except NotADirectoryError as error:
        raise FileNotFoundError(*error.args) from error
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise UnreadableArticleError(_LINK.reason, hint=_LINK.hint) from error
        raise UnreadableArticleError(
            f"cannot be read: {error.strerror}", hint="make it a regular, readable file"
        ) from error


def _content(descriptor: int, max_bytes: int) -> bytes:
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        raise UnreadableArticleError(_SPECIAL.reason, hint=_SPECIAL.hint)
    if status.st_size > max_bytes:
        raise UnreadableArticleError(
            f"has {status.st_size} bytes, more than the {max_bytes} allowed",
            hint="shorten it, or raise content.max_bytes",
        )
    with open(descriptor, "rb", closefd=False) as file:
        # Python makes room for all that is asked for. What is added meanwhile changes the
        # signature, and the next run reads it.
        return file.read(status.st_size)


def _entries(root: Path, prefix: str) -> Iterator[os.DirEntry[str]]:
    with os.scandir(root / prefix) as entries:
        yield from (entry for entry in entries if not entry.name.startswith("."))


def _is_named_like_an_article(name: str) -> bool:
    return name.lower().endswith(SUFFIXES) and not name.startswith("_")


def _sign(
    path: str, entry: os.DirEntry[str], signatures: dict[str, str], unreadable: list[Rejection]
) -> None:
    if fault := _fault(path, entry):
        shown = path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
        unreadable.append(Rejection(path=shown, line=None, reason=fault.reason, hint=fault.hint))
        return
    try:
        status = entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return
    # The change time tells apart what a restored modification time would hide.
    signatures[path] = f"{status.st_size}.{status.st_mtime_ns}.{status.st_ctime_ns}.{status.st_ino}"


def _fault(path: str, entry: os.DirEntry[str]) -> "_Fault | None":
    """Return what keeps something named like an article from being read at all."""
    if _UNNAMEABLE.search(path):
        return _UNNAMED
    if entry.is_symlink():
        return _LINK
    return None if entry.is_file(follow_symlinks=False) else _SPECIAL


def _unreadable_root(root: Path, error: OSError) -> ContentError:
    return ContentError(
        f"content folder {root} cannot be read: {error.strerror}",
        hint="create it, make it readable, or name another with --content",
    )


def _unreadable_folder(prefix: str, error: OSError) -> Rejection:
    return Rejection(
        path=prefix,
        line=None,
        reason=f"is a folder that cannot be read: {error.strerror}",
        hint="make it readable; articles known from it stay published",
    )
