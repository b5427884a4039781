"""Which feeds a page offers: readers take the first of them, or show a list in this order."""

from flask_babel import gettext

from feedsvc import library
from feedsvc.library import About, ArticlePage
from feedsvc.model import ALL_FEED, Category, Feed, FeedKey
from feedsvc.plan.feeds import title_of
from feedsvc.serve.current import address, services
from feedsvc.serve.rendering import Subscription

# An article may have very many tags; whoever subscribes looks at the first ones.
_MOST_TAGS = 12


def of_site(about: About) -> Subscription:
    """Return the feed of everything."""
    return Subscription(
        title=about.site.title or gettext("All articles"),
        url=address(f"/feeds/{ALL_FEED.path}"),
        formats=library.options_of(services(), ALL_FEED, "").formats,
    )


def of_feed(feed: Feed, about: About) -> tuple[Subscription, ...]:
    """Return what whoever looks at *feed* may follow: this feed first, and the site."""
    own = Subscription(title=feed.title, url=feed.url, formats=feed.formats)
    return (own,) if feed.key == ALL_FEED else (own, of_site(about))


def of_article(page: ArticlePage) -> tuple[Subscription, ...]:
    """Return what whoever reads an article may follow: nearest section, the site, first tags."""
    return (
        *(_named(category, category.term, page.about) for category in page.sections[-1:]),
        of_site(page.about),
        *(_named(category, category.label, page.about) for category in page.tags[:_MOST_TAGS]),
    )


def _named(category: Category, label: str, about: About) -> Subscription:
    """Return the feed of a category; *label* is what the settings call it."""
    key = FeedKey(kind=category.kind, slug=category.slug)
    options = library.options_of(services(), key, label)
    return Subscription(
        title=title_of(key, about.site, options, label=label),
        url=category.scheme + category.slug,
        formats=options.formats,
    )
