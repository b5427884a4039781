"""The feeds that a visitor ticked, as the address says them: ``feed=tag/tea``."""

from dataclasses import dataclass

from flask import request

from feedsvc.model import FeedKey
from feedsvc.serve.documents.paths import parse_feed

MOST = 100
# What every server takes as an address, and what makes no page heavy that repeats it.
MOST_CHARACTERS = 3000


@dataclass(frozen=True, slots=True)
class Ticked:
    """The feeds that an address names, each once, and whether it names more than count."""

    keys: tuple[FeedKey, ...]
    is_cut: bool


def ticked() -> Ticked:
    """Return the feeds that the visitor ticked, in the order of the address."""
    paths = list(dict.fromkeys(request.args.getlist("feed")))
    counted: list[FeedKey] = []
    characters = 0
    for path in paths:
        key = parse_feed(path)
        if key is None or key in counted:
            continue
        characters += len(path)
        if len(counted) == MOST or characters > MOST_CHARACTERS:
            return Ticked(tuple(counted), is_cut=True)
        counted.append(key)
    return Ticked(tuple(counted), is_cut=False)
