"""The publisher's part in counting polls: every few seconds it adds up what web processes left."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from feedsvc import operations
from feedsvc.errors import FeedsvcError
from feedsvc.operations import Services

log = logging.getLogger(__name__)

_SECONDS = 10.0
# Every so many times what is old is looked for.
_FORGETTING = 6


@contextmanager
def polls_collected(services: Services) -> Iterator[None]:
    """Add up polls in the background, and a last time at the end."""
    collector = _Collector(services)
    thread = Thread(target=collector.work, name="polls", daemon=True)
    thread.start()
    try:
        yield
    finally:
        collector.ending.set()
        thread.join()


class _Collector:
    """Adds up polls until ``ending`` is set."""

    def __init__(self, services: Services) -> None:
        self.ending = Event()
        self._services = services
        self._is_complaining = False

    def work(self) -> None:
        times = 0
        while True:
            self._collect(forgets=times % _FORGETTING == 0)
            if self.ending.is_set():
                return
            self.ending.wait(_SECONDS)
            times += 1

    def _collect(self, *, forgets: bool) -> None:
        try:
            operations.collect_polls(self._services, now=operations.now())
            if forgets:
                operations.forget_polls(self._services, now=operations.now())
        except FeedsvcError as error:
            if not self._is_complaining:
                log.warning("polls are not added up: %s (%s)", error, error.hint)
            self._is_complaining = True
        except Exception:
            # Feeds must be kept current all the same.
            log.exception("polls cannot be added up")
        else:
            self._is_complaining = False
