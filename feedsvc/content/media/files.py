"""The media files in the content folder, looked at without trust: how long, how wide and high."""

import io
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

# Neither followed nor waited for, on any step of the way: a link may lead out of the folder.
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_FOLDER = os.O_RDONLY | os.O_NOFOLLOW | os.O_DIRECTORY | os.O_CLOEXEC
_DEEPEST = 32
# What tells a picture, and where it tells its size at the latest: cameras put a preview and a
# profile of colours before that.
_BEGINNING, _HEAD = 16, 256 * 1024
_LARGEST = 100_000
# How pictures of pixels begin. Drawings are programs, and have no size of their own.
_SIGNATURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"BM")
_ISO_BRANDS = (b"ftypavif", b"ftypheic", b"ftypmif1")


@dataclass(frozen=True, slots=True)
class Found:
    """A file: its length in bytes, and for a picture how wide and high it is shown, in pixels."""

    length: int
    width: int | None = None
    height: int | None = None


# What is at a path in the content folder, with ``/`` between its parts.
Look = Callable[[str], Found | None]


def look(path: str, *, root: Path) -> Found | None:
    """Return what the regular file at *path* below *root* measures, None if there is none.

    What is hidden by a dot, a link, or anything on the way to it that is one, is not there.
    """
    *folders, name = path.split("/")
    if len(folders) > _DEEPEST or any(
        part.startswith(".") or not part for part in (*folders, name)
    ):
        return None
    try:
        # Sites keep most of their pictures elsewhere: to ask is cheaper than to go there.
        if not os.access(f"{root}/{path}", os.F_OK):
            return None
        descriptor = _open(root, folders, name)
    except (OSError, ValueError):  # no such file, or no possible name
        return None
    try:
        return _measured(descriptor)
    except OSError:
        return None
    finally:
        os.close(descriptor)


def _open(root: Path, folders: list[str], name: str) -> int:
    # Only the root itself may be reached through links: its owner chose it.
    folder = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    for each in folders:
        try:
            inner = os.open(each, _FOLDER, dir_fd=folder)
        finally:
            os.close(folder)
        folder = inner
    try:
        return os.open(name, _FILE, dir_fd=folder)
    finally:
        os.close(folder)


def _measured(descriptor: int) -> Found | None:
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        return None
    beginning = os.pread(descriptor, _BEGINNING, 0)
    if not (beginning.startswith(_SIGNATURES) or beginning[4:12] in _ISO_BRANDS):
        return Found(status.st_size)
    return Found(status.st_size, *_size(os.pread(descriptor, _HEAD, 0)))


def _size(head: bytes) -> tuple[int | None, int | None]:
    """Return width and height of the picture that begins with *head*, None if it tells none.

    The library gets bytes, never a name: it would open addresses, too.
    """
    import imagesize  # few articles have pictures here, and it brings a client of HTTP along

    width, height = imagesize.get(io.BytesIO(head))
    if not (0 < width <= _LARGEST and 0 < height <= _LARGEST):
        return None, None
    return int(width), int(height)
