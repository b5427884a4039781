"""How feeds are asked for, day by day and feed by feed, and for how many readers."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from feedsvc import operations
from feedsvc.serve.current import services
from feedsvc.serve.desk.drawing import chart_of_polls
from feedsvc.serve.desk.framing import desk_page, speaking
from feedsvc.serve.desk.naming import labels

blueprint = Blueprint("poll_pages", __name__)

SPANS = (7, 30, 90)
_USUAL = 30
# Which feeds are asked for most is added up each time, over fewer days.
_FEEDS, _FEED_DAYS = 50, 7


@blueprint.get("/polls")
def polls() -> Response:
    """Show the polls of the last days."""
    own = services()
    said = request.args.get("days", "")
    span = int(said) if said in map(str, SPANS) else _USUAL
    days = operations.poll_totals(own, days=span, most=0).days
    feeds = operations.poll_totals(own, days=_FEED_DAYS, most=_FEEDS).feeds
    with speaking():
        chart = chart_of_polls(days)
    return desk_page(
        "polls.html",
        span=span,
        spans=SPANS,
        days=days,
        feeds=feeds,
        feed_days=_FEED_DAYS,
        labels=labels(each.key for each in feeds),
        readers=next((each for each in reversed(days) if each.readers), None),
        polls_chart=chart,
        counts_polls=own.settings.polls.count,
    )
