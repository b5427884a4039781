"""The site as a whole: what it is called, in which language it is, which feeds it has."""

from dataclasses import dataclass

from feedsvc.catalog import feeds, index, sites
from feedsvc.catalog.database import Connection
from feedsvc.claims import fold, fold_section
from feedsvc.model import ALL_FEED, FeedKey, FeedKind
from feedsvc.operations import Services
from feedsvc.pipeline.stated import choices, site
from feedsvc.plan.feeds import Site, language_of
from feedsvc.plan.options import Options

# What is looked at to tell the language of a site that does not say it.
_ENOUGH = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What every page says of the site; ``language`` is that of most of its newest entries.

    It is what the settings say where they do, and None where nothing tells.
    """

    site: Site
    language: str | None


def about(services: Services) -> About:
    """Return what every page says of the site."""
    with services.database.reading() as connection:
        return about_in(services, connection)


def about_in(services: Services, connection: Connection) -> About:
    """Return what every page says of the site, in a view of the catalog that is open."""
    described = site(services.settings, sites.name(connection))
    language = described.language
    if language is None and (listing := feeds.listing(connection, ALL_FEED)):
        language = language_of(index.newest(connection, listing.number, limit=_ENOUGH))
    return About(site=described, language=language)


def options_of(services: Services, key: FeedKey, label: str) -> Options:
    """Return what is chosen for the feed called *label*: of a section, its whole path."""
    return choices(services.settings).of(key, label)


def has_feeds(services: Services) -> bool:
    """Tell whether a run has said by now which feeds there are."""
    with services.database.reading() as connection:
        return feeds.listing(connection, ALL_FEED) is not None


def find_feed(services: Services, kind: FeedKind, name: str) -> FeedKey | None:
    """Return the feed that people call *name*: by its slug, in their own script, in capitals.

    A section's has ``/`` between its levels. What this costs does not grow with the site.
    """
    identity = fold_section(name.split("/")) if kind is FeedKind.SECTION else fold(name)
    slug, folded = (FeedKey(kind=kind, slug=each) for each in (name, fold(name)))
    with services.database.reading() as connection:
        if feeds.listing(connection, slug):
            return slug
        if native := feeds.named(connection, kind, identity):
            return native
        return folded if feeds.listing(connection, folded) else None
