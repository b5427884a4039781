"""Articles: looked for, looked at, taken back and given to readers again."""

from typing import cast

from flask_openapi3.models.tag import Tag
from werkzeug.wrappers import Response

from feedsvc import operations
from feedsvc.access import TokenScope
from feedsvc.desk import article_as_json, as_json
from feedsvc.model import Deed, Trigger
from feedsvc.serve.api.answers import answer, part, requested
from feedsvc.serve.api.blueprint import endpoint
from feedsvc.serve.api.shapes.articles import (
    AllWithdrawn,
    Article,
    ArticlePath,
    Articles,
    Expected,
    Reasoned,
    Search,
)
from feedsvc.serve.api.shapes.runs import Requested
from feedsvc.serve.api.shapes.words import Page
from feedsvc.serve.auth import who
from feedsvc.serve.current import services

_TAG = Tag(name="articles", description="Articles, and why they are in feeds or not.")


@endpoint(
    "get",
    "/articles",
    tag=_TAG,
    scope=TokenScope.READ,
    answers={200: Articles},
    problems=("invalid-cursor",),
)
def list_articles(query: Search) -> Response:
    """Look for articles, the newest first.

    Drafts and articles that readers may not see are there, too.
    """
    found = operations.articles(
        services(), words=query.q, after=query.after or None, limit=query.limit
    )
    return part("articles", [as_json(each) for each in found.items], found.next)


@endpoint(
    "get",
    "/articles/<article:article>",
    tag=_TAG,
    scope=TokenScope.READ,
    answers={200: Article},
    problems=("unknown-article", "unknown-feed"),
)
def show_article(path: ArticlePath, query: Expected) -> Response:
    """Show one article, and for each feed whether it is there and why.

    It is shown as the last run knew it, with what is wrong with its file.
    """
    feeds = [operations.feed_key(services(), each) for each in query.expected]
    view = operations.article(services(), path.article, expected=feeds)
    return answer(cast(dict[str, object], article_as_json(view)))


@endpoint(
    "post",
    "/articles/<path:article>/withdraw",
    tag=_TAG,
    scope=TokenScope.WITHDRAW,
    answers={202: Requested},
    problems=("unknown-article", "unchanged"),
)
def withdraw_article(path: ArticlePath, body: Reasoned) -> Response:
    """Take an article out of every feed and page, whatever its file says.

    A run does it, at once; its page then answers 410, and Atom feeds name it as deleted.
    """
    return _ordered(Deed.WITHDRAW, path.article, body.reason)


@endpoint(
    "post",
    "/articles/<path:article>/restore",
    tag=_TAG,
    scope=TokenScope.WITHDRAW,
    answers={202: Requested},
    problems=("unknown-article", "unchanged"),
)
def restore_article(path: ArticlePath, body: Reasoned) -> Response:
    """Give readers an article again that was withdrawn."""
    return _ordered(Deed.RESTORE, path.article, body.reason)


@endpoint(
    "get",
    "/withdrawn",
    tag=_TAG,
    scope=TokenScope.READ,
    answers={200: AllWithdrawn},
    problems=("invalid-cursor",),
)
def list_withdrawn(query: Page) -> Response:
    """List the articles that are withdrawn, those of late first."""
    found = operations.withdrawn(services(), query.after or None, limit=query.limit)
    return part("withdrawn", [as_json(each) for each in found.items], found.next)


def _ordered(deed: Deed, named: str, reason: str) -> Response:
    order = operations.order(services(), deed, named, who=who(), reason=reason.strip())
    return requested(operations.request_order(services(), order, Trigger.API))
