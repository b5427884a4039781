"""Requests for runs, kept as files until the publisher takes them.

At most one request of each kind waits: whoever asks meanwhile gets the one that does; of requests
with an order, each. A request survives a restart, and asking needs no right to write the catalog.
"""

import os
import secrets
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from time import time

from pydantic import TypeAdapter, ValidationError

from feedsvc.errors import StorageError
from feedsvc.model import Order, Outcome, Run, Scope, Trigger

_RUN = TypeAdapter(Run)
# The wider scope first: after it the narrower one finds nothing left to do.
_WITHOUT = (Scope.EVERYTHING, Scope.CHANGED)
# Before both: somebody wants something done at once, and it takes a moment.
_WITH_ORDER = "order"

# A request takes a moment to write.
_ABANDONED_SECONDS = 60


def new_run(
    trigger: Trigger,
    scope: Scope,
    *,
    now: datetime,
    accept_loss: bool = False,
    order: Order | None = None,
) -> Run:
    """Return a queued run with an id that sorts by time."""
    return Run(
        id=f"{now:%Y%m%dT%H%M%S}-{secrets.token_hex(4)}",
        trigger=trigger,
        scope=scope,
        outcome=Outcome.QUEUED,
        requested_at=now,
        accept_loss=accept_loss,
        order=order,
    )


class Queue:
    """The waiting requests, one file each below one folder."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, run: Run) -> Run:
        """Ask for *run*; return it, or the run of the same kind that waits already.

        Raises StorageError if the request cannot be kept.
        """
        path = self._path(run)
        unfinished = self._root / f".{run.id}"
        try:
            self._root.mkdir(parents=True, exist_ok=True)
            unfinished.write_bytes(_RUN.dump_json(run))
            try:
                return _put(unfinished, path) or run
            finally:
                unfinished.unlink()
        except OSError as error:
            raise StorageError(
                f"request {path} cannot be written: {error.strerror}",
                hint="free disk space and make the state folder writable",
            ) from error

    def first(self) -> Run | None:
        """Return the request to serve next, without taking it."""
        return next(iter(self.waiting()), None)

    def waiting(self) -> tuple[Run, ...]:
        """Return all requests that wait, in the order in which they will be served."""
        runs = (
            _load(path)
            for kind in (_WITH_ORDER, *_WITHOUT)
            for path in sorted(self._root.glob(f"{kind}*.json"))
        )
        return tuple(run for run in runs if run is not None)

    def take(self, run: Run) -> None:
        """Stop *run* from waiting; what is asked from now on is a new run."""
        path = self._path(run)
        waiting = _load(path)
        if waiting is not None and waiting.id == run.id:
            path.unlink(missing_ok=True)

    def clean(self) -> None:
        """Remove what killed processes left unfinished; what is young may still be finished."""
        for path in self._root.glob(".*"):
            with suppress(FileNotFoundError):
                if time() - path.stat().st_mtime > _ABANDONED_SECONDS:
                    path.unlink()

    def _path(self, run: Run) -> Path:
        if run.order:  # no two orders are one
            return self._root / f"{_WITH_ORDER}-{run.id}.json"
        confirmed = "-accept-loss" if run.accept_loss else ""
        return self._root / f"{run.scope}{confirmed}.json"


def _put(unfinished: Path, path: Path) -> Run | None:
    """Give the request its name; return the one that has it, if one does and is not just taken."""
    while True:
        try:
            os.link(unfinished, path)  # unlike a rename it never replaces
        except FileExistsError:
            if waiting := _load(path):
                return waiting
        else:
            return None


def _load(path: Path) -> Run | None:
    try:
        return _RUN.validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValidationError:
        path.unlink(missing_ok=True)  # nobody can serve it, and it would block the way
        return None
