"""What programs look for first: the list of feeds, the rules for robots, a sign of life."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from flask import Blueprint, current_app, request
from werkzeug.wrappers import Response

from feedsvc import library
from feedsvc.library import Shelf
from feedsvc.model import ALL_FEED, DocumentKey, Feed
from feedsvc.render import Outline, render_opml
from feedsvc.serve.current import address, services, whole_site
from feedsvc.serve.rendering import kept
from feedsvc.serve.wording import Words, words_for

blueprint = Blueprint("discovery", __name__)

# What has nothing for robots; the rules begin with the host, not with the site.
_CLOSED = ("/admin/", "/api/")


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
def feeds_opml() -> Response:
    """Answer with all feeds as a subscription list, each by its first document."""
    site = whole_site().feed
    outlines = _outlines(library.directory(services()), site, words_for(site.language))
    return kept(render_opml(site.title, tuple(outlines)), "text/x-opml; charset=utf-8")


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Answer that robots are welcome, where they need not go, and where they find every page."""
    closed = (f"Disallow: {urlsplit(address(path)).path}" for path in _CLOSED)
    sitemaps = (f"Sitemap: {address(path)}" for path in ("/sitemap.xml", "/news-sitemap.xml"))
    lines = ("User-agent: *", *closed, "Allow: /", "", *sitemaps, "")
    return kept("\n".join(lines).encode(), "text/plain; charset=utf-8")


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


def _outlines(directory: library.Directory, site: Feed, words: Words) -> Iterator[Outline]:
    whole = _outline(directory.all)
    yield replace(whole, text=words["all"], description=site.subtitle, language=site.language)
    for heading, shelves in (
        (words["sections"], directory.sections),
        (words["tags"], directory.tags),
        (words["people"], directory.authors),
        (words["selections"], directory.saved),
    ):
        if shelves:
            yield Outline(text=heading, children=_nested(shelves))


def _nested(shelves: Iterable[Shelf]) -> tuple[Outline, ...]:
    return tuple(_branch(shelf) if shelf.children else _outline(shelf) for shelf in shelves)


def _branch(shelf: Shelf) -> Outline:
    """Return a heading with the shelf's own feed first: readers skip what lies below a feed."""
    return Outline(text=shelf.label, children=(_outline(shelf), *_nested(shelf.children)))


def _outline(shelf: Shelf) -> Outline:
    return Outline(
        text=shelf.label,
        xml_url=f"{shelf.url}.{shelf.formats[0].extension}",
        html_url=shelf.url,
        language=shelf.language,
    )
