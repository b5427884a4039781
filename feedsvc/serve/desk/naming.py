"""What people call the feeds that a page names."""

from collections.abc import Iterable

from feedsvc import library
from feedsvc.model import FeedKey, Run
from feedsvc.serve.current import services


def labels(keys: Iterable[FeedKey]) -> dict[FeedKey, str]:
    """Return the labels of the feeds that are there; others may be named, too."""
    own = services()
    if not own.database.exists:
        return {}
    return {each.key: each.label for each in library.named_feeds(own, tuple(keys))}


def labels_of(runs: Iterable[Run]) -> dict[FeedKey, str]:
    """Return the labels of the feeds that *runs* are confined to."""
    return labels(run.target.feed for run in runs if run.target and run.target.feed)
