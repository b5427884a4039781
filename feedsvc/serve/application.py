"""The WSGI application as servers see it: what stands in front of Flask, and Flask once needed."""

import logging
from collections.abc import Callable, Iterable
from threading import Lock
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes, urlsplit

from feedsvc.serve.documents import Documents
from feedsvc.serve.front import Front
from feedsvc.serve.observing.access_log import AccessLog
from feedsvc.serve.observing.metering import Meters
from feedsvc.serve.observing.middleware import observed
from feedsvc.serve.observing.tallies import folder_of
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
        self._application = observed(
            self._mounted,
            self.meters,
            self.access_log,
            proxies=self.proxies,
            prefix=self.prefix,
        )
        self._pages = _Lazily(pages)
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

    def _mounted(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer a request, whether proxies keep the path of base_url or take it away."""
        prefix, path = self.prefix, environ.get("PATH_INFO", "")
        if prefix and f"{path}/".startswith(f"{prefix}/"):
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + prefix
            environ["PATH_INFO"] = path[len(prefix) :] or "/"
        return self._front(environ, start_response)


class _Lazily:
    """An application that is made when it gets its first request: feeds need not wait for it."""

    def __init__(self, make: "Callable[[], WSGIApplication]") -> None:
        self._make = make
        self._lock = Lock()
        self._made: WSGIApplication | None = None

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        return self.made()(environ, start_response)

    def made(self) -> "WSGIApplication":
        """Return the application, which is made now if it was not before."""
        if self._made is None:
            with self._lock:
                self._made = self._made or self._make()
        return self._made
