"""Which requests are refused before anybody looks for an answer (RFC 9112, sections 2.3 to 5)."""

import re
from collections.abc import Sequence
from functools import lru_cache
from http import HTTPStatus

from feedsvc.serve.too_long import LONGEST

# All fields of a request together; a request of ours has a twentieth of it.
LARGEST_HEAD = 32 * 1024
MOST_FIELDS = 100

_VERSIONS = ("1.1", "1.0")
_HOST = re.compile(rb"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._~%!$&'()*+,;=-]*)(?::[0-9]{0,5})?")


class RefusedError(Exception):
    """The request is refused with this *status*."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


def check_target(target: bytes) -> None:
    """Raise RefusedError if *target* is longer than anybody's."""
    if len(target) > LONGEST:
        raise RefusedError(HTTPStatus.REQUEST_URI_TOO_LONG)


def check_sizes(fields: Sequence[tuple[bytes, bytes]]) -> None:
    """Raise RefusedError if there are too many *fields*, or too large ones."""
    sizes = [len(name) + len(value) for name, value in fields]
    if len(sizes) > MOST_FIELDS or max(sizes, default=0) > LONGEST or sum(sizes) > LARGEST_HEAD:
        raise RefusedError(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)


def check_host(version: str, fields: Sequence[tuple[bytes, bytes]]) -> None:
    """Raise RefusedError for a version that we do not speak, and for no host, or not one alone.

    Only HTTP/1.0 may do without Host (RFC 9112, section 3.2).
    """
    if version not in _VERSIONS:
        raise RefusedError(HTTPStatus.HTTP_VERSION_NOT_SUPPORTED)
    hosts = [value for name, value in fields if name == b"host"]
    if (hosts or version == "1.1") and not (len(hosts) == 1 and is_host(hosts[0])):
        raise RefusedError(HTTPStatus.BAD_REQUEST)


@lru_cache(256)
def is_host(value: bytes | None) -> bool:
    """Tell whether *value* may stand in Host; an empty one may (RFC 9110, section 7.2)."""
    return value is not None and _HOST.fullmatch(value) is not None
