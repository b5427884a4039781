"""Turns templates into responses for people, and whatever they keep for a while into responses."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from flask import Flask, render_template, request
from jinja2 import StrictUndefined
from werkzeug.wrappers import Response

from feedsvc.content.languages import zone_for
from feedsvc.library import options_of
from feedsvc.model import ALL_FEED, Format
from feedsvc.publish.decide import digest
from feedsvc.render.text import ascii_url
from feedsvc.serve.current import services
from feedsvc.serve.wording import Words, words_for

PAGE_SECONDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A feed that a page offers: its title, its address without extension, its formats."""

    title: str
    url: str
    formats: tuple[Format, ...] = tuple(Format)


def prepare(app: Flask) -> None:
    """Give the templates of *app* what they share."""
    environment = app.jinja_env
    environment.undefined = StrictUndefined
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.filters |= {"counted": counted, "local": local, "size": size}


def page(
    template: str,
    *,
    language: str | None,
    canonical: str,
    subscriptions: Sequence[Subscription],
    **values: object,
) -> Response:
    """Return a page with its own address and its feeds announced to browsers and readers."""
    shared = _shared(language) | {"canonical": canonical, "subscriptions": subscriptions}
    html = render_template(template, **(shared | values))
    links = ", ".join(_links(canonical, subscriptions[0]))
    return kept(html.encode(), "text/html; charset=utf-8", Link=links)


def kept(body: bytes, content_type: str, **fields: str) -> Response:
    """Return what caches may keep for as long as a page, or 304 to whoever has it already."""
    response = Response(body, content_type=content_type, headers=fields)
    response.set_etag(digest(body))
    response.cache_control.public = True
    response.cache_control.max_age = PAGE_SECONDS
    return response.make_conditional(request)


def notice(
    about: str,
    *,
    status: int,
    refresh_seconds: int | None = None,
    kept_seconds: int | None = None,
) -> Response:
    """Return the page that tells what went wrong; it needs no catalog.

    Caches may keep it for *kept_seconds*, for each language that browsers ask for where no setting
    decides.
    """
    stated = services().settings.site.language
    language = stated or request.accept_languages.best_match(["en", "zh"])
    html = render_template(
        "notice.html",
        about=about,
        refresh_seconds=refresh_seconds,
        subscriptions=(_site_feed(words_for(language)),),
        **_shared(language),
    )
    response = Response(html, status=status, content_type="text/html; charset=utf-8")
    if not stated:
        response.vary.add("Accept-Language")
    if kept_seconds is None:
        response.cache_control.no_store = True
    else:
        response.cache_control.public = True
        response.cache_control.max_age = kept_seconds
    return response


def counted(words: Words, number: int) -> str:
    """Return how many articles there are, in words."""
    return words["entries_one" if number == 1 else "entries_many"].format(number=number)


def local(at: datetime, language: str | None) -> datetime:
    """Return *at* on the clock that an article in *language* was dated by."""
    site = services().settings.site
    zone = ZoneInfo(site.timezone) if site.timezone else zone_for(language or site.language)
    return at.astimezone(zone)


def size(length: int) -> str:
    """Return a number of bytes as people read it."""
    return f"{length / 1e6:.1f} MB" if length >= 1e6 else f"{max(length / 1e3, 0.1):.1f} kB"


def _site_feed(words: Words) -> Subscription:
    """Return the feed of the site as far as the settings tell, without a look at the catalog."""
    settings = services().settings
    return Subscription(
        title=settings.site.title or words["all"],
        url=f"{settings.site.base_url}/feeds/{ALL_FEED.path}",
        formats=options_of(services(), ALL_FEED, "").formats,
    )


def _links(canonical: str, subscription: Subscription) -> Iterator[str]:
    """Yield the page's own address and its first feed for a field (RFC 8288), which is short.

    Proxies refuse answers with long fields; all feeds are in the page.
    """
    yield f'<{ascii_url(canonical)}>; rel="canonical"'
    for format in subscription.formats:
        url = f"{subscription.url}.{format.extension}"
        yield f'<{ascii_url(url)}>; rel="alternate"; type="{format.media_type}"'


def _shared(language: str | None) -> dict[str, object]:
    words = words_for(language)
    chinese = words is words_for("zh")
    site = services().settings.site
    return {
        "words": words,
        "language": language if chinese else words["language"],
        "base_url": site.base_url,
        # By path alone: whichever host a page came from is the one its policy lets it load from.
        "static": f"{urlsplit(site.base_url).path}/static",
    }
