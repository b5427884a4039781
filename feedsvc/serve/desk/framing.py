"""How a page of the desk is made: its language, its navigation, the tokens of its forms."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlencode

from flask import render_template, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from feedsvc import operations
from feedsvc.serve import languages, theming
from feedsvc.serve.current import services
from feedsvc.serve.desk import places, visitors
from feedsvc.serve.identity import known_site

_LANGUAGE_COOKIE = "feedsvc-desk-language"
_YEAR = 365 * 24 * 60 * 60
# As strict as that of the site; pictures are our own.
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "font-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """A language that the page can be read in: its tag, its name in itself, the page's address."""

    tag: str
    name: str
    url: str


def desk_page(template: str, *, status: int = HTTPStatus.OK, **values: object) -> Response:
    """Return the page that the template ``desk/…`` makes of *values*, in the visitor's language.

    Templates of a publisher's own theme have no part in it.
    """
    with speaking():
        html = render_template(f"desk/{template}", **(_shared() | values))
    return Response(html, status=status, content_type="text/html; charset=utf-8")


def speaking() -> AbstractContextManager[None]:
    """Say everything in the language that the page will have."""
    return languages.speaking(language())


def language() -> str:
    """Return the language that the visitor chose here, else prefers, else that of the site."""
    remembered = request.cookies.get(_LANGUAGE_COOKIE, "")
    if chosen := languages.chosen():
        return chosen
    if remembered in languages.names():
        return remembered
    return languages.spoken(_site_language())


def closed(response: Response) -> Response:
    """Return *response* as all answers of the desk are: kept nowhere, found nowhere."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    if chosen := languages.chosen():
        response.set_cookie(
            _LANGUAGE_COOKIE,
            chosen,
            max_age=_YEAR,
            path=places.link("") or "/",
            httponly=True,
            samesite="Lax",
        )
    return response


def form_token(action: str) -> Markup:
    """Return the field that lets a form be sent to *action*, a path below the desk."""
    session = visitors.own_session()
    token = session.form_token(f"{places.PATH}{action}", now=operations.now())
    return Markup('<input type="hidden" name="form_token" value="{}">').format(token)


def _shared() -> dict[str, object]:
    """Return what every template of the desk knows."""
    site = services().settings.site
    return {
        "language": languages.now_spoken(),
        "switches": tuple(_switches()),
        "site_title": _site_title(),
        "site_language": _site_language(),
        "base_url": site.base_url,
        "static": f"{places.root()}/static",
        "theme": theming.theme(),
        "link": places.link,
        "place": request.path.removeprefix(places.PATH) or "/",
        "is_logged_in": visitors.is_logged_in(),
        "form_token": form_token,
        "now": operations.now(),
        "labels": {},
    }


def _switches() -> Iterator[Switch]:
    """Yield the languages that this page is not in; what was sent by POST is not sent again."""
    kept = [] if request.method == "POST" else [*request.args.items(multi=True)]
    path = "/" if request.method == "POST" else request.path.removeprefix(places.PATH) or "/"
    for tag, name in languages.names().items():
        if tag != languages.now_spoken():
            said = [pair for pair in kept if pair[0] not in ("lang", visitors.AGAIN)]
            said.append(("lang", tag))
            yield Switch(tag=tag, name=name, url=f"{places.link(path)}?{urlencode(said)}")


def _site_title() -> str:
    known = known_site()
    return known.site.title if known else services().settings.site.title


def _site_language() -> str | None:
    known = known_site()
    return known.language if known else services().settings.site.language
