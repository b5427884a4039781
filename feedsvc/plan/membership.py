"""The one choke point: an entry that readers may not see stands in no feed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache

from feedsvc.model import ALL_FEED, Entry, FeedKey, FeedKind
from feedsvc.plan.combinations import Combination, marks
from feedsvc.plan.options import Choices


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """Tells which feeds hold an entry, and when time alone will change that.

    ``saved`` are the combinations that the settings name, ``choices`` tell how long an entry stays,
    ``language`` is that of entries which state none.
    """

    choices: Choices = field(default_factory=Choices)
    saved: Mapping[FeedKey, Combination] = field(default_factory=dict)
    language: str | None = None
    _windowed: bool = field(init=False)
    _known_windows: dict[FeedKey, timedelta | None] = field(
        init=False, default_factory=dict, compare=False, repr=False
    )

    def __post_init__(self) -> None:
        object.__setattr__(self, "_windowed", self.choices.know_windows)

    def feeds_of(
        self, entry: Entry, *, now: datetime, withdrawn: bool = False
    ) -> tuple[FeedKey, ...]:
        """Return the feeds that hold *entry* at *now*.

        A draft, an article of the future, an expired and a withdrawn one stand in none, and so in
        no document, count, list or page. One that is older than a feed's window is not in that.
        """
        if withdrawn or not is_visible(entry, now=now):
            return ()
        if not self._windowed:
            return self._feeds(entry)
        age = now - entry.published
        windows = self._windows(entry)
        return tuple(dict.fromkeys(key for key, window in windows if not window or age < window))

    def changes_at(
        self, entry: Entry, *, now: datetime, withdrawn: bool = False
    ) -> datetime | None:
        """Return the next instant after *now* at which time alone changes what holds *entry*."""
        end = entry.expires
        if withdrawn or entry.draft or (end and end <= max(now, entry.published)):
            return None
        if entry.published > now:
            return entry.published
        if not self._windowed:
            return end
        leaves = (entry.published + window for _, window in self._windows(entry) if window)
        return min((at for at in (*leaves, end) if at and at > now), default=None)

    def _feeds(self, entry: Entry) -> tuple[FeedKey, ...]:
        feeds = [ALL_FEED]
        feeds += [_key(each.kind, each.slug) for each in entry.categories]
        feeds += [_key(FeedKind.AUTHOR, each.slug) for each in entry.people if each.slug]
        if self.saved:
            feeds += self._saved(entry)
        return tuple(dict.fromkeys(feeds))

    def _saved(self, entry: Entry) -> list[FeedKey]:
        its = marks(entry, language=self.language)
        return [key for key, combination in self.saved.items() if combination.fits(its)]

    def _windows(self, entry: Entry) -> Iterator[tuple[FeedKey, timedelta | None]]:
        """Yield the feeds of *entry*, and for how long it stays there; None for ever."""
        for key, label in self._labelled(entry):
            if key not in self._known_windows:
                hours = self.choices.of(key, label).window
                self._known_windows[key] = timedelta(hours=hours) if hours else None
            yield key, self._known_windows[key]

    def _labelled(self, entry: Entry) -> Iterator[tuple[FeedKey, str]]:
        """Yield the feeds of *entry* with what they are called: of a section, its whole path."""
        yield ALL_FEED, ""
        for each in entry.categories:
            label = each.term if each.kind is FeedKind.SECTION else each.label
            yield _key(each.kind, each.slug), label
        for person in entry.people:
            if person.slug:
                yield _key(FeedKind.AUTHOR, person.slug), person.name
        for key in self._saved(entry):
            yield key, ""


# To make one costs ten times as much as to find it; as many are remembered as may be in use.
@lru_cache(maxsize=4096)
def _key(kind: FeedKind, slug: str) -> FeedKey:
    return FeedKey(kind=kind, slug=slug)


def is_visible(entry: Entry, *, now: datetime) -> bool:
    """Tell whether readers may see *entry* at *now*."""
    if entry.draft or entry.published > now:
        return False
    return entry.expires is None or entry.expires > now
