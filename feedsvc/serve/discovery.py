"""What programs look for first: the list of feeds, the rules for robots, a sign of life."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from flask import Blueprint, abort, current_app, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from feedsvc import library
from feedsvc.library import Shelf
from feedsvc.model import ALL_FEED, DocumentKey, Feed
from feedsvc.render import Outline, render_opml
from feedsvc.serve.current import address, services, whole_site
from feedsvc.serve.keeping import kept
from feedsvc.serve.languages import speaking, spoken_by
from feedsvc.serve.rendering import lasting
from feedsvc.serve.ticks import ticked

blueprint = Blueprint("discovery", __name__)

# What has nothing for robots: searches and selections, which say nothing that is not elsewhere, are
# without number. The rules begin with the host, not with the site. None may end with a question
# mark: Python's own reader of rules drops it, and programs that use it would leave out all feeds.
_CLOSED = ("/admin/", "/api/", "/feeds/?q=", "/feeds/?feed=", "/feeds.opml?feed=")


@blueprint.before_app_request
def options() -> Response | None:
    """Answer OPTIONS with the methods of the resource, whoever asks (RFC 9110, section 9.3.7)."""
    if request.method != "OPTIONS" or request.url_rule is None:
        return None
    methods = current_app.make_default_options_response().allow
    response = Response(status=204, headers={"Allow": ", ".join(sorted(methods))})
    response.headers.remove("Content-Type")
    return response


@blueprint.get("/feeds.opml")
@kept("feed", speaks=False)
def feeds_opml() -> Response:
    """Answer with a subscription list, each feed by its first document.

    It has the feeds that the address names (``feed=tag/tea``), all there are where it names none.
    Where none of those that it names is there, nor is the list.
    """
    site = whole_site().feed
    with speaking(spoken_by(site.language)):
        if keys := ticked().keys:
            chosen = library.named_feeds(services(), keys)
            if not chosen:
                abort(404)
            outlines = _nested(chosen)
        else:
            outlines = tuple(_outlines(library.every_feed(services()), site))
    response = lasting(render_opml(site.title, outlines), "text/x-opml; charset=utf-8")
    # Browsers would show it as plain text; people want the file, for their reader.
    response.headers["Content-Disposition"] = 'attachment; filename="feeds.opml"'
    return response


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Answer that robots are welcome, where they need not go, and where they find every page."""
    prefix = urlsplit(address("")).path
    closed = (f"Disallow: {prefix}{path}" for path in _CLOSED)
    sitemaps = (f"Sitemap: {address(path)}" for path in ("/sitemap.xml", "/news-sitemap.xml"))
    lines = ("User-agent: *", *closed, "Allow: /", "", *sitemaps, "")
    rules = lasting("\n".join(lines).encode(), "text/plain; charset=utf-8")
    return rules.make_conditional(request)


@blueprint.get("/healthz")
def health() -> Response:
    """Answer that this process serves; neither catalog nor documents are asked."""
    return _state("ok", status=200)


@blueprint.get("/readyz")
def readiness() -> Response:
    """Answer whether there is anything to serve yet: the feed of the whole site."""
    is_ready = services().documents.load(DocumentKey.of(ALL_FEED)[0]) is not None
    return _state("ready", status=200) if is_ready else _state("not ready", status=503)


def _state(said: str, *, status: int) -> Response:
    body = f'{{"status": "{said}"}}\n'
    response = Response(body, status=status, content_type="application/json")
    response.cache_control.no_store = True
    return response


def _outlines(directory: library.Directory, site: Feed) -> Iterator[Outline]:
    whole = _outline(directory.all)
    everything = gettext("All articles")
    yield replace(whole, text=everything, description=site.subtitle, language=site.language)
    for heading, shelves in (
        (gettext("Sections"), directory.sections),
        (gettext("Tags"), directory.tags),
        (gettext("People"), directory.authors),
        (gettext("Selections"), directory.saved),
    ):
        if shelves.items:
            yield Outline(text=heading, children=_nested(shelves.items))


def _nested(shelves: Iterable[Shelf]) -> tuple[Outline, ...]:
    return tuple(_branch(shelf) if shelf.children else _outline(shelf) for shelf in shelves)


def _branch(shelf: Shelf) -> Outline:
    """Return a heading with the shelf's own feed first: readers skip what lies below a feed."""
    return Outline(text=shelf.name, children=(_outline(shelf), *_nested(shelf.children)))


def _outline(shelf: Shelf) -> Outline:
    return Outline(
        text=shelf.name,
        xml_url=f"{shelf.url}.{shelf.formats[0].extension}",
        html_url=shelf.url,
        language=shelf.language,
    )
