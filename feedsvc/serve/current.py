"""What the application of the present request runs on."""

from typing import cast
from urllib.parse import urlsplit

from flask import current_app

from feedsvc import library
from feedsvc.errors import FeedsvcError
from feedsvc.library import FeedPage
from feedsvc.model import ALL_FEED
from feedsvc.operations import Services


class NotReadyError(FeedsvcError):
    """What is asked for has yet to be published; ask again in a moment."""

    code = "not-ready"


def services() -> Services:
    """Return what the application was created with."""
    return cast(Services, current_app.config["SERVICES"])


def address(path: str) -> str:
    """Return the public address of a path below the site's; requests have no say in it."""
    return services().settings.site.base_url + path


def private_address(path: str) -> str:
    """Return where to find *path* of what operators use.

    Where that has an address of its own (server.private), nobody knows by which name and through
    what it was reached: the path alone leads there.
    """
    url = address(path)
    if services().settings.server.private:
        return urlsplit(url)._replace(scheme="", netloc="").geturl()
    return url


def whole_site() -> FeedPage:
    """Return the feed of the whole site.

    Raises NotReadyError while the first run still goes on.
    """
    found = library.feed_page(services(), ALL_FEED, size=1)
    if found is None:
        raise first_run()
    return found


def require_feeds() -> None:
    """Raise NotReadyError while the first run still goes on."""
    if not library.has_feeds(services()):
        raise first_run()


def first_run() -> NotReadyError:
    """Return the news that the first run still goes on."""
    return NotReadyError("the first run has not ended yet", hint="ask again in a moment")
