"""Runs as they go on, told to whoever watches: events from the server (HTML, section 9.2).

A stream keeps a thread of this process busy, so there are few of them, and each ends after a
while: clients connect anew by themselves, here or in another process.
"""

import json
from collections.abc import Callable, Iterator
from threading import Lock
from time import monotonic, sleep

from flask import request
from werkzeug.wrappers import Response

from feedsvc import operations
from feedsvc.errors import FeedsvcError, StorageError, UnknownRunError
from feedsvc.model import Outcome, Run
from feedsvc.operations import Services
from feedsvc.presenting import run_as_json
from feedsvc.serve.front import LISTENS

MOST_STREAMS = 3
STREAM_SECONDS = 60.0
# What the client of a stream that ended in the middle waits, and one for whom there was no room.
RETRY_SECONDS = 1
ROOM_SECONDS = 5

_LOOK_SECONDS = 0.25
_HEARTBEAT_SECONDS = 5.0
# How long a stream may outlast its time before nobody believes that it goes on.
_GRACE_SECONDS = 30.0
_ENDED = "ended"
# Lists that may be long, and are there to be read at the run's own address.
_LEFT_OUT = ("rejections", "written")


class TooManyStreamsError(FeedsvcError):
    """As many watch as this process has room for."""

    code = "too-many-streams"


class _Places:
    """How many streams there may be at a time; a place that is not given back is lost for a while.

    Any thread may take and give.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._taken: dict[object, float] = {}

    def take(self) -> Callable[[], None]:
        """Take a place and return what gives it back.

        Raises TooManyStreamsError if there is none.
        """
        place, now = object(), monotonic()
        with self._lock:
            self._taken = {each: until for each, until in self._taken.items() if until > now}
            if len(self._taken) >= self._most:
                raise TooManyStreamsError(
                    f"{self._most} programs or windows watch runs already",
                    hint=f"close one of them, or ask again in {ROOM_SECONDS} seconds",
                )
            self._taken[place] = now + STREAM_SECONDS + _GRACE_SECONDS

        def give_back() -> None:
            with self._lock:
                self._taken.pop(place, None)

        return give_back


_places = _Places(MOST_STREAMS)


def run_stream(services: Services, run_id: str, *, may_watch: Callable[[], bool]) -> Response:
    """Return the response that tells of a run until it has ended, for at most a minute.

    It ends earlier if whoever asked *may* not *watch* any more: the session or the token ended.
    To a client that knows the end already the answer is 204, which tells browsers to stop asking.
    Raises UnknownRunError if there is no such run, TooManyStreamsError if too many watch.
    """
    run = operations.find_run(services, run_id)
    if run is None:
        raise UnknownRunError(f"there is no run {run_id}", hint="GET /api/v1/runs lists them")
    if run.finished_at and request.headers.get("Last-Event-ID") == _ENDED:
        response = Response(status=204)
    else:
        give_back = _places.take()
        # A server that has one thread for all must not spend it on one client.
        seconds = STREAM_SECONDS if request.is_multithread else 0.0
        events = run_events(services, run_id, listens=_listens(may_watch), seconds=seconds)
        response = Response(events, content_type="text/event-stream; charset=utf-8")
        response.call_on_close(give_back)
        response.headers["X-Accel-Buffering"] = "no"  # nginx would keep them until there are many
    response.cache_control.no_store = True
    return response


def run_events(
    services: Services,
    run_id: str,
    *,
    listens: Callable[[], bool] = lambda: True,
    seconds: float = STREAM_SECONDS,
) -> Iterator[bytes]:
    """Yield events of a run, as a stream of them is written.

    First how it stands, as the event ``progress``, then each change, at last the event ``end``.
    They are JSON like that of the run, but without its ``rejections`` and ``written``. Ends after
    so many *seconds*, or if nobody *listens* any more, without ``end``.
    """
    began = beat = monotonic()
    told: bytes | None = None
    yield b"retry: %d\n\n" % (RETRY_SECONDS * 1000)
    while listens():
        run = _found(services, run_id)
        event = run and _event(run)
        if event and event != told:
            yield event
            told, beat = event, monotonic()
        if run and run.finished_at:
            return
        if monotonic() - began >= seconds:
            return
        if monotonic() - beat >= _HEARTBEAT_SECONDS:
            yield b":\n\n"  # whoever went away is noticed
            beat = monotonic()
        sleep(_LOOK_SECONDS)


def _found(services: Services, run_id: str) -> Run | None:
    try:
        return operations.find_run(services, run_id)
    except StorageError:
        return None  # for a moment, perhaps; it is asked again


def _event(run: Run) -> bytes:
    said = {name: each for name, each in run_as_json(run).items() if name not in _LEFT_OUT}
    data = json.dumps(said, ensure_ascii=False).encode(errors="replace")  # without a line break
    if run.outcome in (Outcome.QUEUED, Outcome.RUNNING):
        return b"event: progress\ndata: %b\n\n" % data
    return b"event: end\nid: %b\ndata: %b\n\n" % (_ENDED.encode(), data)


def _listens(may_watch: Callable[[], bool]) -> Callable[[], bool]:
    """Return what tells whether the client of this request listens, as far as the server knows."""
    scope = request.environ.get("asgi.scope", {})
    is_there: Callable[[], bool] = scope.get("state", {}).get(LISTENS, lambda: True)

    def listens() -> bool:
        try:
            return is_there() and may_watch()
        except StorageError:
            return False  # nobody can tell; whoever connects anew is told what is wrong

    return listens
