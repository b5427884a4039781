"""Notices saved articles: one signal for each burst of changes below the content folder."""

from collections.abc import Collection, Iterator
from pathlib import Path
from threading import Event

from watchfiles import Change
from watchfiles import watch as watch_files

# Long enough to fold an editor's temporary file and rename into one, short enough not to be felt.
_DEBOUNCE_MS = 200
_STEP_MS = 50
_ABSENT_SECONDS = 2.0


def watch(root: Path, stop: Event, *, leave_out: Collection[Path] = ()) -> Iterator[None]:
    """Yield once for each burst of changes below *root* until *stop* is set.

    What changes in the folders *leave_out* is ours and does not count. While *root* is absent it
    is waited for.
    """
    ours = tuple(f"{folder}/" for folder in leave_out)

    def counts(_change: Change, path: str) -> bool:
        return not path.startswith(ours)

    while not stop.is_set():
        try:
            for _ in watch_files(
                root,
                watch_filter=counts,
                debounce=_DEBOUNCE_MS,
                step=_STEP_MS,
                stop_event=stop,
                ignore_permission_denied=True,
            ):
                yield
        except FileNotFoundError:
            stop.wait(_ABSENT_SECONDS)
