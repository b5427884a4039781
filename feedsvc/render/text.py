"""Text and addresses in the characters that every format can carry."""

import re
from urllib.parse import quote, urlsplit

# What XML 1.0, section 2.2, keeps out: with one of these no parser reads the document.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

# RFC 3986: what is reserved, and the sign of what is percent-encoded already.
_RESERVED = "%/:?#[]@!$&'()*+,;="


def legal(text: str) -> str:
    """Return the text without the characters that XML cannot carry."""
    return _ILLEGAL.sub("", text)


def ascii_url(url: str) -> str:
    """Return the address as a URI: the host in IDNA, all else percent-encoded.

    Clients and validators stumble over an IRI (UriNotIri).
    """
    url = legal(url)
    return quote(url if url.isascii() else _with_ascii_host(url), safe=_RESERVED)


def _with_ascii_host(url: str) -> str:
    """Return the address with its host in IDNA, or unchanged where there is no such host."""
    try:
        parts = urlsplit(url)
        user, at, host = parts.netloc.rpartition("@")
        name, colon, port = host.partition(":")
        ascii_name = name.encode("idna").decode()
    except ValueError:
        return url
    return parts._replace(netloc=f"{user}{at}{ascii_name}{colon}{port}").geturl()
