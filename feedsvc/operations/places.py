"""Addresses that somebody shows, and whether they are of this site."""

import re
from urllib.parse import SplitResult, unquote, urlsplit

from feedsvc.content.urls import ascii_url

_WEB = re.compile(r"https?:", re.IGNORECASE)
_PORTS = {"http": 80, "https": 443}


def path_at(named: str, base_url: str) -> str | None:
    """Return the path below *base_url* that an address names, None for what is none of that site.

    Which of http and https it begins with does not matter, as long as none names a port.
    """
    if not _WEB.match(named):
        return None
    try:
        shown, ours = urlsplit(ascii_url(named)), urlsplit(ascii_url(base_url))
        is_ours = _host(shown) == _host(ours)
    except ValueError:  # it is no address, whatever it begins with
        return None
    path, root = unquote(shown.path), unquote(ours.path)
    if not is_ours or not path.startswith(f"{root}/"):
        return None
    return path.removeprefix(root)


def _host(parts: SplitResult) -> tuple[str | None, int | None]:
    is_usual = parts.port == _PORTS.get(parts.scheme)
    return parts.hostname, None if is_usual else parts.port
