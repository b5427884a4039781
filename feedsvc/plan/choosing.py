"""What the settings say about feeds, in the words of this room."""

from typing import cast

from feedsvc.claims import fold, fold_section
from feedsvc.model import FeedKey, FeedKind, Format, Picture
from feedsvc.plan.combinations import Combination, criteria
from feedsvc.plan.options import Choices, Differences, Options
from feedsvc.settings import Criteria, FeedKeys, Feeds, SavedFeed

# The keys of settings that are options, and what they are called there.
_OPTIONS = {
    "limit": "limit",
    "title": "title",
    "description": "description",
    "image": "image",
    "icon": "icon",
    "rights": "rights",
    "ttl": "ttl",
    "language": "language",
    "content": "full",
    "window": "window",
    "formats": "formats",
}


def choices(feeds: Feeds) -> Choices:
    """Return the options that the settings choose for each feed."""
    return Choices(
        every=_options(feeds),
        own={
            FeedKind.SECTION: {
                fold_section(path.split("/")): _differences(own)
                for path, own in feeds.sections.items()
            },
            FeedKind.TAG: {fold(name): _differences(own) for name, own in feeds.tags.items()},
            FeedKind.AUTHOR: {fold(name): _differences(own) for name, own in feeds.authors.items()},
            FeedKind.SAVED: {name: _differences(own) for name, own in feeds.saved.items()},
        },
        archived=frozenset(map(FeedKind, feeds.archives)),
    )


def combinations(feeds: Feeds) -> dict[FeedKey, Combination]:
    """Return what each saved feed holds."""
    return {
        FeedKey(kind=FeedKind.SAVED, slug=name): Combination(
            all=_criteria(saved.all), any=_criteria(saved.any), none=_criteria(saved.none)
        )
        for name, saved in feeds.saved.items()
    }


def _criteria(stated: Criteria) -> frozenset[str]:
    return criteria(
        sections=stated.sections,
        tags=stated.tags,
        authors=stated.authors,
        languages=stated.languages,
    )


def _differences(own: FeedKeys) -> Differences:
    """Return what is written for one feed; an empty value that is written counts."""
    options = _options(own)
    names = (name for key, name in _OPTIONS.items() if key in own.model_fields_set)
    return cast(Differences, {name: getattr(options, name) for name in names})


def _options(said: FeedKeys) -> Options:
    chosen = said.formats if isinstance(said, SavedFeed) else None
    return Options(
        limit=said.limit,
        title=said.title,
        description=said.description,
        image=Picture(url=said.image) if said.image else None,
        icon=said.icon or None,
        rights=said.rights,
        ttl=said.ttl or None,
        language=said.language or None,
        full=said.content == "full",
        window=said.window,
        formats=tuple(each for each in Format if chosen is None or each.extension in chosen),
    )
