"""Who is told: a real web server and a real mail server, which misbehave on demand."""

import ssl
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@dataclass(frozen=True)
class Posted:
    """A request as it came."""

    path: str
    fields: Mapping[str, str]
    body: bytes


@dataclass
class Receiver:
    """A web server that notes what is posted; *answers* are statuses, the last one for ever.

    A *pause* comes before each answer, and *more* are fields of it.
    """

    answers: list[int] = field(default_factory=lambda: [204])
    pause: float = 0.0
    more: dict[str, str] = field(default_factory=dict)
    drip: bool = False
    posted: list[Posted] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    @contextmanager
    def listening(self, port: int = 0, context: ssl.SSLContext | None = None) -> Iterator[int]:
        """Listen for a while; yield the port."""
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.posted.append(Posted(self.path, dict(self.headers), body))
                time.sleep(receiver.pause)
                if receiver.drip:
                    self._drip()
                    return
                answers = receiver.answers
                self.send_response(answers.pop(0) if len(answers) > 1 else answers[0])
                for name, value in receiver.more.items():
                    self.send_header(name, value)
                self.end_headers()

            def do_GET(self) -> None:
                receiver.asked.append(self.path)
                self.send_response(200)
                self.end_headers()

            def _drip(self) -> None:
                self.wfile.write(b"HTTP/1.1 200 OK\r\n")
                try:
                    for _ in range(100):
                        self.wfile.write(b"X-More: 1\r\n")
                        time.sleep(0.2)
                except OSError:
                    pass

            def log_message(self, format: str, *args: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request: object, client_address: object) -> None:
                pass  # who sends may leave

        server = Server(("127.0.0.1", port), Handler)
        if context:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


@dataclass
class MailServer:
    """A mail server that keeps what it gets; *refused* are recipients it does not want."""

    mails: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)

    async def handle_RCPT(  # noqa: N802 (the name is what aiosmtpd asks for)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return "550 no such user here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        assert isinstance(envelope.content, bytes)
        self.raw.append(envelope.content)
        parsed = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        self.mails.append(parsed)
        self.recipients += envelope.rcpt_tos
        return "250 OK"

    def _let_in(self, *arguments: Any) -> AuthResult:
        data = arguments[-1]
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login, data.password))
        return AuthResult(success=data.password == b"right", handled=False)

    @contextmanager
    def listening(
        self,
        port: int = 0,
        *,
        starttls: ssl.SSLContext | None = None,
        tls: ssl.SSLContext | None = None,
        login: bool = False,
    ) -> Iterator[int]:
        """Listen for a while; yield the port."""
        said: dict[str, Any] = {"ssl_context": tls} if tls else {}
        if login:
            said |= {
                "authenticator": self._let_in,
                "auth_required": True,
                "auth_require_tls": starttls is not None,
            }
        controller = Controller(
            self,
            hostname="127.0.0.1",
            port=port or free(),
            ready_timeout=10,
            tls_context=starttls,
            **said,
        )
        controller.start()
        try:
            yield controller.port
        finally:
            controller.stop()


def free() -> int:
    """Return a port that nobody listens on."""
    from tests.end_to_end.conftest import free_port

    return free_port()


def certificate(openssl: str, folder: Path) -> tuple[Path, ssl.SSLContext]:
    """Return the file of a new certificate for this machine, and what a server needs of it."""
    file, key = folder / "certificate.pem", folder / "key.pem"
    command = [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    command += ["-nodes", "-days", "2", "-subj", "/CN=test", "-keyout", str(key), "-out", str(file)]
    command += ["-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"]
    subprocess.run(command, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, key)
    return file, context


def until(holds: Callable[[], object], what: str, seconds: float = 20.0) -> None:
    """Wait until *holds* is true; fail after a while, saying *what* never was."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"never: {what}"
        time.sleep(0.02)
