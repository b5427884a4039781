"""Web processes elect the one that keeps a publisher: exactly one, whoever starts or dies."""

import logging
import subprocess
import sys
from threading import Event, Thread

from feedsvc.errors import FeedsvcError
from feedsvc.publish.lock import Lock

log = logging.getLogger(__name__)

# How soon another process takes over when the publisher's keeper has died.
_INTERVAL_SECONDS = 2.0


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

    def start(self) -> None:
        """Begin, in a thread of its own; the lock may be held already."""
        self._thread.start()

    def stop(self) -> None:
        """End the publisher, after the run that goes on, and let go of the lock."""
        self._stop.set()
        if self._publisher and self._publisher.stdin:
            self._publisher.stdin.close()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                if self._lock.is_ours or self._lock.take():
                    self._keep_publisher()
                    self._lock.release()
            except FeedsvcError as error:
                log.warning("cannot publish: %s", error)
            self._stop.wait(_INTERVAL_SECONDS)

    def _keep_publisher(self) -> None:
        descriptor = self._lock.descriptor
        command = [sys.executable, "-m", "feedsvc", "publisher", "--lock", str(descriptor)]
        self._publisher = subprocess.Popen(  # noqa: S603 (no shell, no outside input)
            command, stdin=subprocess.PIPE, pass_fds=(descriptor,)
        )
        status = self._publisher.wait()
        if not self._stop.is_set():
            log.error("publisher ended with status %d; starting another", status)
