"""The cookie of a session, and where browsers keep it."""

from ipaddress import IPv6Address, ip_address

from feedsvc.access.origins import origin_of

# Only the very host that set a cookie with this prefix can have set it, and only over a connection
# that nobody else reads (RFC 6265bis, section 4.1.3.2). It demands Secure and the path /.
NAME = "__Host-feedsvc"

# Lax: whoever follows a link in a mail or a chat finds the session; what other sites post, embed or
# fetch goes without it. No Max-Age: the browser forgets it when it closes, we after twelve hours.
_ATTRIBUTES = "Path=/; Secure; HttpOnly; SameSite=Lax"


def session_cookie(id: str) -> str:
    """Return the value of Set-Cookie that begins a session."""
    return f"{NAME}={id}; {_ATTRIBUTES}"


def no_cookie() -> str:
    """Return the value of Set-Cookie that ends it."""
    return f"{NAME}=; Max-Age=0; {_ATTRIBUTES}"


def keeps_sessions(address: str) -> bool:
    """Tell whether browsers keep the cookie of a page at this *address*.

    They do over https, and over http from this very machine (W3C Secure Contexts, section 3.1):
    Chromium 156 took and returned it on 127.0.0.1, [::1], localhost and names below it, and on no
    other name over http, where a password could be read by others, too. Safari long refused it on
    this machine (WebKit's bug 281149).
    """
    origin = origin_of(address)
    if origin is None:
        return False
    scheme, host, _ = origin
    return scheme == "https" or _is_loopback(host)


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return address == IPv6Address("::1") if address.version == 6 else address.is_loopback
