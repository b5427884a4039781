"""URLs as authors write them, and as they may stand in feeds."""

import re
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

# RFC 3986 reserved and unreserved characters, and % since most URLs are encoded already.
_LEGAL = "%/:?#[]@!$&'()*+,;=-._~"
_ILLEGAL = re.compile(r"[^\w%/:?#\[\]@!$&'()*+,;=.~-]|%(?![\da-f]{2})", re.A | re.I)
_STRAY_PERCENT = re.compile(r"%(?![\da-f]{2})", re.A | re.I)
_WEB = re.compile(r"(?P<scheme>https?:)(?P<host>//[^/?#])?", re.I)


def ascii_url(url: str) -> str:
    """Return *url* with its host in ASCII (IDNA) and everything else percent-encoded.

    Raises ValueError if it cannot be parsed, or is of the web but names no host.
    """
    if web := _WEB.match(url):
        if not web["host"]:
            raise ValueError(f"{url!r} names no host")
        url = web["scheme"].lower() + url[web.end("scheme") :]
    if not _ILLEGAL.search(url):
        return url
    parts = urlsplit(url)
    host = parts.netloc if parts.netloc.isascii() else _ascii_host(parts.netloc)
    if _ILLEGAL.search(host):
        raise ValueError(f"{host!r} is no host")
    path, query, fragment = (_quoted(part) for part in parts[2:])
    return urlunsplit((parts.scheme, host, path, query, fragment))


def web_address(reference: str, base_url: str) -> str | None:
    """Return *reference* absolute and in ASCII, or None if it is no http(s) URL."""
    try:
        address = ascii_url(urljoin(base_url, reference))
    except ValueError:
        return None
    return address if address.startswith(("http://", "https://")) else None


def _quoted(part: str) -> str:
    return quote(_STRAY_PERCENT.sub("%25", part), safe=_LEGAL)


def _ascii_host(netloc: str) -> str:
    userinfo, at, host = netloc.rpartition("@")
    name, colon, port = host.partition(":")
    return f"{quote(userinfo, safe=':')}{at}{name.encode('idna').decode()}{colon}{port}"
