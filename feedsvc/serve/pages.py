"""The pages for people: home, the directory of feeds, a feed, an archive, an article, the map."""

from collections.abc import Sequence
from urllib.parse import urlencode, urljoin

from flask import Blueprint, abort, request
from flask_babel import pgettext
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from feedsvc import library
from feedsvc.library import ArticlePage, Shelf
from feedsvc.model import ALL_FEED, FeedKey, FeedKind
from feedsvc.serve import keeping, offers, theming
from feedsvc.serve.current import address, first_run, require_feeds, services
from feedsvc.serve.keeping import kept
from feedsvc.serve.languages import speaking, spoken_by
from feedsvc.serve.rendering import page
from feedsvc.serve.structured import Publisher, breadcrumb, news_article
from feedsvc.serve.ticks import MOST, MOST_CHARACTERS, ticked

blueprint = Blueprint("pages", __name__)
blueprint.record(keeping.prepare)

_ENTRIES = 25
_FEEDS = 40
# Of each kind, on the page that shows all of them; fewer where their names are long.
_SECTIONS, _TAGS, _AUTHORS, _SAVED = 40, 30, 15, 15
_MOST_CHARACTERS = 25_000
_ARCHIVES = 100
_LONGEST_SEARCH = 100
_NEAREST = 5


@blueprint.get("/")
@kept()
def home() -> Response:
    """Show what is new and what there is to subscribe to."""
    found = library.home(services())
    if found is None:
        raise first_run()
    about = found.whole.about
    return page(
        "home.html",
        language=about.language,
        canonical=address("/"),
        subscriptions=(offers.of_site(about),),
        site=about.site,
        home=found,
    )


@blueprint.get("/feeds/")
@kept("q", "kind", "page", "feed")
def directory() -> Response:
    """Show the feeds there are, those of one kind, or those that a search finds.

    Those that the visitor ticked stay ticked.
    """
    require_feeds()
    about = library.about(services())
    # Buttons that lead to a kind are sent with what stands in the search box. The last one counts.
    said = request.args.getlist("kind")[-1:]
    kind = _kind("".join(said))
    words = "" if any(said) else request.args.get("q", "").strip()[:_LONGEST_SEARCH]
    shown = None
    if words:
        shown = library.search(services(), words, number=_number(), size=_FEEDS)
    elif kind:
        shown = library.listing(services(), kind, number=_number(), size=_FEEDS)
    if not (shown.is_there if shown else _number() == 1):
        abort(404)
    ticks = ticked()
    chosen = library.named_feeds(services(), ticks.keys)
    own = address("/feeds/") if words or not kind else address(f"/feeds/?kind={kind}")
    return page(
        "directory.html",
        language=about.language,
        canonical=own if words else _numbered(own),
        at=_listed(words, kind, chosen),
        subscriptions=(offers.of_site(about),),
        site=about.site,
        words=words,
        kind=kind,
        shown=shown,
        ticked=chosen,
        ticks_cut=ticks.is_cut,
        most_ticked=MOST,
        longest_ticked=MOST_CHARACTERS,
        kinds=library.kinds(services()),
        directory=None if shown else _directory(),
        nearest=_nearest(words) if shown and not shown.total else (),
    )


@blueprint.get("/feeds/<feed:key>")
@kept("page")
def feed(key: FeedKey) -> Response:
    """Show a feed: its entries, and how to subscribe."""
    found = library.feed_page(services(), key, number=_number(), size=_ENTRIES)
    if found is None or not found.entries.is_there:
        abort(404)
    return page(
        "feed.html",
        language=found.about.language,
        canonical=_numbered(found.feed.url),
        subscriptions=offers.of_feed(found.feed, found.about),
        site=found.about.site,
        page=found,
        is_whole=key == ALL_FEED,
    )


