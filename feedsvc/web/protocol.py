"""One HTTP connection: documents in memory are answered at once, uvicorn does everything else.

The way through ASGI, a thread and WSGI costs many times what a 304 does, so requests for what
memory holds do not take it.
"""

import logging
from asyncio import BaseTransport
from http import HTTPStatus
from time import perf_counter, time
from typing import ClassVar
from weakref import ref

from httptools import (
    HttpParserCallbackError,
    HttpParserError,
    HttpParserInvalidURLError,
    HttpParserUpgrade,
)
from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from feedsvc.serve.application import Application
from feedsvc.serve.front import LISTENS
from feedsvc.serve.observing.access_lines import Exchange
from feedsvc.serve.observing.kinds import Kind
from feedsvc.serve.private import PRIVATE
from feedsvc.serve.too_long import LONGEST
from feedsvc.web.private import PrivateListener
from feedsvc.web.refusing import (
    LARGEST_HEAD,
    MOST_FIELDS,
    RefusedError,
    check_host,
    check_sizes,
    check_target,
    is_host,
)
from feedsvc.web.replies import Replies, Reply, refusal, text

log = logging.getLogger(__name__)

# Requests with any of these have or await something that is uvicorn's to handle.
_UNUSUAL = frozenset((b"content-length", b"transfer-encoding", b"expect", b"upgrade"))
# What is parsed at a time, and how many requests may wait for the long way: uvicorn alone makes
# all that a client has sent into requests before it looks.
_SLICE = 4096
_MOST_WAITING = 8
# By the last four letters of a path, which are quickly had.
_KINDS = {"atom": Kind.ATOM, ".rss": Kind.RSS, "json": Kind.JSON}
_CLOSE = b"Connection: close\r\n"
# What a client that has just connected may take for its request when we are told to stop.
_LAST_SECONDS = 2.0


