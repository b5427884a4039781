"""The publisher's part in telling admins: a thread for each channel sends what waits."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from feedsvc.operations import Notifier, Services

log = logging.getLogger(__name__)

_LOOK_SECONDS = 0.5
# What is being sent when the publisher stops may end; else it is sent again later.
_GRACE_SECONDS = 2.0
# After something that should never happen.
_RECOVERY_SECONDS = 60.0


@contextmanager
def notices_sent(services: Services) -> Iterator[Notifier]:
    """Send messages to admins in the background, by as many channels as the settings name."""
    notifier, ending = Notifier(services), Event()
    threads = [
        Thread(target=_work, args=(notifier, each, ending), name=each, daemon=True)
        for each in notifier.channels
    ]
    for thread in threads:
        thread.start()
    try:
        yield notifier
    finally:
        ending.set()
        for thread in threads:
            thread.join(_GRACE_SECONDS)


def _work(notifier: Notifier, channel: str, ending: Event) -> None:
    """Send one message after the other; a slow channel delays no other one, and no run."""
    seconds = _LOOK_SECONDS
    while not ending.wait(seconds):
        try:
            notifier.deliver(channel)
        except Exception:
            log.exception("messages by %s cannot be sent", channel)
            seconds = _RECOVERY_SECONDS
        else:
            seconds = _LOOK_SECONDS
