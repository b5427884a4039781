"""The content folder: what is there, opened safely. The only place that reads article files."""

import errno
import os
import re
import stat
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from feedsvc.content.rules import SUFFIXES
from feedsvc.errors import ContentError, UnreadableArticleError
from feedsvc.model import Rejection

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
    look = _Look(root, leave_out)
    look.into("")
    return look.found()


def scan_at(root: Path, paths: Iterable[str], *, leave_out: Collection[Path] = ()) -> Scan:
    """Return what ``scan`` would find at *paths* below *root*, and below those that are folders.

    The cost does not follow the size of the site. Raises ContentError if *root* is gone.
    """
    look = _Look(root, leave_out)
    look.at(paths)
    return look.found()


def inside(root: Path, folders: Collection[Path]) -> tuple[str, ...]:
    """Return the paths by which *folders* are met on the way down from *root*.

    Either may be reached through links, and be called otherwise.
    """
    top = os.path.realpath(root)
    real = ((str(folder), os.path.realpath(folder)) for folder in folders)
    met = (
        str(root) + path.removeprefix(top) if path.startswith(f"{top}/") else name
        for name, path in real
    )
    return tuple(met)


class _Look:
    """One look at the content folder or at parts of it."""

    def __init__(self, root: Path, leave_out: Collection[Path]) -> None:
        self._root = root
        self._leave_out = set(inside(root, leave_out))
        self._signatures: dict[str, str] = {}
        # By path: whoever watches may name a folder and what is in it.
        self._unreadable: dict[str, Rejection] = {}

    def found(self) -> Scan:
        """Return what there was to see."""
        unreadable = sorted(self._unreadable.values(), key=lambda rejection: rejection.path)
        return Scan(self._signatures, tuple(unreadable))

    def into(self, prefix: str) -> None:
        """Look at all that lies below the folder *prefix*, which is empty or ends with ``/``."""
        folders = [prefix]
        while folders:
            prefix = folders.pop()
            try:
                for entry in _entries(self._root, prefix):
                    if entry.is_dir(follow_symlinks=False):
                        folders += (
                            [] if entry.path in self._leave_out else [f"{prefix}{entry.name}/"]
                        )
                    elif _is_named_like_an_article(entry.name):
                        with suppress(FileNotFoundError):  # gone since its folder was read
                            self._sign(prefix + entry.name, entry.stat(follow_symlinks=False))
            except OSError as error:
                if not prefix:
                    raise _unreadable_root(self._root, error) from error
                # A folder that vanished since its parent was read is missed next time as well.
                if not isinstance(error, FileNotFoundError | NotADirectoryError):
                    self._note(_unreadable_folder(prefix, error))

    def at(self, paths: Iterable[str]) -> None:
        """Look at *paths* alone, and at all that lies below those that are folders."""
        if not self._root.is_dir():
            raise _unreadable_root(self._root, FileNotFoundError(0, "no such folder"))
        for path in paths:
            status = self._status(path)
            if status is None:
                continue
            if stat.S_ISDIR(status.st_mode):
                self.into(f"{path}/")
            elif _is_named_like_an_article(path.rpartition("/")[2]):
                self._sign(path, status)

    def _status(self, path: str) -> os.stat_result | None:
        """Return what stands at *path*, None if nothing does or a whole scan would not come by."""
        status = None
        place = self._root
        for name in path.split("/"):
            place = place / name
            if name.startswith(".") or str(place) in self._leave_out:
                return None
            if status and not stat.S_ISDIR(status.st_mode):
                return None
            try:
                status = place.lstat()
            except (FileNotFoundError, NotADirectoryError):
                return None
            except OSError as error:
                self._note(_unreadable_file(path, error))
                return None
        return status

    def _note(self, rejection: Rejection) -> None:
        self._unreadable[rejection.path] = rejection

    def _sign(self, path: str, status: os.stat_result) -> None:
        if fault := _fault(path, status.st_mode):
            self._note(
                Rejection(path=_shown(path), line=None, reason=fault.reason, hint=fault.hint)
            )
            return
        # The change time tells apart what a restored modification time would hide.
        self._signatures[path] = (
            f"{status.st_size}.{status.st_mtime_ns}.{status.st_ctime_ns}.{status.st_ino}"
        )


def load(root: Path, path: str, *, max_bytes: int) -> bytes:
    """Return the bytes of the regular file at *path* below *root*.

    Raises FileNotFoundError if it is gone, UnreadableArticleError if it is anything else, too large
    or may not be read.
    """
    try:
        descriptor = os.open(f"{root}/{path}", _SAFELY)
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


def _fault(path: str, mode: int) -> "_Fault | None":
    """Return what keeps something named like an article from being read at all."""
    if _UNNAMEABLE.search(path):
        return _UNNAMED
    if stat.S_ISLNK(mode):
        return _LINK
    return None if stat.S_ISREG(mode) else _SPECIAL


def _unreadable_root(root: Path, error: OSError) -> ContentError:
    return ContentError(
        f"content folder {root} cannot be read: {error.strerror}",
        hint="create it, make it readable, or name another with --content",
    )


def _unreadable_file(path: str, error: OSError) -> Rejection:
    return Rejection(
        path=_shown(path),
        line=None,
        reason=f"cannot be looked at: {error.strerror}",
        hint="make its folder readable; an article known from it stays published",
    )


def _shown(path: str) -> str:
    """Return *path* with signs for the bytes that are not UTF-8."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _unreadable_folder(prefix: str, error: OSError) -> Rejection:
    return Rejection(
        path=_shown(prefix),
        line=None,
        reason=f"is a folder that cannot be read: {error.strerror}",
        hint="make it readable; articles known from it stay published",
    )
