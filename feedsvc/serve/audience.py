"""Who reads an answer: people in a browser, a feed reader, a program that speaks to the API."""

from flask import request

from feedsvc.claims import fold
from feedsvc.serve.spellings import without_ending

_HTML = "text/html"
# What feed readers name that cannot but take HTML, too, as some do to find the feeds of a page.
_FEEDS = ("application/atom+xml", "application/rss+xml", "application/feed+json")


def is_of_the_api() -> bool:
    """Tell whether this request is for the API, whose answers are for programs alone."""
    return fold(request.path.lstrip("/").partition("/")[0]) == "api"


def is_for_a_document() -> bool:
    """Tell whether this request is for an address that ends like that of a feed or a list."""
    path = request.path.rstrip("/")
    ending = path[len(without_ending(path)) :]
    return ending != "" and not fold(ending).startswith((".htm", "/index.htm"))


def is_in_a_browser() -> bool:
    """Tell whether people will look at the answer (Fetch Metadata; browsers before it say HTML)."""
    if destination := request.headers.get("Sec-Fetch-Dest"):
        return destination == "document"
    named = {media_type for media_type, quality in request.accept_mimetypes if quality}
    return _HTML in named and named.isdisjoint(_FEEDS)
