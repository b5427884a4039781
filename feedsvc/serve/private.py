"""What is for admins alone has a listener of its own, where ``server.private`` says so.

Which listener a request came in by is the server's to say, never the client's: see ``web/``.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

# Where our own web server says that a connection is to the private listener, in the state that
# ASGI has for each request.
PRIVATE = "feedsvc.private"
# Where the environment tells the application that there is nothing at this address.
HIDDEN = "feedsvc.hidden"

_FOLDERS = ("/admin/", "/api/", "/metrics/")
# Whoever watches this process asks either listener; the pages for admins need the files.
_BOTH = ("/healthz/", "/readyz/", "/static/", "/theme/")


def came_in_privately(environ: "WSGIEnvironment") -> bool:
    """Tell whether the request came in by the private listener; other servers have none."""
    return bool(environ.get("asgi.scope", {}).get("state", {}).get(PRIVATE))


def is_elsewhere(path: str, *, came_in_privately: bool, is_divided: bool) -> bool:
    """Tell whether what is at *path* is not there for who asks.

    It starts below the path of the site. *is_divided* says whether what is private is answered by
    the private listener only; that listener answers nothing else in any case.
    """
    folder = f"{path}/"
    if folder.startswith(_BOTH):
        return False
    if came_in_privately:
        return not folder.startswith(_FOLDERS)
    return is_divided and folder.startswith(_FOLDERS)