class DocumentProtocol(HttpToolsProtocol):
    """A connection of uvicorn's to which *application* gives its documents.

    ``seen`` is when the client last began a request, or was busy with an answer; ``began`` when the
    request that it is still sending began, None between requests; both by the loop's clock.
    """

    application: ClassVar[Application]
    replies: ClassVar[Replies]
    private: ClassVar[PrivateListener | None] = None

    seen = 0.0
    began: float | None = None
    _reply: Reply | None = None
    _asked_at = 0.0
    # Of the request that is being sent: what comes are fields of its head; uvicorn has it.
    _is_in_head = True
    _is_passed_on = False
    # Of what was sent: which request is answered now; whether there is no more to come.
    _running: RequestResponseCycle | None = None
    _said_all = False
    # Of the connection: there was a request; the next answer is the last; no more is listened to.
    _was_asked = False
    _is_last = False
    _is_over = False
    _is_ending = False
    _keeps = True
    _head_bytes = 0

    def connection_made(self, transport: BaseTransport) -> None:
        """Begin to listen to a client."""
        self.seen = self.loop.time()
        self.url = b""
        self.headers = []
        self._polls = self.application.polls
        self._unparsed = bytearray()
        super().connection_made(transport)  # type: ignore[arg-type]
        self._is_private = self.private is not None and self.private.accepted(self.server)
        self._remote = self.client[0] if self.client else ""

    def data_received(self, data: bytes) -> None:
        """Take what the client sends."""
        if len(data) <= _SLICE and not self._unparsed:
            self._parse(data)
        elif not self._is_over:
            self._unparsed += data
        if self._unparsed:
            self._parse_on()

    def _parse_on(self) -> None:
        """Go on with what was sent, while no more requests wait than are taken at a time."""
        while self._unparsed and len(self.pipeline) < _MOST_WAITING:
            part = bytes(self._unparsed[:_SLICE])
            del self._unparsed[:_SLICE]
            self._parse(part)
        if self._unparsed:
            self.flow.pause_reading()
        elif self._said_all and self.cycle is not None:
            self.cycle.keep_alive = False

    def _parse(self, data: bytes) -> None:
        """Give *data* to the parser, unless a head never comes to its end."""
        if self._head_bytes > LARGEST_HEAD:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        if self._is_over or self.transport.is_closing():
            self._unparsed.clear()
            return
        self._head_bytes += len(data)
        self._unset_keepalive_if_required()
        try:
            self.parser.feed_data(data)
        except HttpParserUpgrade as upgrade:
            # To a protocol that we do not speak: what follows are requests as before.
            self._unparsed[:0] = data[upgrade.args[0] :]
        except HttpParserCallbackError as error:
            self._refuse_or_log(error.__context__)
        except HttpParserError:
            self._refuse(HTTPStatus.BAD_REQUEST)

    def on_response_complete(self) -> None:
        """Go on with the next request."""
        super().on_response_complete()
        if self._unparsed:
            self._parse_on()

    def eof_received(self) -> bool:  # type: ignore[override]
        """Let who has asked and says no more have the answers; keep no other connection open."""
        if self.cycle is None or self.cycle.response_complete:
            return False
        self._said_all = True
        self._parse_on()
        return True

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell all that is being answered, and what waits, that nobody listens any more."""
        for cycle in (self._running, *(cycle for cycle, _ in self.pipeline)):
            if cycle is not None:
                cycle.disconnected = True
                cycle.message_event.set()
        self.pipeline.clear()
        self._unparsed.clear()
        super().connection_lost(exc)

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        self._running = cycle
        # Weak, for what is served should go with its connection, not with the next collection.
        cycle.scope["state"][LISTENS] = _Listening(self, cycle)
        super()._start_asgi_task(cycle, app)

    def listens(self, cycle: RequestResponseCycle) -> bool:
        """Tell whether somebody still waits for what is answered; nobody may once we stop."""
        return not (cycle.disconnected or self._said_all or self._is_ending)

    def on_message_begin(self) -> None:
        """Begin a request; what only uvicorn needs is made when it does."""
        self.url = b""
        self.headers = []
        self.began = self.seen = self.loop.time()
        self._is_in_head = True
        self._is_passed_on = False

    def on_url(self, url: bytes) -> None:
        """Take a part of the target."""
        self.url += url
        check_target(self.url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a field; those behind the content have no say (RFC 9110, section 6.5.1)."""
        if self._is_in_head:
            self.headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        """Look for the answer in memory; else let uvicorn begin."""
        self._asked_at = perf_counter()
        if self._head_bytes > LONGEST or len(self.headers) > MOST_FIELDS:
            check_sizes(self.headers)
        self._head_bytes = 0
        self._is_in_head = False
        fields = dict(self.headers)
        keeps = self.parser.should_keep_alive()
        if (
            not keeps
            or b"connection" in fields  # HTTP/1.0 can ask for what 1.1 does by itself
            or len(fields) != len(self.headers)  # several lines of one field
            or not is_host(fields.get(b"host"))
        ):
            version = self.parser.get_http_version()
            check_host(version, self.headers)
            keeps = keeps and version != "1.0"
        self._keeps = keeps and not self._is_last
        self._reply = self._recalled(fields)
        if self._reply is None:
            self._begin_the_long_way()

    def on_body(self, body: bytes) -> None:
        """Take a part of the content."""
        self._head_bytes = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Send the answer that was found."""
        self._head_bytes = 0
        self.began = None
        if self._reply is None:
            super().on_message_complete()
        else:
            self._send(self._reply)
            self._reply = None
            self._was_asked = True

    def end_if_late(self, now: float, *, idle: float, request: float) -> None:
        """End the connection if its client was silent or is sending a request for too long."""
        if self.transport.is_closing():
            return
        if self.began is not None and now - self.began > request:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT)
        elif not self._is_waiting():
            self.seen = now  # it is busy with our answer
        elif now - self.seen > idle:
            self.transport.close()

    def shutdown(self) -> None:
        """End the connection; a client that has sent a request, or is about to, gets an answer.

        One that has had an answer knows that a kept connection may end at any time.
        """
        self._is_ending = True
        if self._is_last or (self._was_asked and self.began is None):
            super().shutdown()
        else:
            self._is_last = True
            self.loop.call_later(_LAST_SECONDS, self.shutdown)

    def _is_waiting(self) -> bool:
        is_served = self.cycle is None or self.cycle.response_complete
        return is_served and self.began is None and not self.transport.get_write_buffer_size()

    def _begin_the_long_way(self) -> None:
        url, headers = self.url, self.headers
        super().on_message_begin()
        if self._is_private:
            self.scope["state"][PRIVATE] = True
        self.url = url
        for name, value in headers:
            if b"_" not in name:  # WSGI could not tell X_Forwarded_For from X-Forwarded-For
                super().on_header(name, value)
        super().on_headers_complete()
        self._is_passed_on = True
        self._was_asked = True
        if self._is_last:
            self.cycle.keep_alive = False

    def _recalled(self, fields: dict[bytes, bytes]) -> Reply | None:
        """Return the reply if it can be given now; None if the long way has to be taken."""
        if (
            self._is_private  # no document is there
            or len(fields) != len(self.headers)  # several lines of one field
            or not _UNUSUAL.isdisjoint(fields)
            or self.flow.write_paused
            or (self.cycle is not None and not self.cycle.response_complete)
        ):
            return None
        method = self.parser.get_method()
        reply = self.replies.recalled(method, self.url, fields, self._remote, self._asked_at)
        if reply is not None and (polls := self._polls) is not None and method == b"GET":
            # As in PollMeter.count; a call would cost a 304 as much again.
            _, body, status, edition = reply
            forwarded = fields.get(b"x-forwarded-for") if polls.proxies else None
            agent = fields.get(b"user-agent")
            row = polls.rows_of_loop[edition.path, status, self._remote, forwarded, agent]
            row[0] += 1
            if body:
                row[1] += len(body)
        return reply

    def _send(self, reply: Reply) -> None:
        head, body, status, edition = reply
        head += self._date() if self._keeps else _CLOSE + self._date()
        if body:
            self.transport.writelines((head, body))
        else:
            self.transport.write(head)
        if not self._keeps:
            self.transport.close()
        kind = _KINDS[edition.path[-4:]]
        seconds = perf_counter() - self._asked_at
        saved = edition.size if status == 304 else 0
        self.application.meters.count(kind, status, sent=len(body), saved=saved, seconds=seconds)
        if self.application.access_log.is_on:
            self._note(kind, status, len(body), seconds)

    def _note(self, kind: Kind, status: int, sent: int, seconds: float) -> None:
        fields = dict(self.headers)
        self.application.access_log.note(
            Exchange(
                at=time(),
                client=self.replies.address(fields, self._remote),
                method=self.parser.get_method().decode("latin-1"),
                target=self.url.decode("latin-1"),
                protocol=f"HTTP/{self.parser.get_http_version()}",
                status=status,
                sent=sent,
                seconds=seconds,
                referrer=text(fields.get(b"referer")) or "",
                agent=text(fields.get(b"user-agent")) or "",
                kind=kind,
            )
        )

    def _date(self) -> bytes:
        """Return the line of Date and the end of the head; uvicorn renews the date."""
        date = self.server_state.default_headers[0][1]
        return b"Date: %b\r\n\r\n" % date

    def _refuse_or_log(self, error: BaseException | None) -> None:
        """Refuse the request for which *error* was raised while it was parsed, or confess."""
        if isinstance(error, RefusedError):
            self._refuse(error.status)
        elif isinstance(error, HttpParserInvalidURLError | UnicodeError):
            self._refuse(HTTPStatus.BAD_REQUEST)  # uvicorn's, for targets that are none
        else:
            log.error("a request cannot be answered", exc_info=error)
            self.transport.close()

    def _refuse(self, status: HTTPStatus) -> None:
        """Refuse the request that is being sent, and end the connection."""
        self._is_over = True
        cycle = self.cycle
        if cycle is not None and not cycle.response_complete:
            if not self._is_passed_on:
                cycle.keep_alive = False  # earlier ones are answered, and nothing more
                return
            if cycle.response_started or self.pipeline:
                self.transport.close()
                return
            cycle.disconnected = True
            cycle.message_event.set()
        elif self._is_passed_on:
            self.transport.close()  # it has had its answer before it was sent to the end
            return
        target = self.url.decode("latin-1")
        is_of_api = self.application.is_of_the_api(target, came_in_privately=self._is_private)
        head, body = refusal(status, is_for_program=is_of_api)
        if body and self.parser.get_method() == b"HEAD":
            body = b""
        self.transport.write(head + _CLOSE + self._date() + body)
        self.transport.close()
        self.application.meters.count(Kind.OTHER, status, sent=len(body), seconds=0.0)
        if self.application.access_log.is_on:
            self._note(Kind.OTHER, status, len(body), 0.0)


class _Listening:
    """Tells an application, in whatever thread, whether the client of a request still listens."""

    __slots__ = ("_cycle", "_protocol")

    def __init__(self, protocol: DocumentProtocol, cycle: RequestResponseCycle) -> None:
        self._protocol, self._cycle = ref(protocol), ref(cycle)

    def __call__(self) -> bool:
        protocol, cycle = self._protocol(), self._cycle()
        return protocol is not None and cycle is not None and protocol.listens(cycle)


def protocol_of(
    application: Application, private: PrivateListener | None = None
) -> type[DocumentProtocol]:
    """Return the protocol of connections to *application*, some of them to a *private* listener."""

    class Connection(DocumentProtocol):
        """A connection to one application."""

    Connection.application = application
    Connection.replies = Replies(application)
    Connection.private = private
    return Connection
