"""What a run would change, found out in a web process: once at a time, and not for ever."""

from threading import Lock
from time import monotonic

from feedsvc import operations
from feedsvc.errors import BusyError, FeedsvcError
from feedsvc.model import Scope, Target
from feedsvc.operations import Services
from feedsvc.pipeline.previewing import Preview
from feedsvc.pipeline.progress import Progress

# Its worker processes are for one thread, and it takes as long as a run.
_lock = Lock()
# One request may wait for it: whoever clicked twice, and sees the second answer alone.
_queue = Lock()


class PreviewTooLongError(FeedsvcError):
    """It takes longer to find out what would change than somebody waits."""

    code = "too-long"


def preview(
    services: Services,
    scope: Scope = Scope.CHANGED,
    target: Target | None = None,
    *,
    accept_loss: bool = False,
    seconds: float | None = None,
    waits: bool = False,
) -> Preview:
    """Return what a run would change, as ``operations.preview`` does.

    Raises BusyError while this process finds out another one and, if this one *waits*, a second
    one waits already; PreviewTooLongError if after so many *seconds* not everything is read yet.
    """
    progress = _patience(seconds)
    if not (_lock.acquire(blocking=False) or (waits and _has_waited(seconds))):
        raise BusyError(
            "another preview is being made at this moment", hint="ask again in a few seconds"
        )
    try:
        return operations.preview(
            services, scope, target, accept_loss=accept_loss, progress=progress
        )
    finally:
        _lock.release()


def _has_waited(seconds: float | None) -> bool:
    """Take the lock once it is free, for at most so many *seconds*; tell whether it is taken."""
    if not _queue.acquire(blocking=False):
        return False
    try:
        return _lock.acquire(timeout=-1 if seconds is None else max(0.0, seconds))
    finally:
        _queue.release()


def _patience(seconds: float | None) -> Progress:
    """Return what is told of each step, and raises PreviewTooLongError once it is too late."""
    began = monotonic()

    def step(_room: str, _done: int, _total: int) -> None:
        if seconds is not None and monotonic() - began >= seconds:
            raise PreviewTooLongError(
                f"what would change is not known after {seconds:g} seconds",
                hint="use feedsvc regenerate --dry-run, which takes its time",
            )

    return step
