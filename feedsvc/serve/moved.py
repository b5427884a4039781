"""Addresses at which nothing lies: where else it does, that it is gone, or that there is none."""

from collections.abc import Iterable
from http import HTTPStatus
from urllib.parse import urlencode

from flask import Blueprint, abort, request
from flask.blueprints import BlueprintSetupState
from werkzeug.exceptions import Gone, NotFound
from werkzeug.wrappers import Response

from feedsvc import library
from feedsvc.errors import StorageError
from feedsvc.model import ALL_FEED, DocumentKey, FeedKey, FeedKind
from feedsvc.serve import intersections, nearby
from feedsvc.serve.current import NotReadyError, address, require_feeds, services
from feedsvc.serve.documents.paths import parse_document
from feedsvc.serve.failures import not_ready, refused, unusable
from feedsvc.serve.front import FEEDS
from feedsvc.serve.private import HIDDEN
from feedsvc.serve.spellings import (
    Meaning,
    MeantArchive,
    MeantArticle,
    MeantFeed,
    MeantIntersection,
    meanings,
)

blueprint = Blueprint("moved", __name__)
blueprint.record(nearby.prepare)

# What pages know: a language, a part of a list, a search, what is ticked.
_IN_QUERIES = frozenset(("lang", "page", "q", "kind", "feed"))
# An archive may be closed at any moment.
_SOON = 60


@blueprint.record
def _prepare(state: BlueprintSetupState) -> None:
    intersections.prepare(state.app)


@blueprint.before_app_request
def require_one_spelling() -> None:
    """Let an address with a slash too many or too few find nothing, as Werkzeug alone does not."""
    rule, path = request.url_rule, _path()
    if rule is None or rule.rule.startswith("/api/"):
        return
    if "//" in path or path.endswith("/") != rule.rule.endswith("/"):
        abort(404)


@blueprint.app_errorhandler(NotFound)
def find_elsewhere(error: NotFound) -> Response:
    """Answer a request that found nothing, whoever noticed."""
    if HIDDEN in request.environ:
        return refused(error)
    search = _answer if request.method in ("GET", "HEAD") else _itself
    # Flask takes an error in here for a mistake of ours.
    try:
        return search(_path()) or refused(error)
    except NotReadyError as trouble:
        return not_ready(trouble)
    except StorageError as trouble:
        return unusable(trouble)


def _answer(path: str) -> Response | None:
    """Return what *path* means, or where it lies, or the news that it is gone; None if neither."""
    if known := intersections.recalled(path):
        return known
    if live := _live(path):
        return _redirect(address(live), status=HTTPStatus.TEMPORARY_REDIRECT, seconds=_SOON)
    meant = tuple(meanings(path))
    target = next(filter(None, map(_target, meant)), None)
    if target == path:
        if request.url_rule:  # its page is there, but not the part of it that is asked for
            require_feeds()
            return None
        raise NotReadyError(f"{path} is not written yet", hint="ask again in a moment")
    if target:
        return _redirect(address(target) + _query(target))
    if found := _intersection(path, meant):
        return _redirect(address(found)) if isinstance(found, str) else found
    slugs = [each.slug for each in meant if isinstance(each, MeantArticle)]
    if any(library.had_article(services(), slug) for slug in slugs):
        return refused(Gone())
    if meant:
        require_feeds()  # while the first run goes on, nobody can tell what there will be
    return None


def _itself(path: str) -> Response | None:
    """Return the answer of an intersection that lies at *path*, None if none does."""
    found = intersections.recalled(path) or _intersection(path, meanings(path))
    return None if isinstance(found, str) else found


def _intersection(path: str, meant: Iterable[Meaning]) -> Response | str | None:
    """Return the answer of an intersection that is *meant*, or the path at which it lies."""
    for each in meant:
        if isinstance(each, MeantIntersection) and (found := intersections.answered(each, path)):
            return found
    return None


def _live(path: str) -> str | None:
    """Return the path of the document that has what is to be archived under *path*.

    The newest archive of a feed says where the next one will be. Until then whoever walks on from
    one archive to the next comes to the feed itself.
    """
    key = parse_document(path.removeprefix(FEEDS)) if path.startswith(FEEDS) else None
    if key is None or key.archive is None or not _is_offered(key.feed, f".{key.format.extension}"):
        return None
    is_next = library.next_archive(services(), key.feed) == key.archive
    return f"{FEEDS}{DocumentKey(feed=key.feed, format=key.format).path}" if is_next else None


def _path() -> str:
    """Return the path with every slash that it begins with; Werkzeug leaves one."""
    path: str = request.environ.get("PATH_INFO", "")
    return path.encode("latin-1").decode("utf-8", "replace") or "/"


def _target(meaning: Meaning) -> str | None:
    """Return the path at which lies what is meant, None if there is no such thing."""
    match meaning:
        case MeantFeed(kind, name, ending):
            key = library.find_feed(services(), kind, name)
            return f"/feeds/{key.path}{ending}" if key and _is_offered(key, ending) else None
        case MeantArchive():
            return _archive(meaning)
        case MeantArticle(slug):
            return f"/articles/{slug}" if library.has_article(services(), slug) else None
        case MeantIntersection():
            return None
        case path:
            return path


def _archive(meant: MeantArchive) -> str | None:
    """Return the path of an archive, or of the list of a feed's archives, None without any."""
    is_all = meant.kind is FeedKind.ALL
    key = ALL_FEED if is_all else library.find_feed(services(), meant.kind, meant.name)
    if key is None or not _is_offered(key, meant.ending):
        return None
    if not meant.archive:
        names = library.archives_of(services(), key, size=1)
        return f"/feeds/archive/{key.path}/" if names and names.total else None
    found = library.archive_page(services(), key, meant.archive, size=1)
    return f"/feeds/archive/{key.path}/{meant.archive}{meant.ending}" if found else None


def _query(target: str) -> str:
    """Return what of this request's query belongs to the page at *target*; documents have none."""
    if "." in target.rpartition("/")[2]:
        return ""
    said = [(name, value) for name, value in request.args.items(multi=True) if name in _IN_QUERIES]
    return f"?{urlencode(said)}" if said else ""


def _is_offered(key: FeedKey, ending: str) -> bool:
    """Tell whether a feed has a document with this ending; every feed has a page."""
    formats = library.options_of(services(), key, "").formats
    return not ending or any(ending == f".{each.extension}" for each in formats)


def _redirect(
    url: str, *, status: int = HTTPStatus.MOVED_PERMANENTLY, seconds: int | None = None
) -> Response:
    """Return a redirect, which caches keep for so many *seconds*, else as long as a document."""
    response = Response(f"{url}\n", status=status, content_type="text/plain; charset=utf-8")
    response.headers["Location"] = url
    response.cache_control.public = True
    kept = services().settings.http.max_age if seconds is None else seconds
    response.cache_control.max_age = kept
    return response
