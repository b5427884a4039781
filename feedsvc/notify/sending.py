"""The only module here that speaks to other machines: HTTP and SMTP, for a bounded time."""

import http.client
import smtplib
import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from threading import Timer
from typing import Literal
from urllib.parse import urlsplit

from feedsvc import __version__

# Standard Webhooks 1.0.0 gives receivers 15 to 30 seconds.
_SECONDS = 20.0
_GONE = 410
_PORTS = {"starttls": 587, "tls": 465, "none": 25}


class UndeliveredError(Exception):
    """Nobody has taken the message, or nobody knows; the text has no secret in it.

    *is_final* says that it is no use to try again, *wait* for how many seconds to let it be.
    """

    def __init__(self, why: str, *, is_final: bool = False, wait: int = 0) -> None:
        super().__init__(why)
        self.is_final = is_final
        self.wait = wait


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A mail server, and as whom to speak to it."""

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    user: str
    password: str = field(repr=False)
    greeting: str

    @property
    def address(self) -> tuple[str, int]:
        """Where it listens."""
        return self.host, self.port or _PORTS[self.security]


def post(url: str, body: bytes, fields: Mapping[str, str], *, seconds: float = _SECONDS) -> str:
    """Post *body* and return what was answered; no redirect is followed.

    Raises UndeliveredError if that was not success, or did not come in so many seconds.
    """
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port
    connection = (
        http.client.HTTPSConnection(host, port, timeout=seconds, context=_context())
        if parts.scheme == "https"
        else http.client.HTTPConnection(host, port, timeout=seconds)
    )
    said = {"User-Agent": f"feedsvc/{__version__}", "Content-Type": "application/json", **fields}
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        with _Deadline(seconds) as deadline:
            connection.connect()
            deadline.watch(connection.sock)
            connection.request("POST", target, body, said)
            answer = connection.getresponse()
            answer.close()  # its head says it all
    except (OSError, http.client.HTTPException) as error:
        raise UndeliveredError(_why(error)) from error
    finally:
        connection.close()
    status = f"{answer.status} {answer.reason}"[:80].strip()
    if 200 <= answer.status < 300:
        return status
    wait = answer.headers.get("Retry-After", "")
    raise UndeliveredError(
        f"answered {status}",
        is_final=answer.status == _GONE,
        wait=int(wait[:9]) if wait.isascii() and wait.isdecimal() else 0,
    )


def host_of(url: str) -> str:
    """Return whom *url* leads to, without what only its receiver should know."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def mail(server: Server, message: EmailMessage, *, seconds: float = _SECONDS) -> str:
    """Give *message* to *server* and return what became of it.

    Raises UndeliveredError if no recipient was accepted, or that is not known after so many
    seconds.
    """
    kind = _EncryptedMail if server.security == "tls" else _Mail
    try:
        with _Deadline(seconds) as deadline, kind(server, deadline, seconds) as smtp:
            if server.security == "starttls":
                smtp.starttls(context=_context())
            if server.user:
                smtp.login(server.user, server.password)
            refused = smtp.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        raise UndeliveredError(f"refused: {_refusals(error.recipients)}") from None
    except smtplib.SMTPResponseException as error:
        raise UndeliveredError(f"answered {error.smtp_code} {_text(error.smtp_error)}") from None
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise UndeliveredError(_why(error)) from error
    return f"accepted, but refused: {_refusals(refused)}" if refused else "accepted"


class _Deadline:
    """Ends a conversation that takes too long: a peer may say a byte every few seconds for ever."""

    def __init__(self, seconds: float) -> None:
        self._timer = Timer(seconds, self._end)
        self._timer.daemon = True
        self._is_late = False
        self._socket: socket.socket | None = None

    def __enter__(self) -> "_Deadline":
        self._timer.start()
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        self._timer.cancel()
        if self._is_late and isinstance(error, OSError | http.client.HTTPException | None):
            raise TimeoutError from error  # even if what came looks like a whole answer

    def watch(self, connected: socket.socket | None) -> None:
        """End the conversation on this socket, if it has to be."""
        self._socket = connected

    def _end(self) -> None:
        self._is_late = True
        if self._socket is not None:
            with suppress(OSError):
                # It wakes whoever waits for the peer. That of TLS itself is for one thread alone.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


class _Mail(smtplib.SMTP):
    """A conversation that ends in time."""

    def __init__(self, server: Server, deadline: _Deadline, seconds: float) -> None:
        self._deadline = deadline
        super().__init__(*server.address, local_hostname=server.greeting, timeout=seconds)

    def getreply(self) -> tuple[int, bytes]:
        """Wait for an answer."""
        self._deadline.watch(self.sock)
        return super().getreply()


class _EncryptedMail(smtplib.SMTP_SSL):
    """The same, encrypted from its beginning."""

    def __init__(self, server: Server, deadline: _Deadline, seconds: float) -> None:
        self._deadline = deadline
        host, port = server.address
        greeting = server.greeting
        super().__init__(host, port, greeting, timeout=seconds, context=_context())

    def getreply(self) -> tuple[int, bytes]:
        """Wait for an answer."""
        self._deadline.watch(self.sock)
        return super().getreply()


def _context() -> ssl.SSLContext:
    return ssl.create_default_context()


def _why(error: Exception) -> str:
    """Return why something failed, in a few words that name no address and no secret."""
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted: {error.verify_message}"
    if isinstance(error, smtplib.SMTPException):
        return _text(str(error))
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return f"no answer that can be understood ({type(error).__name__})"


def _refusals(refused: Mapping[str, tuple[int, bytes]]) -> str:
    return "; ".join(f"{who}: {code} {_text(said)}" for who, (code, said) in refused.items())


def _text(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(text.split())[:200]
