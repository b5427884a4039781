"""Text and addresses in the characters that every format can carry."""

import re
from urllib.parse import quote, urlsplit
from uuid import NAMESPACE_OID, uuid5

# What XML 1.0, section 2.2, lets in: with any other character no parser reads the document.
_LEGAL = re.compile("[\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]++")

# RFC 3986: what is reserved, and the sign of what is percent-encoded already.
_RESERVED = "%/:?#[]@!$&'()*+,;="

# An address that goes out as it is, as most do.
_URI = re.compile(f"[A-Za-z0-9_.~{re.escape(_RESERVED)}-]*+")


# What begins like an address or a name of any scheme (RFC 3987, section 2.2).
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?:[^\s<>\"{}|\\^`%]|%[0-9A-Fa-f]{2})+")
# A name of the kind that is resolved nowhere (RFC 8141, section 2).
_URN = re.compile(r"urn:[a-z0-9][a-z0-9-]{1,31}:.+", re.IGNORECASE)
_PLACES = ("http:", "https:")


def iri(id_: str) -> str:
    """Return the id as Atom takes it: an IRI as it is, any other as a name-based UUID.

    Publishers state ids such as ``1234``, which RSS and JSON Feed take and Atom does not (RFC 4287,
    section 4.2.6); the same id makes the same UUID for ever.
    """
    return id_ if _is_iri(id_) else uuid5(NAMESPACE_OID, id_).urn


def _is_iri(id_: str) -> bool:
    if not _IRI.fullmatch(id_):
        return False
    if id_.lower().startswith("urn:"):
        return _URN.fullmatch(id_) is not None
    if id_.lower().startswith(_PLACES):
        try:
            return bool(urlsplit(id_).hostname)
        except ValueError:
            return False
    return True


def legal(text: str) -> str:
    """Return the text without the characters that XML cannot carry."""
    # Whatever XML keeps out is unprintable too, and to ask for that is cheapest.
    if text.isprintable() or _LEGAL.fullmatch(text):
        return text
    return "".join(_LEGAL.findall(text))


def ascii_url(url: str) -> str:
    """Return the address as a URI: the host in IDNA, all else percent-encoded.

    Clients and validators stumble over an IRI (UriNotIri).
    """
    if _URI.fullmatch(url):
        return url
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
