"""Puts feedsvc together; the only file that names adapters.

Whoever serves documents needs few of them, and must not wait for the others to be imported.
"""

import os
from typing import TYPE_CHECKING

from feedsvc.campaign import Campaign
from feedsvc.publish.lock import Lock
from feedsvc.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    from feedsvc.operations import Services
    from feedsvc.serve.application import Application


def build(settings: Settings) -> "Services":
    """Return what feedsvc runs on with these settings; nothing is opened yet."""
    from feedsvc.access import access_in
    from feedsvc.catalog.database import Database
    from feedsvc.catalog.polls import PollBook
    from feedsvc.operations import Services
    from feedsvc.publish.agenda import AgendaFile
    from feedsvc.publish.files import DocumentFiles
    from feedsvc.publish.queue import Queue
    from feedsvc.publish.standing import StandingFile
    from feedsvc.workers import Workers

    state = settings.output.state_directory
    return Services(
        settings=settings,
        database=Database(state / "catalog.sqlite3"),
        polls=PollBook(state / "polls.sqlite3"),
        documents=DocumentFiles(settings.output.directory),
        queue=Queue(state / "queue"),
        publisher_lock=publisher_lock(settings),
        access=access_in(state),
        standing=StandingFile(state / "standing.json"),
        agenda=AgendaFile(state / "agenda.json"),
        workers=Workers(os.cpu_count() or 1),
    )


def publisher_lock(settings: Settings) -> Lock:
    """Return the lock that whoever publishes holds."""
    return Lock(settings.output.state_directory / "publisher.lock")


def web_application(settings: Settings) -> "Application":
    """Return the web application of a process that does nothing else."""
    from feedsvc.serve.application import Application

    return Application(settings, lambda: _pages(settings))


def application_that_publishes(settings: Settings) -> "Application":
    """Return the web application of a process that also stands for election as publisher."""
    Campaign(publisher_lock(settings)).start()
    return web_application(settings)


def _pages(settings: Settings) -> "WSGIApplication":
    from feedsvc.serve.app import create_app

    return create_app(build(settings))
