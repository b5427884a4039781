"""Notices saved articles: one signal for each burst of changes below the content folder."""

from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event

from watchfiles import Change
from watchfiles import watch as watch_files

# Long enough to fold an editor's temporary file and rename into one, short enough not to be felt.
_DEBOUNCE_MS = 200
_STEP_MS = 50
# How often it looks up even where nothing happens.
_LOOK_MS = 1000
_ABSENT_SECONDS = 2.0


def watch(root: Path, stop: Event, *, leave_out: Collection[Path] = ()) -> Iterator[None]:
    """Yield once for each burst of changes below *root* until *stop* is set.

    The first comes soon after watching has begun: what was saved before that, nobody saw. What
    changes in the folders *leave_out* is ours and does not count. While *root* is absent it is
    waited for.
    """
    ours = tuple(f"{folder}/" for folder in leave_out)

    def counts(_change: Change, path: str) -> bool:
        return not path.startswith(ours)

    while not stop.is_set():
        with suppress(FileNotFoundError):
            yield from _bursts(root, stop, counts)
        stop.wait(_ABSENT_SECONDS)


def _bursts(root: Path, stop: Event, counts: Callable[[Change, str], bool]) -> Iterator[None]:
    begun = False
    for changes in watch_files(
        root,
        watch_filter=counts,
        debounce=_DEBOUNCE_MS,
        step=_STEP_MS,
        stop_event=stop,
        rust_timeout=_LOOK_MS,
        yield_on_timeout=True,
        ignore_permission_denied=True,
    ):
        if changes or not begun:
            begun = True
            yield
