"""What the settings state, in the words of each room."""

from datetime import tzinfo
from zoneinfo import ZoneInfo

from feedsvc import __version__
from feedsvc.catalog.entries import Addresses
from feedsvc.content import languages
from feedsvc.content.readers import Limits
from feedsvc.content.rules import Rules
from feedsvc.plan import choosing
from feedsvc.plan.feeds import Site
from feedsvc.plan.freshness import Freshness
from feedsvc.plan.membership import Membership
from feedsvc.plan.options import Choices
from feedsvc.settings import Settings


def zone(settings: Settings) -> tzinfo:
    """Return the zone in which the site lives."""
    return languages.site_zone(settings.site.timezone, settings.site.language)


def rules(settings: Settings) -> Rules:
    """Return what the settings say about reading articles."""
    return Rules(
        home_url=settings.site.home_url,
        zone=ZoneInfo(settings.site.timezone) if settings.site.timezone else None,
        language=settings.site.language or None,
        summary_length=settings.feeds.summary_length,
    )


def limits(settings: Settings) -> Limits:
    """Return what a file may cost."""
    content = settings.content
    return Limits(max_bytes=content.max_bytes, max_seconds=content.max_seconds)


def site(settings: Settings, found_name: str | None) -> Site:
    """Return what feeds say about the site; articles may carry the name that settings lack."""
    return Site(
        title=settings.site.title or found_name or settings.content.directory.name,
        description=settings.site.description,
        language=settings.site.language or None,
        base_url=settings.site.base_url,
        home_url=settings.site.home_url,
        freshness=Freshness(least=settings.http.max_age, most=settings.http.most_age),
        hub=settings.http.hub or None,
    )


def fingerprint(settings: Settings) -> str:
    """Return what makes every article read differently: the settings, or another feedsvc."""
    return f"{__version__} {settings.fingerprint()}"


def addresses(settings: Settings) -> Addresses:
    """Return where the settings put entries and feeds."""
    return Addresses(base_url=settings.site.base_url, article_url=settings.site.article_url)


def choices(settings: Settings) -> Choices:
    """Return what the settings choose for each feed."""
    return choosing.choices(settings.feeds)


def membership(settings: Settings) -> Membership:
    """Return which feeds hold an entry."""
    return Membership(
        choices=choices(settings),
        saved=choosing.combinations(settings.feeds),
        language=settings.site.language or None,
    )
