"""Other names of feeds: in their own script, in capitals, with a slash at the end."""

from flask import Blueprint, abort, redirect
from werkzeug.wrappers import Response

from feedsvc import library
from feedsvc.model import ALL_FEED, FeedKey, FeedKind
from feedsvc.serve.addresses import FORMATS, parse_feed
from feedsvc.serve.current import NotReadyError, address, services, whole_site

blueprint = Blueprint("moved", __name__)

_NAMED_KINDS = {kind.value: kind for kind in FeedKind if kind is not FeedKind.ALL}


@blueprint.get("/feeds/<path:path>")
def redirect_or_fail(path: str) -> Response:
    """Redirect to the feed or document that *path* means, else answer that there is none.

    Raises NotReadyError where there soon will be one.
    """
    name, ending = _parted(path.rstrip("/"))
    key = _meant(name)
    if key is None:
        whole_site()  # while the first run goes on, nobody can tell what there will be
        abort(404)
    if key.path + ending == path:
        raise NotReadyError(f"document {path} is not written yet", hint="ask again in a moment")
    response = redirect(address(f"/feeds/{key.path}{ending}"), 301)
    response.cache_control.public = True
    response.cache_control.max_age = services().settings.http.max_age
    return response


def _parted(path: str) -> tuple[str, str]:
    """Return the name of a feed and the ending of the document, empty for the page."""
    name, _, extension = path.rpartition(".")
    known = extension.lower() in FORMATS
    return (name, f".{extension.lower()}") if known else (path, "")


def _meant(name: str) -> FeedKey | None:
    """Return the feed that people may call *name*."""
    if name.lower() == ALL_FEED.path:
        return ALL_FEED
    kind, _, native = name.partition("/")
    if kind.lower() not in _NAMED_KINDS or not native:
        return None
    return (
        _known(name)
        or library.native_key(services(), _NAMED_KINDS[kind.lower()], native)
        or _known(name.lower())
    )


def _known(path: str) -> FeedKey | None:
    key = parse_feed(path)
    return key if key and library.feed_page(services(), key) else None
