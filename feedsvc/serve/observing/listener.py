"""Figures for Prometheus at an address of their own, for whoever can reach it."""

import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingTCPServer
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from feedsvc.errors import StorageError
from feedsvc.operations import Services
from feedsvc.serve.documents.fields import SAFETY

if TYPE_CHECKING:
    from feedsvc.serve.observing.figures import Figures

log = logging.getLogger(__name__)

_POLL_SECONDS = 0.2
_PATIENCE_SECONDS = 10.0


@contextmanager
def figures_offered(services: Services) -> Iterator[None]:
    """Listen in the background where the settings say so; a port in use is a line in the log."""
    where = services.settings.metrics
    server = _server(services, where.host, where.port) if where.port else None
    if server is None:
        yield
        return
    Thread(target=server.serve_forever, args=(_POLL_SECONDS,), name="metrics", daemon=True).start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


def _server(services: Services, host: str, port: int) -> "_Server | None":
    from feedsvc.serve.observing.figures import (
        Figures,
    )  # without a listener nobody needs Prometheus here

    try:
        return _Server(host, port, Figures(services))
    except OSError as error:
        log.error(
            "no metrics at %s port %d: %s; feeds are kept current without",
            *(host, port, error.strerror or error),
        )
        return None


class _Server(ThreadingTCPServer):
    """Answers each connection in a thread of its own, which ends with the process."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, host: str, port: int, figures: "Figures") -> None:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        self.address_family, _, _, _, address = found[0]
        self.figures = figures
        super().__init__((str(address[0]), port), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """Log what went wrong; clients may leave at any time, which is nothing to log."""
        log.debug("metrics: no answer to %s", client_address, exc_info=True)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = _PATIENCE_SECONDS

    def do_GET(self) -> None:
        """Answer with the figures, for this one path."""
        self._respond()

    def do_HEAD(self) -> None:
        """Answer without the figures."""
        self._respond()

    def _respond(self) -> None:
        if urlsplit(self.path).path != "/metrics":
            self._answer(404, b"metrics are at /metrics\n", "text/plain; charset=utf-8")
            return
        try:
            body, media_type = self.server.figures.exposition(self.headers.get("Accept", ""))
        except StorageError as error:
            self._answer(503, f"{error}\n".encode(), "text/plain; charset=utf-8")
        else:
            self._answer(200, body, media_type)

    def _answer(self, status: int, body: bytes, media_type: str) -> None:
        self.send_response_only(status)
        self.send_header("Date", self.date_time_string())
        for name, value in SAFETY:
            self.send_header(name, value)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: who asks every few seconds is nothing to log."""
