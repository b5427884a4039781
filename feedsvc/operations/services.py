"""What feedsvc runs on, and what time it is."""

from dataclasses import dataclass
from datetime import UTC, datetime

from feedsvc.access import Access
from feedsvc.catalog.database import Database
from feedsvc.catalog.polls import PollBook
from feedsvc.publish.agenda import AgendaFile
from feedsvc.publish.files import DocumentFiles
from feedsvc.publish.lock import Lock
from feedsvc.publish.queue import Queue
from feedsvc.publish.standing import StandingFile
from feedsvc.settings import Settings
from feedsvc.workers import Workers


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What feedsvc runs on: the settings, and one adapter for each edge."""

    settings: Settings
    database: Database
    polls: PollBook
    documents: DocumentFiles
    queue: Queue
    publisher_lock: Lock
    access: Access
    standing: StandingFile
    agenda: AgendaFile
    workers: Workers


def now() -> datetime:
    """Return this instant, in UTC and whole seconds: the one clock of all doors."""
    return datetime.now(UTC).replace(microsecond=0)
