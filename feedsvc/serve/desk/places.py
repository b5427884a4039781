"""Where the pages of the desk are, as links and redirects name them."""

from http import HTTPStatus
from urllib.parse import urlencode, urlsplit

from flask import request
from werkzeug.wrappers import Response

from feedsvc.serve.current import services

PATH = "/admin"
_LONGEST = 1000


def root() -> str:
    """Return the path that all our addresses begin with, empty where we have a whole host."""
    return urlsplit(services().settings.site.base_url).path


def link(path: str) -> str:
    """Return the link to what is at *path* below the desk, such as ``/runs``.

    It names no host: the desk may be reached at another one than the site.
    """
    return f"{root()}{PATH}{path}"


def sent_on(path: str) -> Response:
    """Return the redirect to what is at *path* below the desk, to be asked for with GET."""
    # Werkzeug's own function would put the target into a page that caches may keep.
    response = Response(status=HTTPStatus.SEE_OTHER)
    response.headers["Location"] = link(path)
    return response


def here() -> str:
    """Return the path of this request below the desk, with its query."""
    path = request.path.removeprefix(PATH) or "/"
    query = request.query_string.decode("ascii", "replace")
    return f"{path}?{query}" if query else path


def next_place(said: str) -> str:
    """Return where *said* leads below the desk; the overview if that is anywhere else."""
    if len(said) > _LONGEST or not said.isascii() or not said.isprintable() or " " in said:
        return "/"
    path = said.partition("?")[0]
    parts = path.split("/")
    if not path.startswith("/") or "\\" in said or "#" in said:
        return "/"
    # No empty parts, which would name a host, and none that lead upwards.
    if "" in parts[1:-1] or any(part in (".", "..") or "%2e" in part.lower() for part in parts):
        return "/"
    return said


def to_login(*, after: str = "/", is_over: bool = False, is_begun: bool = False) -> Response:
    """Return the redirect to the log-in, which leads on to *after*.

    *is_over* says that somebody did something who was not logged in any more, *is_begun* that a
    session begins: whoever comes without it has a browser that does not keep its cookie.
    """
    said = [("next", after)] if after != "/" else []
    said += [("over", "1")] * is_over + [("begun", "1")] * is_begun
    return sent_on("/login" + (f"?{urlencode(said)}" if said else ""))
