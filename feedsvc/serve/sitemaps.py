"""Where search engines find the pages of the site, and its news."""

import re

from flask import Blueprint, abort, current_app, request
from werkzeug.wrappers import Response

from feedsvc import atlas
from feedsvc.atlas import Part
from feedsvc.operations import now
from feedsvc.render import Place, render_news_sitemap, render_sitemap, render_sitemap_index
from feedsvc.serve.current import address, require_feeds, services, whole_site
from feedsvc.serve.keeping import kept
from feedsvc.serve.languages import spoken_by
from feedsvc.serve.rendering import lasting

blueprint = Blueprint("sitemaps", __name__)

_TYPE = "application/xml; charset=utf-8"
_PATHS = {"articles": "/sitemap-{}.xml", "feeds": "/sitemap-feeds-{}.xml"}
# As many parts as one sitemap may name, and each number in one spelling.
_NUMBER = re.compile("[1-9][0-9]{0,4}")


@blueprint.get("/sitemap.xml")
@kept(speaks=False)
def sitemap() -> Response:
    """Answer with every page of the site, or where there are too many, with the parts."""
    require_feeds()
    places = atlas.whole(services(), size=_size())
    if places is not None:
        return lasting(render_sitemap(places), _TYPE)
    parts = (
        Place(url=address(_PATHS[part.name].format(part.number)), changed_at=at)
        for part, at in atlas.parts(services(), size=_size())
    )
    return lasting(render_sitemap_index(parts), _TYPE)


@blueprint.get("/sitemap-<number>.xml")
@kept(speaks=False)
def articles(number: str) -> Response:
    """Answer with a part of the articles, the oldest in the first."""
    return _part("articles", number)


@blueprint.get("/sitemap-feeds-<number>.xml")
@kept(speaks=False)
def feeds(number: str) -> Response:
    """Answer with a part of the pages about feeds."""
    return _part("feeds", number)


@blueprint.get("/news-sitemap.xml")
def news() -> Response:
    """Answer with the articles of the last two days."""
    site = whole_site().feed
    language = site.language or spoken_by(None)
    stories = atlas.news(services(), now=now())
    # Time alone takes articles out of it, so it is made each time.
    news = render_news_sitemap(site.title, language, stories)
    return lasting(news, _TYPE).make_conditional(request)


def _part(name: str, number: str) -> Response:
    if not _NUMBER.fullmatch(number):
        abort(404)
    require_feeds()
    places = atlas.part(services(), Part(name, int(number)), size=_size())
    if not places:
        abort(404)
    return lasting(render_sitemap(places), _TYPE)


def _size() -> int:
    return int(current_app.config.get("SITEMAP_PART", atlas.PART))
