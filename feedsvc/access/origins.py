"""Whether a request that changes something comes from our own pages, as the browser tells it.

Fetch Metadata (W3C) says it plainly in Sec-Fetch-Site; browsers send it where the connection cannot
be read by others. Elsewhere they name the page's origin (RFC 6454; Fetch, "Origin" header).
"""

from collections.abc import Collection
from enum import StrEnum
from urllib.parse import urlsplit

_PORTS = {"http": 80, "https": 443}
# "none" is the visitor's own doing, such as a bookmark: no page can bring it about.
_OURS = ("same-origin", "none")


class OriginRefusal(StrEnum):
    """Why a request is not believed to come from our own pages."""

    ELSEWHERE = "elsewhere"
    """A page of another site or origin sent it."""
    UNKNOWN = "unknown"
    """No browser that people use leaves both fields out."""


def origin_refusal(
    *, sec_fetch_site: str | None, origin: str | None, ours: Collection[str]
) -> OriginRefusal | None:
    """Return why a request with these fields must not change anything, None if it may.

    *ours* are the addresses where people reach us, such as site.base_url; the Host field is no
    witness (RFC 9110, section 17.1).
    """
    if sec_fetch_site is not None:
        return None if sec_fetch_site.strip() in _OURS else OriginRefusal.ELSEWHERE
    if origin is None:
        return OriginRefusal.UNKNOWN
    sender = origin_of(origin.strip())
    is_ours = sender is not None and sender in {origin_of(each) for each in ours}
    return None if is_ours else OriginRefusal.ELSEWHERE


def origin_of(address: str) -> tuple[str, str, int] | None:
    """Return scheme, host and port of a web address (RFC 6454, section 4), None if it is none."""
    try:
        parts = urlsplit(address)
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return None
    if not parts.hostname or port is None or parts.scheme not in _PORTS:
        return None
    return parts.scheme, parts.hostname, port
