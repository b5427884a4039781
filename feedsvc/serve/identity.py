"""What the site is called and which language it speaks, for pages that tell what went wrong."""

from threading import Lock
from typing import cast

from flask import Flask, current_app

from feedsvc import library
from feedsvc.catalog.database import Mark
from feedsvc.errors import StorageError
from feedsvc.library import About
from feedsvc.operations import Services
from feedsvc.serve.current import services

_EXTENSION = "identity"


class Identity:
    """What the catalog says of the site, looked up once after each change.

    Addresses that do not exist are asked for by the thousand.
    """

    def __init__(self) -> None:
        self._known: tuple[Mark | None, About | None] = None, None
        self._lock = Lock()

    def find(self, services: Services) -> About | None:
        """Return what every page says of the site, None while the catalog cannot be read."""
        mark = services.database.mark()
        if mark is None:
            return None
        with self._lock:
            known_at, known = self._known
        if known_at == mark:
            return known
        try:
            found = library.about(services)
        except StorageError:
            return None
        with self._lock:
            self._known = mark, found
        return found


def prepare(app: Flask) -> None:
    """Give *app* its memory of what the site is."""
    app.extensions[_EXTENSION] = Identity()


def known_site() -> About | None:
    """Return what every page says of the site, None while the catalog cannot be read."""
    return cast(Identity, current_app.extensions[_EXTENSION]).find(services())
