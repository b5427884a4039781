"""The fields of an answer, as the settings want them; what a client says has no part in them."""

from feedsvc.model import Format
from feedsvc.serve.documents import dates
from feedsvc.serve.documents.answers import Answer
from feedsvc.serve.documents.codings import Coding
from feedsvc.serve.documents.editions import Edition
from feedsvc.serve.documents.paths import FORMATS, archive_in
from feedsvc.settings import Http

Fields = list[tuple[str, str]]

ALLOWED = "GET, HEAD, OPTIONS"
_WITHOUT_DOCUMENT = (204, 405, 416, 429)

# Chromium shows the types of feeds as bare text, with their marks and without their style sheet,
# and others offer to save a file; as what it is besides, people can read it. Feed readers send no
# Sec-Fetch-Dest, so caches have one entry for all of them.
_PAGES = (Format.ATOM, Format.RSS)
_PAGE = "application/xml"
_VARY = "Accept-Encoding"
_VARY_OF_PAGES = f"{_VARY}, Sec-Fetch-Dest"

# Should a browser show a document as a page, nothing in it may act; it may look better with the
# style sheet, which is ours ('self' is the site, though a sandboxed page is of no origin).
SAFETY = (
    ("Content-Security-Policy", "default-src 'none'; style-src 'self'; sandbox"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
)


class Wording:
    """Words the fields of answers."""

    def __init__(self, base_url: str, http: Http) -> None:
        self._base_url = base_url
        self._hub = f', <{http.hub}>; rel="hub"' if http.hub else ""
        self._stale = "".join(
            f", {name}={seconds}"
            for name, seconds in (
                ("stale-while-revalidate", http.stale_while_revalidate),
                ("stale-if-error", http.stale_if_error),
            )
            if seconds
        )

    def fields(self, answer: Answer) -> Fields:
        """Return the fields of *answer*; those of 304 are what RFC 9110, section 15.4.5, wants."""
        status, edition, coding, body, size, wanted, wait, is_page = answer
        if status in _WITHOUT_DOCUMENT:
            return _refusal(status, size, wait)
        tag = ("ETag", coding.tag(edition.digest))
        if status == 412:
            # No cache may give to others what one client's condition brought about.
            return [tag, *SAFETY, ("Cache-Control", "no-store"), ("Content-Length", "0")]
        fields = [tag, *self.standing(edition), *SAFETY]
        if status == 304:
            return fields
        length = len(body) if wanted else size
        fields += describing(edition.path, coding, length, is_page=is_page)
        if wanted:
            fields.append(("Content-Range", f"bytes {wanted.start}-{wanted.stop - 1}/{size}"))
        return fields

    def standing(self, edition: Edition) -> Fields:
        """Return the fields that every answer with or without the document has."""
        return [
            ("Last-Modified", dates.written(edition.changed_at)),
            ("Cache-Control", f"public, max-age={edition.max_age}{self._stale}"),
            ("Vary", _VARY_OF_PAGES if _format(edition.path) in _PAGES else _VARY),
            ("Link", self._links(edition.path, edition.page)),
        ]

    def _links(self, path: str, page: str) -> str:
        feeds, media_type = f"{self._base_url}/feeds", _format(path).media_type
        links = [f'<{feeds}/{path}>; rel="self"; type="{media_type}"']
        name, _, extension = path.rpartition(".")
        # A hub tells of changes, and these have none, or none that it hears of.
        hub = "" if page else self._hub
        if archive := archive_in(name):
            name, hub = archive[0], ""
            links.append(f'<{feeds}/{name}.{extension}>; rel="current"; type="{media_type}"')
        links.append(f'<{feeds}/{page or name}>; rel="alternate"; type="text/html"{hub}')
        return ", ".join(links)


def describing(path: str, coding: Coding, length: int, *, is_page: bool) -> Fields:
    """Return the fields of content: *length* bytes of the document at *path*."""
    format = _format(path)
    media_type = _PAGE if is_page and format in _PAGES else format.media_type
    fields = [
        ("Content-Type", f"{media_type}; charset=utf-8"),
        ("Content-Length", str(length)),
        ("Accept-Ranges", "bytes"),
    ]
    if coding is not Coding.IDENTITY:
        fields.append(("Content-Encoding", coding.value))
    return fields


def _refusal(status: int, size: int, wait: int) -> Fields:
    fields = [*SAFETY, ("Vary", _VARY)]
    if status != 204:
        fields.append(("Content-Length", "0"))
    if status in (204, 405):
        fields.append(("Allow", ALLOWED))
    elif status == 416:
        fields.append(("Content-Range", f"bytes */{size}"))
    else:
        fields += [("Retry-After", str(wait)), ("Cache-Control", "no-store")]
    return fields


def _format(path: str) -> Format:
    return FORMATS[path.rpartition(".")[2]]
