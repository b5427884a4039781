"""What a feed is called, in which language it is, and what it says about itself."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from feedsvc.model import ALL_FEED, Feed, FeedKey, FeedKind, Glimpse
from feedsvc.plan import wording
from feedsvc.plan.freshness import Freshness
from feedsvc.plan.options import Options


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What feeds say about the site; ``language`` is None where the entries decide."""

    title: str
    description: str
    language: str | None
    base_url: str
    home_url: str
    freshness: Freshness
    hub: str | None = None


def feed(
    key: FeedKey,
    site: Site,
    options: Options,
    *,
    id: str,
    label: str,
    created_at: datetime,
    entries: Sequence[Glimpse],
) -> Feed:
    """Return the feed that holds *entries*.

    A feed without entries is as old as its first sight, *created_at*.
    """
    language = options.language or site.language or language_of(entries)
    return Feed(
        key=key,
        id=id,
        url=f"{site.base_url}/feeds/{key.path}",
        home_url=site.home_url if key == ALL_FEED else f"{site.base_url}/feeds/{key.path}",
        title=title_of(key, site, options, label=label),
        subtitle=_description(key, site, options, label=label, language=language),
        language=language,
        updated=max((entry.updated for entry in entries), default=created_at),
        fresh_seconds=_fresh_seconds(site, options, entries),
        image=options.image,
        icon=options.icon,
        rights=options.rights,
        stylesheet_url=f"{site.base_url}/feeds/feed.css",
        full=options.full,
        formats=options.formats,
        hub=site.hub,
    )


def intersection(
    feeds: Sequence[tuple[FeedKey, str]],
    site: Site,
    options: Options,
    *,
    id: str,
    url: str,
    entries: Sequence[Glimpse],
) -> Feed:
    """Return the feed of the *entries*, one or more, that stand in all of *feeds*.

    Each of these is a key with what it is called. There is no page about all of them, so that of
    the first is the alternate; and there is no hub, because nobody tells one what changes here.
    """
    (first, label), name = feeds[0], " + ".join(heading(*each) for each in feeds)
    planned = feed(
        first,
        site,
        options,
        id=id,
        label=label,
        created_at=entries[0].published,
        entries=entries,
    )
    fields = {"name": name, "path": name, "site": site.title}
    description = options.description or wording.description_of_several(planned.language)
    return replace(
        planned,
        url=url,
        title=wording.filled(options.title or wording.TITLE, fields),
        subtitle=wording.filled(description, fields),
        hub=None,
    )


def title_of(key: FeedKey, site: Site, options: Options, *, label: str) -> str:
    """Return the title of the feed called *label*: of a section, its whole path."""
    if key == ALL_FEED:
        return site.title
    return wording.filled(options.title or wording.TITLE, _fields(key, site, label))


def _description(
    key: FeedKey, site: Site, options: Options, *, label: str, language: str | None
) -> str:
    ours = wording.description(key.kind, language)
    stated = site.description if key == ALL_FEED else options.description
    if key == ALL_FEED and stated:
        return stated
    return wording.filled(stated or ours, _fields(key, site, label))


def _fields(key: FeedKey, site: Site, label: str) -> dict[str, str]:
    name = label.rpartition("/")[2] if key.kind is FeedKind.SECTION else label
    return {"name": name, "path": heading(key, label), "site": site.title}


def _fresh_seconds(site: Site, options: Options, entries: Sequence[Glimpse]) -> int:
    if options.ttl is not None:
        return options.ttl
    return site.freshness.seconds(entry.published.timestamp() for entry in entries)


def heading(key: FeedKey, label: str) -> str:
    """Return what people call the feed beside the site's name."""
    return label.replace("/", " / ") if key.kind is FeedKind.SECTION else label


def language_of(entries: Iterable[Glimpse]) -> str | None:
    """Return the language that most entries are in, the first of equals; None if none says."""
    counts = Counter(entry.language for entry in entries if entry.language)
    return min(counts, key=lambda language: (-counts[language], language), default=None)
