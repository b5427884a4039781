"""Web processes elect the one that keeps a publisher: exactly one, whoever starts or dies."""

import logging
import os
import subprocess
import sys
from contextlib import suppress
from threading import Event, Thread

from feedsvc.errors import FeedsvcError
from feedsvc.publish.lock import Lock

log = logging.getLogger(__name__)

# How soon another process takes over when the publisher's keeper has died.
_INTERVAL_SECONDS = 2.0
# How long a run may go on after a stop; killing it is safe, the next run finishes its work.
_GRACE_SECONDS = 10.0


class Campaign:
    """Tries for the publisher's lock and, once it is won, keeps a publisher process alive.

    The publisher inherits the lock, so nobody else can publish while it finishes its work; it
    ends when its standard input does, so it never outlives its keeper.
    """

    def __init__(self, lock: Lock) -> None:
        self._lock = lock
        self._stop = Event()
        self._publisher: subprocess.Popen[bytes] | None = None
        self._thread = Thread(target=self._run, name="campaign", daemon=True)
        # A forked worker that kept our end of the pipe or the lock would outlive us with them.
        os.register_at_fork(after_in_child=self._disinherit)

    def start(self) -> None:
        """Begin; the lock may be held already.

        A first publisher starts before this returns: a process that forks while another thread
        starts one makes that thread wait for the fork to end.
        """
        self._stand()
        self._thread.start()

    def stop(self) -> None:
        """End the publisher, after the run that goes on if that is short, and drop the lock."""
        self._stop.set()
        if publisher := self._publisher:
            self._dismiss(publisher)
            try:
                publisher.wait(_GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                log.warning("the run that goes on is cut short; the next one finishes its work")
                publisher.kill()
        if self._thread.ident:
            self._thread.join()
        self._lock.release()

    def _run(self) -> None:
        while True:
            if self._publisher is not None:
                status = self._publisher.wait()
                self._publisher = None
                self._lock.release()
                if not self._stop.is_set():
                    log.error("publisher ended with status %d; starting another", status)
            if self._stop.wait(_INTERVAL_SECONDS):
                return
            self._stand()

    def _stand(self) -> None:
        """Start a publisher if the lock is ours or free."""
        try:
            if self._lock.is_ours or self._lock.take():
                self._publisher = self._started()
        except (FeedsvcError, OSError) as error:
            self._lock.release()
            log.warning("cannot publish: %s", error)
        if self._publisher and self._stop.is_set():
            self._dismiss(self._publisher)

    def _started(self) -> subprocess.Popen[bytes]:
        descriptor = self._lock.descriptor
        return subprocess.Popen(  # noqa: S603 (no shell, no outside input)
            [sys.executable, "-m", "feedsvc", "publisher", "--lock", str(descriptor)],
            stdin=subprocess.PIPE,
            pass_fds=(descriptor,),
            process_group=0,  # Ctrl-C in a terminal is for the keeper to answer
        )

    def _dismiss(self, publisher: subprocess.Popen[bytes]) -> None:
        if publisher.stdin:
            publisher.stdin.close()

    def _disinherit(self) -> None:
        self._lock.release()
        if self._publisher:
            with suppress(OSError):
                self._dismiss(self._publisher)
