"""The articles: what there is of them, and why one is in a feed or is not."""

from collections.abc import Iterator

from flask import Blueprint, request
from werkzeug.wrappers import Response

from feedsvc import operations
from feedsvc.errors import FeedsvcError, UnknownFeedError
from feedsvc.operations import ArticleView
from feedsvc.operations.quoting import Place
from feedsvc.serve.current import services
from feedsvc.serve.desk.framing import desk_page

blueprint = Blueprint("article_pages", __name__)

_LISTED = 50
_LONGEST = 200


@blueprint.get("/articles")
def articles() -> Response:
    """List articles, newest first: all, or those with some words."""
    words = request.args.get("q", "").strip()[:_LONGEST]
    after = request.args.get("after") or None
    return desk_page(
        "articles.html",
        part=operations.articles(services(), words=words, after=after, limit=_LISTED),
        words=words,
        is_first=after is None,
        pairs=[("q", words)] if words else [],
    )


@blueprint.get("/article")
def article() -> Response:
    """Show one article: what it says, what is wrong with it, in which feeds it is."""
    own = services()
    named = request.args.get("named", "").strip()
    asked = request.args.get("in", "").strip()[:_LONGEST]
    fault: FeedsvcError | None = None
    expected = []
    if asked:
        try:
            expected = [operations.feed_key(own, asked)]
        except UnknownFeedError as error:
            fault = error
    view = operations.article(own, named, expected=expected)
    return desk_page(
        "article.html",
        view=view,
        entry=view.entry,
        named=named,
        asked=asked,
        fault=fault,
        expected=expected,
        quotes=operations.quote(own, _places(view)),
    )


def _places(view: ArticleView) -> Iterator[Place]:
    if view.rejection and view.rejection.line:
        yield view.rejection.path, view.rejection.line
    for notice in view.warnings:
        if view.path and notice.line:
            yield view.path, notice.line
