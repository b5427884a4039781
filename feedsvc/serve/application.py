"""The WSGI application as servers see it: what stands in front of Flask, and Flask once needed."""

import logging
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes, urlsplit

from feedsvc.content.languages import site_zone
from feedsvc.polls.files import folder_in
from feedsvc.serve.documents import Documents
from feedsvc.serve.front import API, Front
from feedsvc.serve.lazily import Lazily
from feedsvc.serve.observing.access_log import AccessLog
from feedsvc.serve.observing.metering import Meters
from feedsvc.serve.observing.middleware import observed
from feedsvc.serve.observing.polling import PollMeter
from feedsvc.serve.observing.tallies import folder_of
from feedsvc.serve.private import HIDDEN, came_in_privately, is_elsewhere
from feedsvc.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger(__name__)


class Application:
    """A WSGI application; it opens nothing before the first request.

    *pages* makes the application of everything but documents.
    """

    def __init__(self, settings: Settings, pages: "Callable[[], WSGIApplication]") -> None:
        self.documents = Documents(settings)
        self.prefix = unquote_to_bytes(urlsplit(settings.site.base_url).path).decode("latin-1")
        self.meters = Meters(folder_of(settings))
        self.access_log = AccessLog(settings.access_log.format, settings.access_log.file)
        self.proxies = settings.server.proxies
        self.polls = _poll_meter(settings) if settings.polls.count else None
        self._application = observed(
            self._mounted,
            self.meters,
            self.access_log,
            self.polls,
            proxies=self.proxies,
            prefix=self.prefix,
        )
        self._is_divided = bool(settings.server.private)
        self._pages = Lazily(pages)
        self._front = Front(self.documents, self._pages, proxies=self.proxies)

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer a request."""
        return self._application(environ, start_response)

    def warm(self) -> None:
        """Load the pages, which the first visitor would wait for; what fails is only logged."""
        try:
            from feedsvc.serve.warming import warm

            warm(self._pages.made())
        except Exception:  # whoever asks for a page is told what is wrong with it
            log.exception("pages cannot be loaded before somebody asks for one")

    def is_of_the_api(self, target: str, *, came_in_privately: bool) -> bool:
        """Tell whether a *target* is one of the API, and whoever sent it may know that."""
        path = target.removeprefix(self.prefix)
        return path.startswith(API) and (came_in_privately or not self._is_divided)

    def _mounted(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer a request, whether proxies keep the path of base_url or take it away."""
        prefix, path = self.prefix, environ.get("PATH_INFO", "")
        if prefix and f"{path}/".startswith(f"{prefix}/"):
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + prefix
            environ["PATH_INFO"] = path[len(prefix) :] or "/"
        if is_elsewhere(
            environ.get("PATH_INFO", ""),
            came_in_privately=came_in_privately(environ),
            is_divided=self._is_divided,
        ):
            environ[HIDDEN] = True
            return self._pages(environ, start_response)
        return self._front(environ, start_response)


def _poll_meter(settings: Settings) -> PollMeter:
    site = settings.site
    return PollMeter(
        folder_in(settings.output.state_directory),
        zone=site_zone(site.timezone, site.language),
        proxies=settings.server.proxies,
    )
