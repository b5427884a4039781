"""What kind of request a path is, for figures and logs: few kinds, however many feeds there are."""

from enum import IntEnum


class Kind(IntEnum):
    """A kind of request; its number is its place among the counters."""

    ATOM = 0
    RSS = 1
    JSON = 2
    PAGE = 3
    DISCOVERY = 4
    API = 5
    STATIC = 6
    HEALTH = 7
    OTHER = 8

    @property
    def label(self) -> str:
        """The kind as figures and logs call it."""
        return self.name.lower()


DOCUMENTS = (Kind.ATOM, Kind.RSS, Kind.JSON)

_BY_PATH = {
    "/": Kind.PAGE,
    "/feeds": Kind.PAGE,
    "/feeds.opml": Kind.DISCOVERY,
    "/robots.txt": Kind.DISCOVERY,
    "/sitemap.xml": Kind.DISCOVERY,
    "/news-sitemap.xml": Kind.DISCOVERY,
    "/healthz": Kind.HEALTH,
    "/readyz": Kind.HEALTH,
    "/metrics": Kind.HEALTH,
}
_BY_FOLDER = {
    "/articles/": Kind.PAGE,
    "/api/": Kind.API,
    "/static/": Kind.STATIC,
    "/theme/": Kind.STATIC,
}
_BY_ENDING = {"atom": Kind.ATOM, "rss": Kind.RSS, "json": Kind.JSON, "css": Kind.STATIC}
_PARTS_OF_SITEMAP = "/sitemap-"


def kind_of(path: str) -> Kind:
    """Return the kind of a request for *path*, which starts below the path of the site."""
    if path.startswith("/feeds/"):
        return _BY_ENDING.get(path.rpartition(".")[2], Kind.PAGE)
    if path in _BY_PATH:
        return _BY_PATH[path]
    if path.startswith(_PARTS_OF_SITEMAP):
        return Kind.DISCOVERY
    folder = path[: path.find("/", 1) + 1]
    return _BY_FOLDER.get(folder, Kind.OTHER)
