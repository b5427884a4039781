"""Applications that are made once somebody needs them."""

from collections.abc import Callable, Iterable
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Lazily:
    """An application that is made when it gets its first request: nobody else waits for it."""

    def __init__(self, make: "Callable[[], WSGIApplication]") -> None:
        self._make = make
        self._lock = Lock()
        self._made: WSGIApplication | None = None

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer a request."""
        return self.made()(environ, start_response)

    def made(self) -> "WSGIApplication":
        """Return the application, which is made now if it was not before."""
        if self._made is None:
            with self._lock:
                self._made = self._made or self._make()
        return self._made
