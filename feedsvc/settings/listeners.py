"""Addresses to listen on, with their ports: ``127.0.0.1:9000``, ``[::1]:9000``."""

import re

from feedsvc.settings import checks
from feedsvc.settings.checks import UnfitError

_WRITTEN = re.compile(r"(?:\[(?P<address>[^\[\]]+)\]|(?P<host>[^:\[\]]+)):(?P<port>[0-9]{1,5})")
_LARGEST = 65535


def listener(value: str) -> str:
    """Return an address or a host name with a port, or the empty text."""
    if not value:
        return ""
    host, port = parts_of(value)
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def parts_of(value: str) -> tuple[str, int]:
    """Return host and port; raises UnfitError if one is missing or cannot be."""
    found = _WRITTEN.fullmatch(value)
    if not found:
        raise UnfitError("is not an address with a port")
    port = int(found["port"])
    if not 1 <= port <= _LARGEST:
        raise UnfitError(f"has a port that is not one from 1 to {_LARGEST}")
    return checks.host(found["address"] or found["host"]), port
