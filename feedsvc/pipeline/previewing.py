"""What a run would change, told for each feed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from feedsvc.catalog import feeds, index
from feedsvc.catalog.database import Connection
from feedsvc.catalog.feeds import Holding
from feedsvc.model import Counts, Entry, Rejection
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
class Foreseen:
    """What a run would do, in numbers: files seen and read, entries, feeds that show others.

    Which documents it would write is not known before they are made.
    """

    files: int
    read: int
    added: int
    changed: int
    removed: int
    rejected: int
    feeds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a run would do: in numbers, for each feed whose entries change, and what it rejects."""

    counts: Foreseen
    feeds: tuple[FeedPreview, ...]
    rejections: tuple[Rejection, ...]


def foreseen(
    before: Connection,
    after: Connection,
    settings: Settings,
    counts: Counts,
    rejections: tuple[Rejection, ...],
) -> Preview:
    """Return what lies between two states of one catalog, with what a run counted on the way."""
    chosen, previews, looks = choices(settings), [], _Looks(before, after)
    for listing, _ in feeds.stale(after):
        held = dict(feeds.held(before, listing.number))
        options = chosen.of(listing.key, listing.label)
        now = dict(due_feed(after, listing, options, None, seen={}, left=()).holds)
        previews.append(
            FeedPreview(
                path=listing.key.path,
                added=_titles(after, now.keys() - held.keys(), now),
                changed=_titles(after, looks.changed(held, now), now),
                removed=_titles(before, held.keys() - now.keys(), held),
            )
        )
    listed = tuple(each for each in previews if each.added or each.changed or each.removed)
    return Preview(
        counts=Foreseen(
            files=counts.files,
            read=counts.read,
            added=counts.added,
            changed=counts.changed,
            removed=counts.removed,
            rejected=counts.rejected,
            feeds=len(listed),
        ),
        feeds=listed,
        rejections=rejections,
    )


class _Looks:
    """Tells which entries look different in documents; each is compared once."""

    def __init__(self, before: Connection, after: Connection) -> None:
        self._before, self._after = before, after
        self._differ: dict[Holding, bool] = {}

    def changed(self, held: Mapping[str, str], now: Mapping[str, str]) -> set[str]:
        """Return which entries of those that a feed *held*, and holds *now*, look different."""
        others = {(id_, was) for id_, was in held.items() if now.get(id_, was) != was}
        self._compare(sorted(others - self._differ.keys()))
        return {id_ for id_, was in others if self._differ[id_, was]}

    def _compare(self, holdings: Sequence[Holding]) -> None:
        ids = [id_ for id_, _ in holdings]
        known = {each.id: each.version for each in index.glimpses(self._before, ids)}
        old, new = index.load(self._before, ids), index.load(self._after, ids)
        for id_, version in holdings:
            # A run that was stopped may have left documents that are older than the catalog.
            is_known = known.get(id_) == version and id_ in new
            self._differ[id_, version] = not (is_known and _shown(old[id_]) == _shown(new[id_]))


def _shown(entry: Entry) -> Entry:
    """Return what documents show of the entry: nothing of its file, nor until when they do."""
    return replace(entry, path="", expires=None)


def _titles(connection: Connection, ids: set[str], order: Iterable[str]) -> tuple[str, ...]:
    entries = index.load(connection, [id_ for id_ in order if id_ in ids])
    return tuple(entries[id_].title for id_ in order if id_ in entries)
