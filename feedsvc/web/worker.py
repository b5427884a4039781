"""One web process: serves on a socket until it is told to stop."""

import asyncio
import logging
import os
import resource
import socket
from collections.abc import Iterable
from contextlib import suppress
from threading import Thread

from uvicorn import Config, Server

from feedsvc.serve.application import Application
from feedsvc.web.bodies import Bridge
from feedsvc.web.crew import STOP_SECONDS
from feedsvc.web.private import PrivateListener
from feedsvc.web.protocol import DocumentProtocol, protocol_of

# Pages and the API wait for the catalog in threads, documents that memory lacks for the disk.
_THREADS = 8
# How long a client may be silent between two requests, and how long one may take it to send.
_IDLE_SECONDS = 75.0
_REQUEST_SECONDS = 20.0
# How long a client that reads may take nothing of what it asked for.
_STALLED_SECONDS = 60.0
_SWEEP_SECONDS = 5.0


def work(
    application: Application,
    listener: socket.socket,
    ready: int | None,
    private: socket.socket | None = None,
) -> None:
    """Serve *application* until SIGTERM; a byte is written to *ready* once it does.

    What is for admins alone may have a *private* listener.
    """
    _allow_many_connections()
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)  # it warns of each bad request
    config = Config(
        Bridge(application, threads=_THREADS),
        http=protocol_of(application, PrivateListener(private) if private else None),
        loop="uvloop",
        ws="none",
        interface="asgi3",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=int(_IDLE_SECONDS),
        timeout_graceful_shutdown=STOP_SECONDS,
    )
    application.meters.begin()  # it takes files and locks, which the event loop must not await
    _Server(config, application, ready).run(sockets=[listener, *([private] if private else [])])


class _Server(Server):
    """uvicorn's server that says when it is ready and does not wait for clients for ever."""

    def __init__(self, config: Config, application: Application, ready: int | None) -> None:
        super().__init__(config)
        self._application = application
        self._ready = ready
        # The bytes that each connection had yet to send, and since when they are the same.
        self._unsent: dict[DocumentProtocol, tuple[int, float]] = {}

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to accept connections."""
        await self.on_tick(0)  # before the first answer, which needs the date
        await super().startup(sockets)
        if self._ready is not None:
            os.write(self._ready, b"r")
            os.close(self._ready)
        # Beside what is answered by now: documents need none of it.
        Thread(target=self._application.warm, daemon=True).start()
        self._sweep()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop; what was noted is written, for uvicorn ends by the signal that it was told."""
        await super().shutdown(sockets)
        self._application.access_log.close()
        if self._application.polls is not None:
            self._application.polls.close()

    def _sweep(self) -> None:
        """End connections that only take up room, and hand in what was counted."""
        loop = asyncio.get_running_loop()
        loop.call_later(_SWEEP_SECONDS, self._sweep)
        if self._application.polls is not None:
            self._application.polls.hand_in()
        connections = [
            each for each in self.server_state.connections if isinstance(each, DocumentProtocol)
        ]
        self._end_stalled(connections, loop.time())
        for each in connections:
            each.end_if_late(loop.time(), idle=_IDLE_SECONDS, request=_REQUEST_SECONDS)

    def _end_stalled(self, connections: Iterable[DocumentProtocol], now: float) -> None:
        former, self._unsent = self._unsent, {}
        for each in connections:
            unsent = each.transport.get_write_buffer_size()
            if not unsent:
                continue
            known, since = former.get(each, (unsent, now))
            self._unsent[each] = (unsent, since if known == unsent else now)
            if known == unsent and now - since > _STALLED_SECONDS:
                each.transport.abort()


def _allow_many_connections() -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
