"""The answer to a request for a document: its status and which bytes of it are sent."""

from collections.abc import Callable
from typing import NamedTuple

from feedsvc.serve.documents.asking import Asked
from feedsvc.serve.documents.codings import Coding
from feedsvc.serve.documents.conditions import judge, part
from feedsvc.serve.documents.editions import Edition

_READING = ("GET", "HEAD")


class Answer(NamedTuple):
    """A status and a body.

    ``size`` is that of the whole representation, ``part`` what of it is sent, ``wait`` for how
    many seconds the client is asked to stay away; ``is_page`` says that a browser shows the body to
    somebody.
    """

    status: int
    edition: Edition
    coding: Coding
    body: bytes = b""
    size: int = 0
    part: range | None = None
    wait: int = 0
    is_page: bool = False


def answer(
    asked: Asked, edition: Edition, body_in: Callable[[Edition, Coding], bytes | None], now: float
) -> Answer | None:
    """Return the answer to a request, None if it takes bytes that *body_in* does not have."""
    if asked.method not in _READING:
        return Answer(204 if asked.method == "OPTIONS" else 405, edition, Coding.IDENTITY)
    status, coding = judge(asked, digest=edition.digest, changed_at=edition.changed_at, now=now)
    if status != 200:
        return Answer(status, edition, coding)
    body = body_in(edition, coding)
    if body is None:
        return None
    size = len(body)
    whole = Answer(200, edition, coding, body, size, is_page=asked.opens_a_page)
    if asked.method == "HEAD":
        return whole._replace(body=b"")
    if asked.range is None:
        return whole
    wanted = part(
        asked,
        tag=coding.tag(edition.digest),
        changed_at=edition.changed_at,
        size=size,
        now=now,
    )
    if wanted is None:
        return whole
    if not wanted:
        return Answer(416, edition, coding, b"", size, wanted)
    return whole._replace(status=206, body=body[wanted.start : wanted.stop], part=wanted)
