"""A feed reader over a connection that stays open."""

import http.client
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from types import MappingProxyType

from benchmarks.processes import ProgramError, Running

_NOTHING: Mapping[str, str] = MappingProxyType({})
_POLL_SECONDS = 0.002


@dataclass(frozen=True)
class Answer:
    """What a server said."""

    status: int
    fields: Message
    body: bytes
    first: float
    """The seconds from the request to the first bytes, which are its fields."""
    seconds: float
    """From the request to the last byte."""


class Client:
    """One connection to a server on this machine."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def get(self, path: str, fields: Mapping[str, str] = _NOTHING) -> Answer:
        """Return what the server answers; raises OSError or HTTPException if it does not."""
        begin = time.perf_counter()
        self._connection.request("GET", path, headers=dict(fields))
        answer = self._connection.getresponse()
        first = time.perf_counter() - begin
        body = answer.read()
        seconds = time.perf_counter() - begin
        return Answer(answer.status, answer.headers, body, first, seconds)

    def ports(self) -> tuple[int, int]:
        """Return the ports of both ends, the server's first."""
        theirs, ours = self._connection.sock.getpeername(), self._connection.sock.getsockname()
        return theirs[1], ours[1]

    def close(self) -> None:
        """Drop the connection."""
        self._connection.close()


def wait_until_served(running: Running, port: int, path: str, *, timeout: float) -> None:
    """Return as soon as the path is answered with 200, asking every 2 ms.

    Raises ProgramError after *timeout*, or if the server has ended.
    """
    deadline = time.monotonic() + timeout
    while not _is_served(port, path):
        running.ensure()
        if time.monotonic() > deadline:
            raise ProgramError(f"did not serve {path} within {timeout:.0f} s")
        time.sleep(_POLL_SECONDS)


def _is_served(port: int, path: str) -> bool:
    client = Client(port)
    try:
        return client.get(path).status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        client.close()
