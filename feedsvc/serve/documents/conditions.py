"""Which answer a request deserves, by its preconditions (RFC 9110, sections 13 and 14)."""

import re
from time import gmtime
from typing import NamedTuple

from feedsvc.serve.documents import dates
from feedsvc.serve.documents.asking import Asked
from feedsvc.serve.documents.codings import Coding, acceptable

_TAGS = re.compile(r'(?:^|,)[ \t]*(W/)?("[\x21\x23-\x7e\x80-\xff]*")[ \t]*(?=,|$)')
# What RFC 9110 leaves to us, many ranges and units other than bytes, gets the whole document.
_ONE_RANGE = re.compile(r"bytes=[ \t]*(\d{0,4000})-(\d{0,4000})[ \t]*", re.IGNORECASE | re.ASCII)


class Verdict(NamedTuple):
    """The status, 200, 304 or 412, and the coding whose representation is meant."""

    status: int
    coding: Coding


def judge(asked: Asked, *, digest: str, changed_at: int, now: float) -> Verdict:
    """Return what to answer to a GET or HEAD for the document with *digest*.

    A client has the document when it shows the tag of any coding that it accepts: which of them
    is the selected representation is ours to choose, and 304 names the one it has.
    """
    codings = acceptable(asked.accept_encoding)
    if _fails(asked, codings, digest, changed_at, now):
        return Verdict(412, codings[0])
    if (shown := asked.if_none_match) is not None:
        if shown == codings[0].tag(digest):  # nearly always, so before anything is parsed
            return Verdict(304, codings[0])
        matching = _matching(shown, codings, digest, weakly=True)
        return Verdict(304, matching) if matching else Verdict(200, codings[0])
    since = _instant(asked.if_modified_since, now)
    is_fresh = since is not None and changed_at <= since
    return Verdict(304 if is_fresh else 200, codings[0])


def part(asked: Asked, *, tag: str, changed_at: int, size: int, now: float) -> range | None:
    """Return which bytes of a representation of *size* bytes are asked for, None for all.

    An empty range cannot be satisfied.
    """
    if asked.range is None or asked.method != "GET":
        return None
    found = _ONE_RANGE.fullmatch(asked.range)
    if not found or not _still_has(asked.if_range, tag, changed_at, now):
        return None
    first, last = found.groups()
    if not first:
        return range(max(size - int(last), 0), size) if last else None
    if not last:
        return range(int(first), size)
    return range(int(first), min(int(last) + 1, size)) if int(first) <= int(last) else None


def _fails(
    asked: Asked, codings: tuple[Coding, ...], digest: str, changed_at: int, now: float
) -> bool:
    if asked.if_match is not None:
        return _matching(asked.if_match, codings, digest, weakly=False) is None
    until = _instant(asked.if_unmodified_since, now)
    return until is not None and changed_at > until


def _matching(
    shown: str, codings: tuple[Coding, ...], digest: str, *, weakly: bool
) -> Coding | None:
    if shown.strip() == "*":
        return codings[0]
    tags = {tag for weak, tag in _TAGS.findall(shown) if weakly or not weak}
    return next((coding for coding in codings if coding.tag(digest) in tags), None)


def _still_has(if_range: str | None, tag: str, changed_at: int, now: float) -> bool:
    if if_range is None or if_range.strip() == tag:
        return True
    # A date is a strong validator once its second is over: until then it may get another document.
    return _instant(if_range, now) == changed_at and now - changed_at > 1


def _instant(value: str | None, now: float) -> int | None:
    return None if value is None else dates.read(value, this_year=gmtime(now).tm_year)
