"""What is chosen for a feed: by the settings for all of them, for its section or tag, by name."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypedDict

from feedsvc.claims import fold, fold_section
from feedsvc.model import FeedKey, FeedKind, Format, Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What is chosen for one feed.

    ``title`` and ``description`` are patterns with fields such as ``{name}``, empty for our own
    words. ``ttl`` is in seconds, None for the feed's rhythm; ``window`` in hours, 0 for none: an
    older entry is not in the feed. ``full`` says whether entries carry their content.
    """

    limit: int
    title: str = ""
    description: str = ""
    image: Picture | None = None
    icon: str | None = None
    rights: str = ""
    ttl: int | None = None
    language: str | None = None
    full: bool = True
    window: int = 0
    formats: tuple[Format, ...] = tuple(Format)
    archives: bool = True


class Differences(TypedDict, total=False):
    """The options of one feed that are not those of every feed."""

    limit: int
    title: str
    description: str
    image: Picture | None
    icon: str | None
    rights: str
    ttl: int | None
    language: str | None
    full: bool
    window: int
    formats: tuple[Format, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """Tells the options of each feed.

    ``own`` are the differences of single feeds, by their folded name or by their slug; those of a
    section hold for the sections below it as well, except its title and its description.
    ``archived`` are the kinds of feeds that have archives.
    """

    every: Options = field(default_factory=lambda: Options(limit=50))
    own: Mapping[FeedKind, Mapping[str, Differences]] = field(default_factory=dict)
    archived: frozenset[FeedKind] = frozenset(FeedKind)

    @property
    def know_windows(self) -> bool:
        """Whether there is any feed that an entry leaves with time."""
        own = (each for table in self.own.values() for each in table.values())
        return bool(self.every.window) or any(each.get("window") for each in own)

    def of(self, key: FeedKey, label: str) -> Options:
        """Return the options of the feed called *label*: of a section, its whole path.

        Without a label, what is chosen by name is not found, only what is chosen by slug.
        """
        options = self.every
        for differences in self._differences(key, label):
            options = replace(options, **differences)
        # What left a window would have to leave the archives too, and those never change.
        archives = key.kind in self.archived and not options.window
        return options if options.archives is archives else replace(options, archives=archives)

    def _differences(self, key: FeedKey, label: str) -> Iterator[Differences]:
        """Yield what differs, the most particular last."""
        table = self.own.get(key.kind)
        if not table:
            return
        if key.kind is FeedKind.SECTION:
            yield from _down_to(table, key.slug.split("/"), label.split("/") if label else [])
        else:
            # Slugs are folded names of their own, so one look-up may find both.
            for name in dict.fromkeys((key.slug, fold(label))):
                yield table.get(name, {})


def _down_to(
    table: Mapping[str, Differences], slugs: list[str], names: list[str]
) -> Iterator[Differences]:
    for depth in range(1, len(slugs) + 1):
        paths = ["/".join(slugs[:depth])]
        # A name with a slash in it cannot be told from two names; its slug can.
        if len(names) == len(slugs):
            paths.append(fold_section(names[:depth]))
        for path in dict.fromkeys(paths):
            found = table.get(path, {})
            yield found if depth == len(slugs) else _inherited(found)


def _inherited(differences: Differences) -> Differences:
    kept = differences.copy()
    kept.pop("title", None)
    kept.pop("description", None)
    return kept
