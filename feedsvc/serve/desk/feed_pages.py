"""The feeds: how large they are, when they changed, whether they are valid, who asks for them."""

from collections.abc import Sequence

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from feedsvc import library, operations
from feedsvc.library import Slice
from feedsvc.model import FeedKey, FeedKind
from feedsvc.operations import FeedLine, FeedOrder
from feedsvc.serve.current import services
from feedsvc.serve.desk.drawing import chart_of_polls
from feedsvc.serve.desk.framing import desk_page, speaking

blueprint = Blueprint("feed_pages", __name__)

_LISTED, _ENTRIES = 50, 25
_DAYS, _LIST_DAYS = 30, 7
# Feeds sorted by who asks are counted anew each time; nobody reads on for longer than this.
_MOST_POLLED = 500
_POLLS = "polls"
_ORDERS = (*FeedOrder, _POLLS)
_LONGEST = 100


@blueprint.get("/feeds")
def feeds() -> Response:
    """List feeds: those that a search finds, or all, in the order that somebody chose."""
    words = request.args.get("q", "").strip()[:_LONGEST]
    said = request.args.get("kind", "")
    kind = FeedKind(said) if said in tuple(FeedKind) else None
    order = request.args.get("order", FeedOrder.NAME)
    order = order if order in _ORDERS else FeedOrder.NAME
    part = _part(words, kind, order, _number())
    if not part.is_there:
        abort(404)
    lines = operations.feed_lines_of(services(), part.items)
    return desk_page(
        "feeds.html",
        part=part,
        lines=lines,
        polls=operations.feed_polls(services(), part.items, days=_LIST_DAYS),
        refused=_refused(lines),
        words=words,
        kind=kind,
        kinds=tuple(FeedKind),
        order=order,
        orders=_ORDERS,
        days=_LIST_DAYS,
        pairs=[
            pair
            for pair in (
                ("q", words),
                ("kind", kind or ""),
                ("order", order if order != FeedOrder.NAME else ""),
            )
            if pair[1]
        ],
    )


@blueprint.get("/feeds/<feed:key>")
def feed(key: FeedKey) -> Response:
    """Show one feed: its documents, what became of them, its entries, who asks for it."""
    own = services()
    view = operations.feed_view(own, key)
    after = request.args.get("after") or None
    days = operations.polls(own, key, days=_DAYS)
    with speaking():
        chart = chart_of_polls(days)
    return desk_page(
        "feed.html",
        view=view,
        line=view.line,
        entries=operations.feed_entries(own, key, after, limit=_ENTRIES),
        is_first=after is None,
        days=days,
        polled=operations.feed_polls(own, [key], days=_DAYS)[key],
        readers=next((each.readers for each in reversed(days) if each.readers), ()),
        polls_chart=chart,
        counts_polls=own.settings.polls.count,
    )


def _part(words: str, kind: FeedKind | None, order: str, number: int) -> Slice[FeedKey]:
    own = services()
    if not own.database.exists:
        return Slice((), number, _LISTED, 0)
    if words:
        found = library.search(own, words, number=number, size=_LISTED)
        return Slice(tuple(each.key for each in found.items), number, _LISTED, found.total)
    start = (number - 1) * _LISTED
    if order == _POLLS:
        polled = operations.poll_totals(own, days=_LIST_DAYS, most=_MOST_POLLED).feeds
        keys = tuple(each.key for each in polled if kind in (None, each.key.kind))
        return Slice(keys[start : start + _LISTED], number, _LISTED, len(keys))
    keys, total = operations.ordered_feeds(own, FeedOrder(order), kind, start=start, size=_LISTED)
    return Slice(keys, number, _LISTED, total)


def _refused(lines: Sequence[FeedLine]) -> frozenset[FeedKey]:
    """Return which of these feeds kept a document because the new one would be invalid."""
    refused = operations.refused_documents(services())
    return frozenset(
        line.key for line in lines if any(each.path in refused for each in line.documents)
    )


def _number() -> int:
    said = request.args.get("page", "1")
    if not (said.isascii() and said.isdecimal() and len(said) < 8 and int(said)):
        abort(404)
    return int(said)
