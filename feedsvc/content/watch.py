"""Notices saved articles: the paths of each burst of changes below the content folder."""

import logging
import os
from collections.abc import Collection, Iterator
from pathlib import Path
from threading import Event
from time import monotonic

from watchfiles import watch as watch_files
from watchfiles._rust_notify import WatchfilesRustInternalError

from feedsvc.content.directory import inside, scan
from feedsvc.content.rules import SUFFIXES
from feedsvc.errors import ContentError

log = logging.getLogger(__name__)

# Long enough to fold an editor's truncating and writing into one, too short to be felt.
_STEP_MS = 10
_DEBOUNCE_MS = 200
# So many files at once are somebody's checkout or copy: it is awaited, so long as it goes on.
_MANY = 20
_QUIET_MS = 300
_MOST_SECONDS = 10.0
_POLL_SECONDS = 1.0
_ABSENT_SECONDS = 2.0


def watch(
    root: Path, stop: Event, *, leave_out: Collection[Path] = (), polling: bool = False
) -> Iterator[frozenset[str] | None]:
    """Yield the paths below *root* of each burst of changes until *stop* is set.

    None stands for any path: soon after watching has begun, since nobody saw what was saved before
    that, and when *root* itself came or went. What changes in the folders *leave_out* is ours and
    does not count. While *root* is absent it is waited for. *polling* looks at every file once a
    second, or less often where that takes long: for file systems that tell nobody of changes, and
    as the last resort where watching fails.
    """
    tolerant = False
    while not stop.is_set():
        if not root.is_dir():
            stop.wait(_ABSENT_SECONDS)
            continue
        try:
            if polling:
                yield from _polled(root, stop, leave_out)
            else:
                yield from _watched(root, stop, leave_out, tolerant=tolerant)
        except (FileNotFoundError, ContentError):
            continue  # it is absent again
        except PermissionError as error:
            if tolerant:
                raise
            log.warning("some of %s cannot be watched, regular runs see it: %s", root, error)
            tolerant = True
        except (OSError, WatchfilesRustInternalError) as error:
            log.warning(
                "cannot watch %s; looking at every file once a second instead. Raise the limits "
                "below /proc/sys/fs/inotify, or set schedule.polling: %s",
                *(root, error),
            )
            polling = True


def _watched(
    root: Path, stop: Event, leave_out: Collection[Path], *, tolerant: bool
) -> Iterator[frozenset[str] | None]:
    """Yield the paths of each burst until *stop* is set or *root* is another folder by now."""
    ours = tuple(f"{folder}/" for folder in inside(root, leave_out))
    place = _place(root)
    begun = False
    burst: set[str] = set()
    since = 0.0
    for changes in watch_files(
        root,
        watch_filter=lambda _change, path: not path.startswith(ours),
        debounce=_DEBOUNCE_MS,
        step=_STEP_MS,
        stop_event=stop,
        rust_timeout=_QUIET_MS,
        yield_on_timeout=True,
        # It hides every reason for which nothing is watched, so it comes second.
        ignore_permission_denied=tolerant,
    ):
        if not begun:
            begun = True
            yield None
        if changes:
            since = since if burst else monotonic()
            burst |= {path for _, path in changes}
            if len(burst) >= _MANY and monotonic() - since < _MOST_SECONDS:
                continue
        if burst:
            paths = _below(root, burst)
            if paths is None or paths:
                yield paths
            if paths is None:
                return
            burst = set()
        if _place(root) != place:
            yield None
            return


def _polled(
    root: Path, stop: Event, leave_out: Collection[Path]
) -> Iterator[frozenset[str] | None]:
    """Yield the paths that differ from one look to the next until *stop* is set."""
    before = scan(root, leave_out=leave_out).signatures
    yield None
    rest = _POLL_SECONDS
    while not stop.wait(rest):
        began = monotonic()
        found = scan(root, leave_out=leave_out).signatures
        # However many files there are, looking at them is a small part of one processor's time.
        rest = max(_POLL_SECONDS, 10 * (monotonic() - began))
        if different := frozenset(path for path, _ in before.items() ^ found.items()):
            yield different
        before = found


def _place(root: Path) -> tuple[int, int] | None:
    """Return what tells the folder at *root* from one that takes its place."""
    try:
        status = root.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _below(root: Path, paths: Collection[str]) -> frozenset[str] | None:
    """Return those of *paths* that may be articles or their folders, relative to *root*.

    None if *root* is one of them.
    """
    start = f"{root}/"
    if not all(path.startswith(start) for path in paths):
        return None
    return frozenset(
        path.removeprefix(start) for path in paths if _may_count(path, path.removeprefix(start))
    )


def _may_count(path: str, relative: str) -> bool:
    """Tell whether a scan would come by: nothing hidden, nothing behind a link, no other files."""
    if any(name.startswith(".") for name in relative.split("/")):
        return False
    place = path.removesuffix(f"/{relative}")
    for name in relative.split("/")[:-1]:
        place = f"{place}/{name}"
        if os.path.islink(place):  # noqa: PTH114 (each of thousands of paths)
            return False
    return path.lower().endswith(SUFFIXES) or not os.path.isfile(path)  # noqa: PTH113
