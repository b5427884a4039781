"""Turns templates into responses for people, and whatever they keep for a while into responses."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from flask import Flask
from flask_babel import Babel, gettext
from flask_babel.speaklater import LazyString
from jinja2 import StrictUndefined
from werkzeug.wrappers import Response

from feedsvc.library import About, options_of
from feedsvc.model import ALL_FEED, Format
from feedsvc.publish.decide import digest
from feedsvc.render.text import ascii_url
from feedsvc.serve import identity, languages, phrasing, theming
from feedsvc.serve.current import services
from feedsvc.serve.prose import prose
from feedsvc.serve.readers import readers

PAGE_SECONDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A feed that a page offers: its title, its address without extension, its formats."""

    title: str
    url: str
    formats: tuple[Format, ...] = tuple(Format)


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """A language that a page can be read in: its tag, its name in itself, the page's address."""

    tag: str
    name: str
    url: str


def prepare(app: Flask) -> None:
    """Give the templates of *app* what they share."""
    Babel(app)
    identity.prepare(app)
    environment = app.jinja_env
    environment.undefined = StrictUndefined
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.filters |= {
        "day": phrasing.day,
        "duration": phrasing.duration,
        "halves": phrasing.halves,
        "here": here,
        "lang": phrasing.lang,
        "locale": phrasing.locale,
        "moment": phrasing.moment,
        "month": phrasing.month,
        "number": phrasing.number,
        "prose": prose,
        "readers": readers,
        "short": phrasing.short,
        "size": phrasing.size,
        "stamp": phrasing.stamp,
        "years": phrasing.years,
    }


def page(
    template: str,
    *,
    language: str | None,
    canonical: str,
    subscriptions: Sequence[Subscription],
    at: str | None = None,
    **values: object,
) -> Response:
    """Return a page of a site in *language*, in the one of ours that suits its visitor.

    It tells browsers and readers its own address and its feeds; *at* is where this very page is,
    if that is not its *canonical* address.
    """
    with languages.speaking(languages.spoken(language)):
        shared = _shared(at or canonical, language) | {
            "canonical": canonical,
            "subscriptions": subscriptions,
        }
        html = theming.render(template, shared | values)
        tag = languages.now_spoken()
    links = ", ".join(_links(canonical, subscriptions[0]))
    response = lasting(html.encode(), "text/html; charset=utf-8")
    response.headers["Link"] = links
    response.headers["Content-Language"] = tag
    response.vary.add("Accept-Language")
    return response


def lasting(body: bytes, content_type: str) -> Response:
    """Return what caches may keep for as long as a page, with the validator of its bytes."""
    response = Response(body, content_type=content_type)
    response.set_etag(digest(body))
    _let_caches_keep(response, PAGE_SECONDS)
    return response


def notice(
    title: LazyString,
    text: LazyString,
    *,
    status: int,
    known: About | None = None,
    refresh_seconds: int | None = None,
    kept_seconds: int | None = None,
    **values: object,
) -> Response:
    """Return the page that tells what went wrong; it needs no catalog.

    It names the site and speaks as it does where *known* tells, else as far as the settings tell.
    Caches may keep it for *kept_seconds*.
    """
    # What was asked for, of any length, is not repeated: "?lang=en" leads there from where one is.
    address = ""
    site = services().settings.site
    language = known.language if known else site.language
    name = known.site.title if known else site.title
    with languages.speaking(languages.spoken(language)):
        told = {"title": str(title), "text": str(text), "refresh_seconds": refresh_seconds}
        feed = {"subscriptions": (_site_feed(name),), "site_title": name}
        html = theming.render("notice.html", _shared(address, language) | told | feed | values)
    response = Response(html, status=status, content_type="text/html; charset=utf-8")
    response.vary.add("Accept-Language")
    _let_caches_keep(response, kept_seconds)
    return response


def line(
    title: LazyString,
    text: LazyString,
    *,
    status: int,
    known: About | None = None,
    kept_seconds: int | None = None,
) -> Response:
    """Return what a notice says for programs: feed readers show it, and take it for no feed."""
    language = known.language if known else services().settings.site.language
    with languages.speaking(languages.spoken(language)):
        told = f"{title}\n{text}\n"
    response = Response(told, status=status, content_type="text/plain; charset=utf-8")
    response.vary.add("Accept-Language")
    _let_caches_keep(response, kept_seconds)
    return response


def here(url: str) -> str:
    """Return the address of one of our pages, in the language that the visitor chose."""
    language = languages.chosen()
    if not language or not url.startswith(f"{services().settings.site.base_url}/"):
        return url
    return _with_language(url, language)


def _let_caches_keep(response: Response, seconds: int | None) -> None:
    """Let anybody keep *response* for so many seconds, None for not at all."""
    if seconds is None:
        response.cache_control.no_store = True
    else:
        response.cache_control.public = True
        response.cache_control.max_age = seconds


def _site_feed(name: str) -> Subscription:
    """Return the feed of the site called *name*, without a look at the catalog."""
    return Subscription(
        title=name or gettext("All articles"),
        url=f"{services().settings.site.base_url}/feeds/{ALL_FEED.path}",
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


def _shared(at: str, language: str | None) -> dict[str, object]:
    """Return what every template can say: *at* is the address of the page."""
    site = services().settings.site
    # Forms and files by path alone: whichever host a page came from is the one that its policy
    # lets it load from and send to.
    root = urlsplit(site.base_url).path
    return {
        "at": at,
        "language": languages.now_spoken(),
        "chosen": languages.chosen(),
        "switches": tuple(_switches(at)),
        "base_url": site.base_url,
        "home_url": site.home_url,
        "site_title": site.title,
        "site_language": language,
        "root": root,
        "static": f"{root}/static",
        "theme": theming.theme(),
    }


def _switches(canonical: str) -> Iterator[Switch]:
    """Yield the languages that this page is not in."""
    for tag, name in languages.names().items():
        if tag != languages.now_spoken():
            yield Switch(tag=tag, name=name, url=_with_language(canonical, tag))


def _with_language(url: str, language: str) -> str:
    address, mark, fragment = url.partition("#")
    joint = "&" if "?" in address else "?"
    return f"{address}{joint}{urlencode({'lang': language})}{mark}{fragment}"
