"""Requests as the application has them: the content of each is whole, or reading it fails."""

from collections.abc import Awaitable, Callable, Iterable
from typing import TYPE_CHECKING, Any

from a2wsgi import WSGIMiddleware

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_Messages = Callable[[], Awaitable[Any]]


class Bridge:
    """An ASGI application that asks a WSGI *application*, in so many threads."""

    def __init__(self, application: "WSGIApplication", *, threads: int) -> None:
        def asked(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
            # Content has an end without Content-Length, too: it may come in chunks.
            environ["wsgi.input_terminated"] = True
            return application(environ, start)

        self._middleware = WSGIMiddleware(asked, workers=threads)  # type: ignore[arg-type]

    async def __call__(self, scope: Any, receive: _Messages, send: Any) -> None:
        """Answer a request."""
        await self._middleware(scope, _whole(receive), send)


def _whole(receive: _Messages) -> _Messages:
    """Return what raises ConnectionResetError where content ends too early."""

    async def received() -> Any:
        message = await receive()
        if message["type"] == "http.disconnect":
            # Else what came would pass for all of it: of an order with conditions, the order.
            raise ConnectionResetError("the client went away before it had sent all")
        return message

    return received
