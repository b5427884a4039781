"""HTTP/1.1 over a socket: sends the very bytes it is given, hides nothing that comes back."""

import re
import socket
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Self

PATIENCE = 10.0

_STATUS_LINE = re.compile(rb"HTTP/1\.[01] ([1-5][0-9]{2}) [\t\x20-\x7e\x80-\xff]*")
_FIELD_LINE = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*?)[ \t]*")
_DIGITS = re.compile(r"[0-9]+")


class BrokenAnswerError(AssertionError):
    """What came back is not HTTP (RFC 9112)."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One final response; fields in their order, those that came twice twice."""

    status: int
    fields: tuple[tuple[str, str], ...]
    body: bytes

    def values(self, name: str) -> tuple[str, ...]:
        """Return the values of each line of the field *name*."""
        return tuple(value for other, value in self.fields if other.lower() == name.lower())

    def value(self, name: str) -> str | None:
        """Return the value of the field *name*, which may come only once."""
        values = self.values(name)
        assert len(values) < 2, f"{name} comes {len(values)} times: {values}"
        return values[0] if values else None

    @property
    def announces_the_end(self) -> bool:
        """Whether it says that the connection ends behind it (RFC 9112, section 9.6)."""
        return "close" in ", ".join(self.values("Connection")).lower()

    def __str__(self) -> str:
        lines = [str(self.status), *(f"{name}: {value}" for name, value in self.fields)]
        return "\n".join([*lines, "", f"{self.body[:300]!r} ({len(self.body)} bytes)"])


class Connection:
    """A connection to a server on the loopback."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self._read = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._socket.close()

    def send(self, data: bytes) -> None:
        """Send *data*; a server that has already hung up is no error, it may have answered."""
        with suppress(BrokenPipeError, ConnectionResetError):
            self._socket.sendall(data)

    def receive(self, method: str = "GET") -> Answer:
        """Return the next final answer, to a request with *method* (RFC 9112, section 6.3)."""
        while True:
            status, fields = self._head()
            if status >= 200:
                return Answer(status, fields, self._body(method, status, fields))

    def receive_interim(self) -> int:
        """Return the status of an answer that is not the final one (RFC 9110, section 15.2)."""
        status, _ = self._head()
        return status

    def end(self) -> None:
        """Say that no more will be sent."""
        self._socket.shutdown(socket.SHUT_WR)

    def rest(self) -> bytes:
        """Return whatever still comes until the server closes the connection."""
        while self._more():
            pass
        read, self._read = self._read, b""
        return read

    def _head(self) -> tuple[int, tuple[tuple[str, str], ...]]:
        head = self._until(b"\r\n\r\n")
        first, *lines = head.removesuffix(b"\r\n\r\n").split(b"\r\n")
        status = _STATUS_LINE.fullmatch(first)
        if status is None:
            raise BrokenAnswerError(f"no status line: {first!r}")
        found = [_FIELD_LINE.fullmatch(line) for line in lines]
        fields = tuple((one[1].decode(), one[2].decode("latin-1")) for one in found if one)
        if len(fields) != len(lines):
            raise BrokenAnswerError(f"lines that are no fields: {head!r}")
        return int(status[1]), fields

    def _body(self, method: str, status: int, fields: tuple[tuple[str, str], ...]) -> bytes:
        if method == "HEAD" or status in (204, 304):
            return b""
        framing = Answer(status, fields, b"")
        coding, length = framing.value("Transfer-Encoding"), framing.value("Content-Length")
        if coding is not None:
            if coding.lower() != "chunked" or length is not None:
                raise BrokenAnswerError(f"nobody knows where this ends\n{framing}")
            return self._chunks()
        if length is None:
            return self.rest()
        if not _DIGITS.fullmatch(length):
            raise BrokenAnswerError(f"no length\n{framing}")
        return self._exactly(int(length))

    def _chunks(self) -> bytes:
        body = b""
        while size := int(self._until(b"\r\n").split(b";")[0], 16):
            body += self._exactly(size)
            if self._exactly(2) != b"\r\n":
                raise BrokenAnswerError("a chunk does not end where it says")
        while self._until(b"\r\n") != b"\r\n":
            pass
        return body

    def _until(self, mark: bytes) -> bytes:
        while mark not in self._read:
            if not self._more():
                raise BrokenAnswerError(f"closed after {self._read[:300]!r}")
        return self._exactly(self._read.index(mark) + len(mark))

    def _exactly(self, size: int) -> bytes:
        while len(self._read) < size:
            if not self._more():
                raise BrokenAnswerError(f"closed after {len(self._read)} of {size} bytes")
        taken, self._read = self._read[:size], self._read[size:]
        return taken

    def _more(self) -> bool:
        try:
            received = self._socket.recv(65536)
        except ConnectionResetError:
            return False
        except TimeoutError:
            raise BrokenAnswerError(f"silent for {PATIENCE} s after {self._read[:300]!r}") from None
        self._read += received
        return bool(received)
