"""Who reads an answer: people in a browser, a feed reader, a program that speaks to the API."""

from flask import request

from feedsvc.claims import fold
from feedsvc.serve.current import services
from feedsvc.serve.private import HIDDEN, came_in_privately
from feedsvc.serve.spellings import without_ending

_HTML = "text/html"
_LIST = ".opml"
# What feed readers name that cannot but take HTML, too, as some do to find the feeds of a page.
_FEEDS = ("application/atom+xml", "application/rss+xml", "application/feed+json")


def is_of_the_api() -> bool:
    """Tell whether this request is for the API, whose answers are for programs alone."""
    return fold(request.path.lstrip("/").partition("/")[0]) == "api" and not _is_elsewhere()


def is_of_the_desk() -> bool:
    """Tell whether this request is for the admin page, whose answers nobody else shall keep."""
    return f"{request.path}/".startswith("/admin/") and not _is_elsewhere()


def is_for_a_document() -> bool:
    """Tell whether this request is for an address that ends like that of a feed or a list."""
    path = request.path.rstrip("/")
    if fold(path).endswith(_LIST):
        return True
    ending = path[len(without_ending(path)) :]
    return ending != "" and not fold(ending).startswith((".htm", "/index.htm"))


def is_in_a_browser() -> bool:
    """Tell whether people will look at the answer (Fetch Metadata; browsers before it say HTML)."""
    if destination := request.headers.get("Sec-Fetch-Dest"):
        return destination == "document"
    named = {media_type for media_type, quality in request.accept_mimetypes if quality}
    return _HTML in named and named.isdisjoint(_FEEDS)


def _is_elsewhere() -> bool:
    """Tell whether nothing of what operators use is where this came in, however it is spelled."""
    is_divided = bool(services().settings.server.private)
    return HIDDEN in request.environ or (is_divided and not came_in_privately(request.environ))
