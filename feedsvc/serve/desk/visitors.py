"""Who looks at the desk: the session that the cookie of this request names."""

from collections.abc import Callable

from flask import g, request

from feedsvc import operations
from feedsvc.access.cookies import NAME, keeps_sessions
from feedsvc.access.sessions import Session
from feedsvc.errors import StorageError
from feedsvc.serve.current import services
from feedsvc.serve.observing.clients import client_address

WHO = "admin"
"""How the audit calls whoever is logged in."""
AGAIN = "again"
"""What the query of a page has that looks again by itself."""


def session_id() -> str | None:
    """Return what the cookie of the session says, None if there is none."""
    return request.cookies.get(NAME) or None


def session() -> Session | None:
    """Return the session of this request if it is alive.

    Raises StorageError if nobody can tell.
    """
    if "desk_session" not in g:
        id = session_id()
        sessions, now = services().access.sessions, operations.now()
        g.desk_session = sessions.find(id, now=now, is_seen=not _asks_by_itself()) if id else None
    known: Session | None = g.desk_session
    return known


def is_logged_in() -> bool:
    """Tell whether this request has a session that is alive, as far as anybody can tell."""
    try:
        return session() is not None
    except StorageError:
        return False


def own_session() -> Session:
    """Return the session of a request that the guard let in."""
    found = session()
    if found is None:
        raise RuntimeError("only requests with a session get here")
    return found


def goes_on() -> Callable[[], bool]:
    """Return what tells later whether the session of this request is still alive."""
    sessions, id = services().access.sessions, session_id() or ""
    return lambda: sessions.find(id, now=operations.now(), is_seen=False) is not None


def leave() -> None:
    """Answer this request as one without a session from now on."""
    g.desk_session = None


def _asks_by_itself() -> bool:
    """Tell whether the page asks, as it does every few seconds, and nobody clicked."""
    return AGAIN in request.args or request.accept_mimetypes.best == "text/event-stream"


def client() -> str:
    """Return the address of whoever asks, seen through the proxies that are ours."""
    forwarded = ",".join(request.headers.getlist("X-Forwarded-For"))
    return client_address(request.remote_addr or "", forwarded, services().settings.server.proxies)


def can_be_overheard() -> bool:
    """Tell whether others may read what this visitor sends, such as a password.

    Browsers send Fetch Metadata only where nobody can. Of others the address tells.
    """
    if "Sec-Fetch-Site" in request.headers:
        return False
    return not keeps_sessions(f"{_scheme()}://{request.host}")


def _scheme() -> str:
    """Return the scheme that the visitor used, as our proxies tell it."""
    settings = services().settings
    if not settings.server.proxies:
        return request.scheme
    # A proxy that says nothing speaks for the site.
    told = request.headers.get("X-Forwarded-Proto", "").rpartition(",")[2].strip()
    return told or settings.site.base_url.partition(":")[0]
