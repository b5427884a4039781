"""Requests for runs, kept as files until the publisher takes them.

Requests for the same are one: whoever asks meanwhile gets the one that waits, or a wider one that
does its work too. What a wider one covers stays beside it as a file: it is served with it, and by
itself should somebody cancel the wider one. A request survives a restart, and asking needs no right
to write the catalog.
"""

import fcntl
import os
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from time import time, time_ns

from feedsvc.errors import StorageError
from feedsvc.model import Run, Scope
from feedsvc.publish.folding import covers, folded, rank, serving
from feedsvc.publish.keys import Key, Keys
from feedsvc.publish.notes import written
from feedsvc.publish.requests import Asked, Taken, cancelled, keep, load

_WITH_ORDER = "order"
_KINDS = (_WITH_ORDER, Scope.EVERYTHING, Scope.CHANGED)
_LOCK = "lock"
_STOP = "stop"
_CANCELLED = "cancelled"

# A request takes a moment to write.
_ABANDONED_SECONDS = 60


class Queue:
    """The waiting requests, one file each below one folder."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._keys = Keys(root / "keys")

    @property
    def folder(self) -> Path:
        """The folder of the requests, and of what else the publisher is told."""
        return self._root

    def put(self, run: Run) -> Run:
        """Ask for *run*; return it, or the run that waits already and does the same.

        Raises StorageError if the request cannot be kept.
        """
        return self.ask(run).run

    def ask(self, run: Run, *, key: Key | None = None) -> Asked:
        """Ask for *run*, under a *key* once a day: asked again, the key's run is the answer.

        The answer to a repeated key may be out of date, and known better to the catalog. Raises
        KeyReusedError if the key came with another request, StorageError as ``put`` does.
        """
        with self._alone():
            if key and (before := self._keys.find(key, now=run.requested_at)):
                return Asked(before, is_new=False)
            asked = self._ask(run)
            if key:
                self._keys.keep(key, asked.run, now=run.requested_at)
            return asked

    def answered(self, key: Key, *, now: datetime) -> Run | None:
        """Return the run that *key* got before, None if it did not come; raises as ``ask`` does."""
        with self._alone():
            return self._keys.find(key, now=now)

    def _ask(self, run: Run) -> Asked:
        already = serving(self.waiting(), run)
        if already:
            return Asked(already, is_new=False)
        self._keep(run)
        return Asked(next(each for each in self.waiting() if each.id == run.id), is_new=True)

    def put_back(self, requests: Iterable[Run]) -> None:
        """Have *requests* wait again, each under its own id, whatever else waits."""
        with self._alone():
            for each in requests:
                self._keep(each)

    def first(self) -> Run | None:
        """Return the request to serve next, without taking it."""
        return next(iter(self.waiting()), None)

    def waiting(self) -> tuple[Run, ...]:
        """Return the requests that wait and that no other covers, as they will be served.

        Orders come first: somebody wants something done at once, and it takes a moment. Then the
        widest scope: after it narrower ones find little left to do.
        """
        return folded(run for _, run in self._requests())

    def take(self, run: Run) -> Taken:
        """Stop *run*, and all that it covers, from waiting.

        What is asked from now on is a new run.
        """
        with self._alone():
            requests = [each for _, each in self._requests()]
            if any(each.id == run.id for each in requests):
                covered = tuple(each for each in requests if covers(run, each))
                self._drop({run.id, *(each.id for each in covered)})
                return Taken(covered=tuple(each for each in covered if each.id != run.id))
            ended = self._cancelled(run)
        if ended is None:
            return Taken()
        return Taken(ended=replace(ended, started_at=run.started_at))

    @contextmanager
    def holding(self, run: Run) -> Iterator[Run | None]:
        """Let nobody cancel *run* meanwhile; yield how it ended if somebody has already.

        If nobody has, it waits no more in the end.
        """
        with self._alone():
            ended = self._cancelled(run)
            yield ended
            if ended is None:
                self._drop({run.id})

    def cancel(self, run_id: str, *, who: str, now: datetime) -> Run | None:
        """Take the request of this id, and no other, out of the queue.

        Return it as it ended, None if it does not wait (any more).
        """
        with self._alone():
            for path, run in self._requests():
                if run.id == run_id:
                    ended = cancelled(run, who, now=now)
                    keep(self._root / f"{_CANCELLED}-{run.id}.json", ended)
                    path.unlink(missing_ok=True)
                    return ended
        return None

    def find(self, run_id: str) -> Run | None:
        """Return the request of this id, or the one that covers it.

        It waits, or was cancelled so lately that the publisher has not noted it.
        """
        for run in (*self.waiting(), *self.cancelled()):
            if run_id in (run.id, *run.folded):
                return run
        return None

    def cancelled(self) -> tuple[Run, ...]:
        """Return the requests that were cancelled, and are not forgotten yet."""
        paths = sorted(self._root.glob(f"{_CANCELLED}-*.json"))
        return tuple(run for run in map(load, paths) if run is not None)

    def forget(self, run: Run) -> None:
        """Forget a request that was cancelled, or that the run of this id was to be stopped."""
        for name in (_CANCELLED, _STOP):
            (self._root / f"{name}-{run.id}.json").unlink(missing_ok=True)

    def ask_to_stop(self, run: Run, *, who: str) -> bool:
        """Ask the publisher to stop *run*, which goes on; tell whether nobody has before."""
        path = self._root / f"{_STOP}-{run.id}.json"
        with self._alone():
            if path.exists():
                return False
            written(path, who.encode(errors="replace"))
            return True

    def wants_stopped(self, run: Run) -> str | None:
        """Return who wants *run* stopped, None if nobody does."""
        try:
            return (self._root / f"{_STOP}-{run.id}.json").read_text("utf-8", errors="replace")
        except OSError:
            return None

    def clean(self) -> None:
        """Remove what killed processes left unfinished; what is young may still be finished.

        Only the publisher calls this, while no run goes on: what was to be stopped has stopped.
        """
        for path in self._root.glob(".*"):
            with suppress(FileNotFoundError):
                if time() - path.stat().st_mtime > _ABANDONED_SECONDS:
                    path.unlink()
        for path in self._root.glob(f"{_STOP}-*.json"):
            path.unlink(missing_ok=True)

    def _requests(self) -> list[tuple[Path, Run]]:
        """Return all requests with their files, by rank and then as they came."""
        # The wider comes later, and is taken after those that it covers: looked at first, a file
        # that is gone by then does not let a narrower one pass for one that waits by itself.
        paths = [
            path
            for kind in _KINDS
            for path in sorted(self._root.glob(f"{kind}*.json"), reverse=True)
        ]
        found = [(path, run) for path in paths if (run := load(path)) is not None]
        return sorted(found, key=lambda each: (rank(each[1]), each[0].name))

    def _keep(self, run: Run) -> None:
        kind = _WITH_ORDER if run.order else run.scope
        # By its name it is known who came first, also within a second.
        keep(self._root / f"{kind}-{time_ns():020}-{run.id}.json", run)

    def _drop(self, ids: Collection[str]) -> None:
        # The narrower first: killed in between, the wider one still waits.
        for path, run in reversed(self._requests()):
            if run.id in ids:
                path.unlink(missing_ok=True)

    def _cancelled(self, run: Run) -> Run | None:
        return load(self._root / f"{_CANCELLED}-{run.id}.json")

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep all others from changing what waits; the kernel lets them if this process dies."""
        try:
            self._root.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self._root / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                yield
            finally:
                os.close(descriptor)
        except OSError as error:
            raise StorageError(
                f"a request in {self._root} cannot be written: {error.strerror}",
                hint="free disk space and make the state folder writable",
            ) from error
