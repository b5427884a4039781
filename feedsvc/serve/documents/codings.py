"""In which coding a document is sent: what the client accepts, and the bytes of each coding."""

import re
from enum import Enum
from functools import lru_cache

import brotli
import zstandard
from zlib_ng import zlib_ng

# More different wishes than this come only from somebody who makes them up.
_REMEMBERED = 512
_MEMBER = re.compile(
    r"[ \t]*(?P<name>[!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*"
    r"(?:;[ \t]*[qQ]=(?P<weight>0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)[ \t]*)?"
)
_GZIP_FORMAT = 31  # the largest window, 2**15, and a header and trailer of gzip around it
# Each is the strongest that takes about a millisecond for 100 KB (docs/performance.md).
_GZIP_LEVEL = 6
_BROTLI_QUALITY = 5
_ZSTD_LEVEL = 6


class Coding(Enum):
    """A content coding, in the order in which we prefer them: the smallest documents first."""

    BR = "br"
    ZSTD = "zstd"
    GZIP = "gzip"
    IDENTITY = "identity"

    def __init__(self, name: str) -> None:
        # Not self.value: that is a property, and this is asked for with every request.
        self._ending = '"' if name == "identity" else f'-{name}"'

    def tag(self, digest: str) -> str:
        """Return the strong entity tag of the document with this *digest* in this coding."""
        return f'"{digest}{self._ending}'


def encode(body: bytes, coding: Coding) -> bytes:
    """Return *body* in this coding."""
    match coding:
        case Coding.BR:
            squeezed: bytes = brotli.compress(body, brotli.MODE_TEXT, _BROTLI_QUALITY)
            return squeezed
        case Coding.ZSTD:
            return zstandard.ZstdCompressor(level=_ZSTD_LEVEL).compress(body)
        case Coding.GZIP:
            # Without a name and a time, so that equal bytes stay equal.
            squeezer = zlib_ng.compressobj(_GZIP_LEVEL, zlib_ng.DEFLATED, _GZIP_FORMAT)
            return squeezer.compress(body) + squeezer.flush()
        case Coding.IDENTITY:
            return body


@lru_cache(_REMEMBERED)
def acceptable(accept_encoding: str | None) -> tuple[Coding, ...]:
    """Return the codings that a client accepts, the best first (RFC 9110, section 12.5.3).

    Never empty: who accepts nothing at all gets the document as it is.
    """
    if not accept_encoding:
        return (Coding.IDENTITY,)
    weights = _weights(accept_encoding)
    others = weights.get("*", 0.0)
    ranked = {coding: weights.get(coding.value, others) for coding in Coding}
    if "identity" not in weights and "*" not in weights:
        ranked[Coding.IDENTITY] = 0.0001  # always acceptable, never asked for
    wanted = sorted((coding for coding in Coding if ranked[coding]), key=lambda c: -ranked[c])
    return tuple(wanted) or (Coding.IDENTITY,)


def _weights(accept_encoding: str) -> dict[str, float]:
    """Return the weight of each coding that is named; what is no coding and weight is left out."""
    found: dict[str, float] = {}
    for member in accept_encoding.split(","):
        if named := _MEMBER.fullmatch(member):
            name = named["name"].lower().removeprefix("x-")
            found.setdefault(name, float(named["weight"] or 1))
    return found
