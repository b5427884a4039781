"""What a run would change, told for each feed."""

from collections.abc import Iterable
from dataclasses import dataclass

from feedsvc.catalog import feeds, index
from feedsvc.catalog.database import Connection
from feedsvc.catalog.feeds import Holding
from feedsvc.model import Counts, Rejection
from feedsvc.pipeline.due import due_feed
from feedsvc.pipeline.stated import choices
from feedsvc.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPreview:
    """The titles of the entries that a feed would gain, show in another way, and lose."""

    path: str
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a run would do: in numbers, for each feed whose entries change, and what it rejects."""

    counts: Counts
    feeds: tuple[FeedPreview, ...]
    rejections: tuple[Rejection, ...]


def compare_feeds(
    before: Connection, after: Connection, settings: Settings
) -> tuple[FeedPreview, ...]:
    """Return how the feeds differ between two states of one catalog."""
    chosen, previews = choices(settings), []
    for listing, _ in feeds.stale(after):
        held = dict(feeds.held(before, listing.number))
        options = chosen.of(listing.key, listing.label)
        now = dict(due_feed(after, listing, options, None, seen={}, left=()).holds)
        previews.append(
            FeedPreview(
                path=listing.key.path,
                added=_titles(after, now.keys() - held.keys(), now),
                changed=_titles(after, _changed(held.items(), now), now),
                removed=_titles(before, held.keys() - now.keys(), held),
            )
        )
    return tuple(each for each in previews if each.added or each.changed or each.removed)


def _changed(held: Iterable[Holding], now: dict[str, str]) -> set[str]:
    return {id_ for id_, version in held if now.get(id_, version) != version}


def _titles(connection: Connection, ids: set[str], order: Iterable[str]) -> tuple[str, ...]:
    entries = index.load(connection, [id_ for id_ in order if id_ in ids])
    return tuple(entries[id_].title for id_ in order if id_ in entries)
