"""Feeds: what they hold, when and why their documents changed, how they are asked for."""

from typing import Any, cast

from flask_openapi3.models.tag import Tag
from werkzeug.wrappers import Response

from feedsvc import operations
from feedsvc.access import TokenScope
from feedsvc.desk import as_json
from feedsvc.errors import UnknownFeedError
from feedsvc.model import FeedKey
from feedsvc.presenting import poll_day_as_json, poll_totals_as_json
from feedsvc.serve.api.answers import answer, part
from feedsvc.serve.api.blueprint import endpoint
from feedsvc.serve.api.shapes.articles import Entries
from feedsvc.serve.api.shapes.feeds import (
    Decisions,
    Feed,
    FeedPath,
    Feeds,
    PollDays,
    Polls,
    Span,
)
from feedsvc.serve.api.shapes.words import Page
from feedsvc.serve.current import services

_TAG = Tag(name="feeds", description="Feeds, and how readers ask for them.")


@endpoint(
    "get",
    "/feeds",
    tag=_TAG,
    scope=TokenScope.READ,
    answers={200: Feeds},
    problems=("invalid-cursor",),
)
def list_feeds(query: Page) -> Response:
    """List feeds by kind and slug."""
    found = operations.feed_lines(services(), query.after or None, limit=query.limit)
    return part("feeds", [as_json(each) for each in found.items], found.next)


@endpoint(
    "get",
    "/feeds/<path:feed>",
    tag=_TAG,
    scope=TokenScope.READ,
    answers={200: Feed},
    problems=("unknown-feed",),
)
def show_feed(path: FeedPath) -> Response:
    """Show one feed.

    With its documents, what is chosen for it, and what became of it in the last runs.
    """
    view = operations.feed_view(services(), _key(path.feed))
    return answer(cast(dict[str, object], as_json(view)))


@endpoint(
    "get",
    "/feeds/<path:feed>/entries",
    tag=_TAG,
    scope=TokenScope.READ,
    answers={200: Entries},
    problems=("unknown-feed", "invalid-cursor"),
)
def list_entries(path: FeedPath, query: Page) -> Response:
    """List the entries of a feed, the newest first, without their contents.

    Those that are in its archives alone are listed, too.
    """
    key, after = _key(path.feed), query.after or None
    found = operations.feed_entries(services(), key, after, limit=query.limit)
    entries = [cast(dict[str, Any], as_json(each)) for each in found.items]
    for each in entries:
        del each["content"]
    return part("entries", entries, found.next)


@endpoint(
    "get",
    "/feeds/<path:feed>/decisions",
    tag=_TAG,
    scope=TokenScope.READ,
    answers={200: Decisions},
    problems=("unknown-feed",),
)
def list_decisions(path: FeedPath) -> Response:
    """Tell why the last runs wrote the documents of a feed, the newest first."""
    view = operations.feed_view(services(), _key(path.feed))
    return part("decisions", [as_json(each) for each in view.decisions], None)


@endpoint(
    "get",
    "/feeds/<path:feed>/polls",
    tag=_TAG,
    scope=TokenScope.READ,
    answers={200: PollDays},
    problems=("unknown-feed",),
)
def show_polls_of_feed(path: FeedPath, query: Span) -> Response:
    """Tell how a feed was asked for, day by day, the oldest first."""
    days = operations.polls(services(), _key(path.feed), days=query.days)
    return answer({"days": [poll_day_as_json(each) for each in days]})


@endpoint("get", "/polls", tag=_TAG, scope=TokenScope.READ, answers={200: Polls})
def show_polls(query: Span) -> Response:
    """Tell how all feeds were asked for: day by day, and feed by feed, the most asked for first."""
    return answer(poll_totals_as_json(operations.poll_totals(services(), days=query.days)))


def _key(named: str) -> FeedKey:
    """Return the feed that an address names.

    All of its levels may be divided by colons: a section whose last level is called ``entries``
    can be named in no other way.
    """
    try:
        return operations.feed_key(services(), named)
    except UnknownFeedError:
        if "://" in named or named.count(":") < 2:
            raise
        return operations.feed_key(services(), named.replace(":", "/"))
