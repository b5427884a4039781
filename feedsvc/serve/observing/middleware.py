"""Watches the whole web application: every answer is counted and noted."""

from collections.abc import Iterable, Iterator
from time import perf_counter, time
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from feedsvc.serve.observing.access_lines import Exchange
from feedsvc.serve.observing.access_log import AccessLog
from feedsvc.serve.observing.clients import client_address
from feedsvc.serve.observing.kinds import kind_of
from feedsvc.serve.observing.metering import Meters
from feedsvc.serve.observing.polling import PollMeter

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# Where whoever answers with a document leaves its path.
DOCUMENT = "feedsvc.document"
# Where whoever answers that a document did not change leaves the size of that document in bytes.
WHOLE = "feedsvc.whole"

_UNESCAPED = "/!$&'()*+,;=:@~"


def observed(
    application: "WSGIApplication",
    meters: Meters,
    access_log: AccessLog,
    polls: PollMeter | None = None,
    *,
    proxies: int = 0,
    prefix: str = "",
) -> "WSGIApplication":
    """Return *application*, each of whose answers is told to *meters* and *access_log*.

    Answers about documents are told to *polls*, too.

    An answer takes until the server has taken its whole body, or given up. *proxies* is how many
    of ours requests pass; *prefix* is the path of base_url, as PATH_INFO has it. The callable
    ``write`` of old applications is not counted.
    """

    def observing(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        watch = _Watch(meters, access_log, polls, environ, proxies, prefix)

        def start(status: str, headers: list[tuple[str, str]], *failure: Any) -> Any:
            watch.status = int(status[:3])
            return start_response(status, headers, *failure)

        try:
            watch.body = application(environ, start)
        except BaseException:
            watch.close()
            raise
        return watch

    return observing


class _Watch:
    """One request, and the body of its answer as the server takes it."""

    __slots__ = (
        *("_access_log", "_began", "_environ", "_ended", "_meters", "_path", "_polls"),
        *("_proxies", "_sent"),
        *("body", "status"),
    )

    def __init__(
        self,
        meters: Meters,
        access_log: AccessLog,
        polls: PollMeter | None,
        environ: "WSGIEnvironment",
        proxies: int,
        prefix: str,
    ) -> None:
        self._began = perf_counter()
        self._meters, self._access_log, self._polls = meters, access_log, polls
        self._environ, self._proxies = environ, proxies
        # The application may shift what lies below its own path.
        path: str = environ.get("PATH_INFO", "")
        self._path = path[len(prefix) :] if f"{path}/".startswith(f"{prefix}/") else path
        self._sent = 0
        self._ended = False
        self.body: Iterable[bytes] = ()
        # What a server says for an application that says nothing.
        self.status = 500

    def __iter__(self) -> Iterator[bytes]:
        for part in self.body:
            self._sent += len(part)
            yield part

    def close(self) -> None:
        """End the answer; servers call this in any case (PEP 3333)."""
        try:
            if close := getattr(self.body, "close", None):
                close()
        finally:
            if not self._ended:
                self._ended = True
                self._tell()

    def _tell(self) -> None:
        environ, status = self._environ, self.status
        seconds = perf_counter() - self._began
        kind = kind_of(self._path or "/")
        sent = 0 if environ["REQUEST_METHOD"] == "HEAD" else self._sent
        saved = environ.get(WHOLE, 0) if status == 304 else 0
        self._meters.count(kind, status, sent=sent, saved=saved, seconds=seconds)
        if self._polls is not None and environ["REQUEST_METHOD"] == "GET":
            self._count_poll(self._polls, status)
        if self._access_log.is_on:
            client = client_address(
                environ.get("REMOTE_ADDR", ""),
                environ.get("HTTP_X_FORWARDED_FOR", ""),
                self._proxies,
            )
            self._access_log.note(
                Exchange(
                    at=time(),
                    client=client,
                    method=environ["REQUEST_METHOD"],
                    target=_target(environ),
                    protocol=environ.get("SERVER_PROTOCOL", ""),
                    status=status,
                    sent=sent,
                    seconds=seconds,
                    referrer=environ.get("HTTP_REFERER", ""),
                    agent=environ.get("HTTP_USER_AGENT", ""),
                    kind=kind,
                )
            )

    def _count_poll(self, polls: PollMeter, status: int) -> None:
        environ = self._environ
        if path := environ.get(DOCUMENT):
            forwarded = environ.get("HTTP_X_FORWARDED_FOR")
            agent = environ.get("HTTP_USER_AGENT")
            polls.count(path, status, self._sent, environ.get("REMOTE_ADDR", ""), forwarded, agent)


def _target(environ: "WSGIEnvironment") -> str:
    """Return what the client asked for as it was sent, or like it where the server does not say."""
    for name in ("RAW_URI", "REQUEST_URI"):
        if sent := environ.get(name):
            return str(sent)
    query: str = environ.get("QUERY_STRING", "")
    if scope := environ.get("asgi.scope"):
        raw: bytes = scope["raw_path"]
        return raw.decode("latin-1") + (f"?{query}" if query else "")
    path = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
    escaped = quote(path.encode("latin-1"), safe=_UNESCAPED)
    return f"{escaped}?{query}" if query else escaped
