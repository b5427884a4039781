"""The listener for admins, and which connections it has accepted."""

import socket
from ipaddress import ip_address


class PrivateListener:
    """A socket that listens for admins alone."""

    def __init__(self, listener: socket.socket) -> None:
        self._host, self._port = _place(listener)
        self._is_everywhere = ip_address(self._host).is_unspecified

    def accepted(self, local: tuple[str, int | None] | None) -> bool:
        """Tell whether a connection is ours, whose end on this machine is *local*."""
        if local is None or local[1] != self._port:
            return False
        # Two listeners share a port only if each names its own address.
        return self._is_everywhere or _plain(local[0]) == self._host


def _place(listener: socket.socket) -> tuple[str, int]:
    host, port = listener.getsockname()[:2]
    return _plain(host), port


def _plain(host: str) -> str:
    """Return an address without its zone: ``fe80::1%eth0``."""
    return host.partition("%")[0]
