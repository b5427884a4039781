"""Clients that keep a server waiting: requests that drip in, answers that are hardly read."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

from tests.end_to_end.conftest import Server, eventually

DRIPPING = 300
SIPPING = 100
_PAUSE = 0.5
_HEAD = b"GET /feeds/all.atom HTTP/1.1\r\nHost: feeds.example.cn\r\n"
# Small enough that most of a document has to wait in the server, or in the kernel on its side.
_RECEIVE_BUFFER = 2048

_Behaviour = Callable[[socket.socket], AsyncIterator[None]]


class _Crowd:
    def __init__(self, port: int) -> None:
        self._address = ("127.0.0.1", port)
        self._there = 0
        self.stop = Event()

    @property
    def is_complete(self) -> bool:
        return self._there >= DRIPPING + SIPPING

    async def _gather(self) -> None:
        clients = [self._again_and_again(self._drip) for _ in range(DRIPPING)]
        clients += [self._again_and_again(self._sip) for _ in range(SIPPING)]
        await asyncio.gather(*clients)

    async def _again_and_again(self, misbehave: _Behaviour) -> None:
        """Be there until the end: who is sent away comes back."""
        loop = asyncio.get_running_loop()
        is_new = True
        while not self.stop.is_set():
            with socket.socket() as connection, suppress(OSError):
                connection.setblocking(False)
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER)
                await loop.sock_connect(connection, self._address)
                async for _ in misbehave(connection):
                    self._there += is_new
                    is_new = False
                    if self.stop.is_set():
                        return
                    await asyncio.sleep(_PAUSE)
            await asyncio.sleep(0.05)

    async def _drip(self, connection: socket.socket) -> AsyncIterator[None]:
        """Send a request byte by byte, one in each pause, and never its end."""
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(connection, _HEAD[:5])
        yield
        for byte in _HEAD[5:] + b"X-Slow: " + b"x" * 1000:
            await loop.sock_sendall(connection, bytes([byte]))
            yield

    async def _sip(self, connection: socket.socket) -> AsyncIterator[None]:
        """Ask for a whole document and read a few bytes of it in each pause."""
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(connection, _HEAD + b"\r\n")
        while await loop.sock_recv(connection, 4):
            yield

    def run(self) -> None:
        asyncio.run(self._gather())


@contextmanager
def slow_clients(server: Server) -> Iterator[None]:
    """Keep hundreds of slow clients at *server*, all there when the context begins."""
    crowd = _Crowd(server.port)
    thread = Thread(target=crowd.run, daemon=True)
    thread.start()
    try:
        eventually(lambda: crowd.is_complete, "all slow clients connected")
        yield
    finally:
        crowd.stop.set()
        thread.join()


def waits(server: Server, path: str, *, times: int) -> list[float]:
    """Return the seconds that each of some ordinary requests took, one after another."""
    found = []
    for number in range(times):
        began = time.monotonic()
        headers = {"Accept_Encoding": "gzip"} if number % 2 else {}
        assert server.get(path, **headers).status == 200
        found.append(time.monotonic() - began)
        time.sleep(0.05)  # so that they come while the slow ones are at different points
    return found
