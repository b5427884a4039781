"""The pages for people: home, the directory of feeds, a feed, an article."""

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from feedsvc import library
from feedsvc.model import ALL_FEED, Category, Entry, Feed, FeedKey, FeedKind, Role
from feedsvc.plan.feeds import Site, title_of
from feedsvc.serve.current import address, services, whole_site
from feedsvc.serve.rendering import Subscription, page

blueprint = Blueprint("pages", __name__)

_NEWEST = 20
_TOP_TAGS = 24


@blueprint.get("/")
def home() -> Response:
    """Show what is new and what there is to subscribe to."""
    whole = whole_site()
    directory = library.directory(services())
    return page(
        "home.html",
        language=whole.feed.language,
        canonical=address("/"),
        subscriptions=(_everything(whole.feed.title),),
        site=library.describe_site(services()),
        entries=whole.entries[:_NEWEST],
        total=whole.total,
        sections=directory.sections,
        tags=directory.tags[:_TOP_TAGS],
        has_more_tags=len(directory.tags) > _TOP_TAGS,
    )


@blueprint.get("/feeds/")
def directory() -> Response:
    """Show every feed, as a tree of sections and lists of tags and people."""
    whole = whole_site()
    return page(
        "directory.html",
        language=whole.feed.language,
        canonical=address("/feeds/"),
        subscriptions=(_everything(whole.feed.title),),
        site=library.describe_site(services()),
        directory=library.directory(services()),
    )


@blueprint.get("/feeds/<feed:key>")
def feed(key: FeedKey) -> Response:
    """Show a feed: its entries, and how to subscribe."""
    found = library.feed_page(services(), key)
    if found is None:
        abort(404)
    site = library.describe_site(services())
    return page(
        "feed.html",
        language=found.feed.language,
        canonical=found.feed.url,
        subscriptions=_announced(found.feed, site),
        site=site,
        page=found,
        is_whole=key == ALL_FEED,
    )


@blueprint.get("/articles/<slug>")
def article(slug: str) -> Response:
    """Show an article."""
    entry = library.article(services(), slug)
    if entry is None:
        abort(404)
    site = library.describe_site(services())
    return page(
        "article.html",
        language=entry.language or site.language,
        canonical=entry.url,
        subscriptions=_subscriptions(entry, site),
        site=site,
        entry=entry,
        sections=_categories(entry, FeedKind.SECTION),
        tags=_categories(entry, FeedKind.TAG),
        authors=[person for person in entry.people if person.role is Role.AUTHOR],
        editors=[person for person in entry.people if person.role is Role.EDITOR],
    )


def _categories(entry: Entry, kind: FeedKind) -> tuple[Category, ...]:
    return tuple(category for category in entry.categories if category.kind is kind)


def _announced(feed: Feed, site: Site) -> tuple[Subscription, ...]:
    """Return what whoever looks at *feed* may follow: this feed first, and the site."""
    own = Subscription(title=feed.title, url=feed.url, formats=feed.formats)
    return (own,) if feed.key == ALL_FEED else (own, _everything(site.title))


def _subscriptions(entry: Entry, site: Site) -> tuple[Subscription, ...]:
    """Return what whoever reads *entry* may follow: its nearest section, the site, its tags.

    Readers offer the first, or a list in this order.
    """
    nearest = _categories(entry, FeedKind.SECTION)[-1:]
    tags = _categories(entry, FeedKind.TAG)
    return (
        *(_named(category, category.term, site) for category in nearest),
        _everything(site.title),
        *(_named(category, category.label, site) for category in tags),
    )


def _named(category: Category, label: str, site: Site) -> Subscription:
    """Return the feed of a category; *label* is what the settings call it."""
    key = FeedKey(kind=category.kind, slug=category.slug)
    options = library.options_of(services(), key, label)
    return Subscription(
        title=title_of(key, site, options, label=label),
        url=category.scheme + category.slug,
        formats=options.formats,
    )


def _everything(title: str) -> Subscription:
    return Subscription(
        title=title,
        url=address(f"/feeds/{ALL_FEED.path}"),
        formats=library.options_of(services(), ALL_FEED, "").formats,
    )