@blueprint.get("/feeds/archive/<feed:key>/")
@kept("page")
def archives(key: FeedKey) -> Response:
    """Show which archives a feed has."""
    found = library.feed_page(services(), key, size=1)
    names = library.archives_of(services(), key, number=_number(), size=_ARCHIVES)
    if found is None or not names or not names.total or not names.is_there:
        abort(404)
    return page(
        "archives.html",
        language=found.about.language,
        canonical=_numbered(address(f"/feeds/archive/{key.path}/")),
        subscriptions=offers.of_feed(found.feed, found.about),
        site=found.about.site,
        page=found,
        names=names,
    )


@blueprint.get("/feeds/archive/<feed:key>/<archive:name>")
@kept("page")
def archive(key: FeedKey, name: str) -> Response:
    """Show what an archive of a feed holds."""
    found = library.archive_page(services(), key, name, number=_number(), size=_ENTRIES)
    if found is None or not found.entries.is_there:
        abort(404)
    return page(
        "archive.html",
        language=found.about.language,
        canonical=_numbered(address(f"/feeds/archive/{key.path}/{name}")),
        subscriptions=offers.of_feed(found.feed, found.about),
        site=found.about.site,
        page=found,
    )


@blueprint.get("/articles/<slug>")
@kept()
def article(slug: str) -> Response:
    """Show an article, or send readers on to the publisher's own page of it."""
    found = library.article_page(services(), slug)
    if found is None:
        abort(404)
    here = address(f"/articles/{slug}")
    if services().settings.site.article_url and found.entry.url != here:
        return redirect(found.entry.url)
    return page(
        "article.html",
        language=found.about.language or found.entry.language,
        canonical=found.entry.url,
        at=here,
        subscriptions=offers.of_article(found),
        site=found.about.site,
        page=found,
        structured=_structured(found),
    )


@blueprint.get("/sitemap")
@kept()
def site_map() -> Response:
    """Show where everything is, for people; programs have ``/sitemap.xml``."""
    found = library.site_map(services())
    if found is None:
        raise first_run()
    about = found.whole.about
    return page(
        "sitemap.html",
        language=about.language,
        canonical=address("/sitemap"),
        subscriptions=(offers.of_site(about),),
        site=about.site,
        map=found,
    )


def _structured(page: ArticlePage) -> tuple[str, str]:
    """Return what search engines read: what the article says, and where it stands."""
    site, entry = page.about.site, page.entry
    logo = theming.theme().logo
    language = entry.language or page.about.language
    with speaking(spoken_by(language)):
        home = pgettext("breadcrumb", "Home")
    sections = ((each.label, each.scheme + each.slug) for each in page.sections)
    publisher = Publisher(site.title, site.home_url, logo and urljoin(address("/"), logo))
    return (
        news_article(entry, publisher=publisher, language=language),
        breadcrumb(((home, site.home_url), *sections, (entry.title, entry.url))),
    )


def _listed(words: str, kind: FeedKind | None, ticked: Sequence[Shelf]) -> str:
    """Return the address of the directory as it is shown now."""
    said = [("q", words), ("kind", kind or ""), ("page", str(_number()))]
    pairs = [pair for pair in said if pair[1] and pair != ("page", "1")]
    pairs += [("feed", shelf.key.path) for shelf in ticked]
    return address("/feeds/") + (f"?{urlencode(pairs)}" if pairs else "")


def _nearest(words: str) -> tuple[Shelf, ...]:
    return library.nearest_feeds(services(), words, most=_NEAREST)


def _directory() -> library.Directory:
    return library.overview(
        services(),
        sections=_SECTIONS,
        tags=_TAGS,
        authors=_AUTHORS,
        saved=_SAVED,
        characters=_MOST_CHARACTERS,
    )


def _kind(said: str) -> FeedKind | None:
    return FeedKind(said) if said in tuple(FeedKind) and said != FeedKind.ALL else None


def _number() -> int:
    """Return which part of a long list is asked for: ``page=2``; the first where none is."""
    said = request.args.get("page", "1")
    if not (said.isascii() and said.isdecimal() and len(said) < 8 and int(said)):
        abort(404)
    return int(said)


def _numbered(url: str) -> str:
    """Return the address of the part that is asked for."""
    number = _number()
    joint = "&" if "?" in url else "?"
    return url if number == 1 else f"{url}{joint}page={number}"
