"""Which settings are for nobody's eyes, and how they look to everybody."""

import re
from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit, urlunsplit

MASK = "***"

_SECRET = re.compile(r"(^|_)(secret|password|token|key|credentials?)$")
# Whoever knows such an address may write to who reads there.
_ADDRESS = re.compile(r"(^|_)webhook_url$")


def is_secret(key: str) -> bool:
    """Tell whether what somebody wrote for a key must not be repeated; *key* may have a section."""
    name = key.rpartition(".")[2]
    return bool(_SECRET.search(name) or _ADDRESS.search(name))


def masked(key: str, value: object) -> object:
    """Return *value* as everybody may see it."""
    name = key.rpartition(".")[2]
    if value and _SECRET.search(name):
        return MASK
    if not isinstance(value, str) or "://" not in value:
        return value
    parts = urlsplit(value)
    if _ADDRESS.search(name):
        return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], f"/{MASK}", "", ""))
    if "@" in parts.netloc:
        return urlunsplit(parts._replace(netloc=f"{MASK}@{parts.netloc.rpartition('@')[2]}"))
    return value


def is_loopback(host: str) -> bool:
    """Tell whether what is sent to *host* never leaves this machine."""
    if host == "localhost":
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return address == IPv6Address("::1") if address.version == 6 else address.is_loopback
