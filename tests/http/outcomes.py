"""What documents, pages and the API may answer; the tables name these."""

import json
import re
from dataclasses import replace

from tests.http.check import Body, Outcome, Wanted
from tests.http.client import Answer
from tests.http.site import BASE_URL, SECRET, Facts, decoded

ANY = re.compile(r".+")
_SHORT = 10_000

# Fields of a document that its 304 has too (RFC 9110, section 15.4.5).
_OF_BOTH: dict[str, Wanted] = {
    "ETag": "{etag}",
    "Last-Modified": "{changed}",
    "Cache-Control": "public, max-age=300, stale-while-revalidate=60, stale-if-error=86400",
    "Vary": "{vary}",
    "Link": '<{self}>; rel="self"; type="{type}", <{page}>; rel="alternate"; type="text/html"',
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": ANY,
}
_NOT_SAFE: dict[str, Wanted] = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": ANY}
_METHODS = re.compile(r"GET, HEAD, OPTIONS")


def nothing(answer: Answer, _facts: Facts, _target: str) -> None:
    """The body is empty."""
    assert answer.body == b"", str(answer)


def short(answer: Answer, facts: Facts, target: str) -> None:
    """The body is no document and not large; nothing that lies about is in it."""
    assert len(answer.body) < _SHORT
    assert SECRET not in answer.body
    assert b"root:" not in answer.body


def page(answer: Answer, facts: Facts, target: str) -> None:
    """The body is a short page that leads to the directory of feeds, at a feed's address a text."""
    short(answer, facts, target)
    if target.endswith((".atom", ".rss", ".json", ".xml")):
        assert answer.value("Content-Type") == "text/plain; charset=utf-8"
        return
    assert f'href="{BASE_URL}/feeds/"'.encode() in answer.body, str(answer)
    assert answer.value("Content-Type") == "text/html; charset=utf-8"


def problem(answer: Answer, _facts: Facts, _target: str) -> None:
    """The body is a problem for programs (RFC 9457) that names the status."""
    assert answer.value("Content-Type") == "application/problem+json"
    said = json.loads(answer.body)
    assert said["status"] == answer.status
    assert said["title"]


def _document(coding: str | None) -> Body:
    def compare(answer: Answer, facts: Facts, target: str) -> None:
        """The body is, without its coding, the very bytes of the document's file."""
        assert decoded(answer.body, coding) == facts.body(target, None), str(answer)
        assert answer.value("Content-Length") == str(len(answer.body))

    return compare


def _slice(first: int, last: int | None, coding: str | None) -> Body:
    def compare(answer: Answer, facts: Facts, target: str) -> None:
        """The body is bytes *first* to *last* (from the end if negative) of the coded document."""
        whole = facts.body(target, coding)
        assert answer.body == whole[first : None if last is None else last + 1], str(answer)
        begin = len(whole) + first if first < 0 else first
        told = f"bytes {begin}-{begin + len(answer.body) - 1}/{len(whole)}"
        assert answer.value("Content-Range") == told
        assert answer.value("Content-Length") == str(len(answer.body))

    return compare


def whole(coding: str | None = None) -> Outcome:
    """Return 200 with the document in *coding*."""
    fields: dict[str, Wanted] = {
        **_OF_BOTH,
        "ETag": f"{{{coding or 'etag'}}}",
        "Content-Type": "{type}; charset=utf-8",
        "Content-Encoding": coding,
        "Content-Range": None,
        "Accept-Ranges": "bytes",
        "Transfer-Encoding": None,
    }
    return Outcome(200, fields, _document(coding))


def opened(coding: str | None = None) -> Outcome:
    """Return 200 with the document in *coding*, as what a browser can show."""
    shown = {"Content-Type": "application/xml; charset=utf-8"}
    return replace(whole(coding), fields={**whole(coding).fields, **shown})


def part(first: int, last: int | None, coding: str | None = None) -> Outcome:
    """Return 206 with bytes *first* to *last* of the document in *coding*."""
    needless = ("Content-Range", "Accept-Ranges")  # the body's check has one, 206 says the other
    fields = {name: value for name, value in whole(coding).fields.items() if name not in needless}
    return Outcome(206, fields, _slice(first, last, coding))


def current(coding: str | None = None) -> Outcome:
    """Return 304 for the document in *coding*."""
    fields: dict[str, Wanted] = {
        **_OF_BOTH,
        "ETag": f"{{{coding or 'etag'}}}",
        "Content-Type": None,
        "Content-Encoding": None,
        "Content-Range": None,
    }
    return Outcome(304, fields, nothing)


def unsatisfiable(coding: str | None = None) -> Outcome:
    """Return 416 with the size of the document in *coding*."""
    size = "{size}" if coding is None else f"{{{coding}_size}}"
    return Outcome(416, {"Content-Range": f"bytes */{size}", **_NOT_SAFE}, short)


FAILED = Outcome(412, {"Content-Range": None, **_NOT_SAFE}, nothing)
OPTIONS = Outcome(204, {"Allow": "GET, HEAD, OPTIONS", "Content-Length": None}, nothing)
NOT_ALLOWED = Outcome(405, {"Allow": "GET, HEAD, OPTIONS", **_NOT_SAFE}, short)
NOT_FOUND = Outcome(404, _NOT_SAFE, page)
PAGE = Outcome(200, {"Content-Type": "text/html; charset=utf-8", **_NOT_SAFE})
REFUSED = Outcome(400, {"Location": None}, short)


def moved(path: str) -> Outcome:
    """Return 301 to *path* of the site, whatever host was asked."""
    return Outcome(301, {"Location": f"{{base}}{path}", "Cache-Control": ANY, **_NOT_SAFE}, short)


def refused(*status: int) -> Outcome:
    """Return a refusal with one of these."""
    return Outcome(status, {"Location": None}, short)
