"""Puts feedsvc together; the only file that names adapters."""

import os
from typing import TYPE_CHECKING

from feedsvc.campaign import Campaign, end_with_parent
from feedsvc.catalog.database import Database
from feedsvc.operations import Services
from feedsvc.publish.files import DocumentFiles
from feedsvc.publish.lock import Lock
from feedsvc.publish.queue import Queue
from feedsvc.publish.standing import StandingFile
from feedsvc.settings import Settings, load_settings
from feedsvc.tokens import Tokens
from feedsvc.workers import Workers

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    from feedsvc.serve.application import Application


def build(settings: Settings) -> Services:
    """Return what feedsvc runs on with these settings; nothing is opened yet."""
    state = settings.output.state_directory
    return Services(
        settings=settings,
        database=Database(state / "catalog.sqlite3"),
        documents=DocumentFiles(settings.output.directory),
        queue=Queue(state / "queue"),
        publisher_lock=Lock(state / "publisher.lock"),
        tokens=Tokens(state / "tokens.json"),
        standing=StandingFile(state / "standing.json"),
        workers=Workers(os.cpu_count() or 1),
    )


def web_application() -> "Application":
    """Return the web application of a worker of ``feedsvc serve``, which ends with that."""
    end_with_parent()
    return _application(build(load_settings()))


def application_that_publishes(settings: Settings) -> "Application":
    """Return the web application of a process that also stands for election as publisher."""
    services = build(settings)
    Campaign(services.publisher_lock).start()
    return _application(services)


def _application(services: Services) -> "Application":
    from feedsvc.serve.application import Application  # the publisher and the commands serve not

    return Application(services, lambda: _pages(services))


def _pages(services: Services) -> "WSGIApplication":
    from feedsvc.serve.app import create_app

    return create_app(services)
