"""Addresses at which nothing lies: where else it does, that it is gone, or that there is none."""

from http import HTTPStatus

from flask import Blueprint, abort, request
from werkzeug.exceptions import Gone, NotFound
from werkzeug.wrappers import Response

from feedsvc import library
from feedsvc.errors import StorageError
from feedsvc.serve.current import NotReadyError, address, require_feeds, services
from feedsvc.serve.failures import not_ready, refused, unusable
from feedsvc.serve.spellings import MeantArticle, MeantFeed, meanings

blueprint = Blueprint("moved", __name__)


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
    if request.method not in ("GET", "HEAD"):
        return refused(error)
    # Flask takes an error in here for a mistake of ours.
    try:
        return _answer(_path()) or refused(error)
    except NotReadyError as trouble:
        return not_ready(trouble)
    except StorageError as trouble:
        return unusable(trouble)


def _answer(path: str) -> Response | None:
    """Return the redirect to what *path* means or the news that it is gone, None if neither."""
    meant = tuple(meanings(path))
    target = next(filter(None, map(_target, meant)), None)
    if target == path:
        raise NotReadyError(f"{path} is not written yet", hint="ask again in a moment")
    if target:
        return _redirect(address(target))
    slugs = [each.slug for each in meant if isinstance(each, MeantArticle)]
    if any(library.had_article(services(), slug) for slug in slugs):
        return refused(Gone())
    if meant:
        require_feeds()  # while the first run goes on, nobody can tell what there will be
    return None


def _path() -> str:
    """Return the path with every slash that it begins with; Werkzeug leaves one."""
    path: str = request.environ.get("PATH_INFO", "")
    return path.encode("latin-1").decode("utf-8", "replace") or "/"


def _target(meaning: str | MeantFeed | MeantArticle) -> str | None:
    """Return the path at which lies what is meant, None if there is no such thing."""
    match meaning:
        case MeantFeed(kind, name, ending):
            key = library.find_feed(services(), kind, name)
            return f"/feeds/{key.path}{ending}" if key else None
        case MeantArticle(slug):
            return f"/articles/{slug}" if library.has_article(services(), slug) else None
        case path:
            return path


def _redirect(url: str) -> Response:
    """Return a permanent redirect, which caches keep as long as a document."""
    response = Response(
        f"{url}\n", status=HTTPStatus.MOVED_PERMANENTLY, content_type="text/plain; charset=utf-8"
    )
    response.headers["Location"] = url
    response.cache_control.public = True
    response.cache_control.max_age = services().settings.http.max_age
    return response
