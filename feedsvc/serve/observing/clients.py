"""Who asks: the address of the client, seen through the proxies that are ours."""

import socket


def client_address(remote: str, forwarded_for: str, proxies: int) -> str:
    """Return the address of the client whose connection comes from *remote*.

    It passed as many *proxies* of ours, each of which added the address that it saw to the end of
    *forwarded_for*: the value of X-Forwarded-For, several fields joined by commas. What else stands
    there anybody may have written, and is not believed. Where a proxy wrote no address, it is the
    nearest one to us that was written.
    """
    if not proxies or not forwarded_for:
        return remote
    for seen in reversed(forwarded_for.split(",")[-proxies:]):
        address = _address(seen.strip())
        if address is None:
            break
        remote = address
    return remote


def _address(text: str) -> str | None:
    """Return the IP address in *text* in its usual form; it may have a port, and brackets."""
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    family = socket.AF_INET6 if ":" in text else socket.AF_INET
    try:
        usual = socket.inet_ntop(family, socket.inet_pton(family, text))
    except (OSError, ValueError):
        return None
    # The same client whether a proxy listens on a socket of IPv6 or not.
    return usual.removeprefix("::ffff:") if "." in usual else usual
