"""Puts feedsvc together; the only file that names adapters."""

from feedsvc.catalog.database import Database
from feedsvc.operations import Services
from feedsvc.publish.files import DocumentFiles
from feedsvc.publish.lock import Lock
from feedsvc.publish.queue import Queue
from feedsvc.settings import Settings


def build(settings: Settings) -> Services:
    """Return what feedsvc runs on with these settings; nothing is opened yet."""
    state = settings.output.state_directory
    return Services(
        settings=settings,
        database=Database(state / "catalog.sqlite3"),
        documents=DocumentFiles(settings.output.directory),
        queue=Queue(state / "queue"),
        publisher_lock=Lock(state / "publisher.lock"),
    )
