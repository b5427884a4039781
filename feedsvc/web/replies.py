"""What the protocol sends for a document that is in memory: bytes, worded no more than once."""

from collections.abc import Iterable
from functools import lru_cache
from http import HTTPStatus
from time import time

from feedsvc.serve.application import Application
from feedsvc.serve.documents import Answer, Asked, Edition
from feedsvc.serve.documents.asking import FIELDS
from feedsvc.serve.documents.codings import Coding, acceptable
from feedsvc.serve.documents.fields import SAFETY, describing
from feedsvc.serve.front import FEEDS
from feedsvc.serve.observing.clients import client_address
from feedsvc.serve.too_long import refused

# The head up to its Date, the body, the status, and the edition that they tell of.
Reply = tuple[bytes, bytes, int, Edition]

_FEEDS = FEEDS.encode()
_NAMES = tuple(name.encode() for name in FIELDS)
_METHODS = {b"GET": "GET", b"HEAD": "HEAD"}
# What hardly any request has, and what changes its answer.
_RARE = frozenset((b"if-match", b"if-unmodified-since", b"range", b"sec-fetch-dest"))


class Replies:
    """Replies with the documents of *application*; fields are by their names in small letters."""

    def __init__(self, application: Application) -> None:
        self._documents = application.documents
        self._proxies = application.proxies
        self._prefix = application.prefix.encode("latin-1")

    def recalled(
        self, method: bytes, target: bytes, fields: dict[bytes, bytes], remote: str, now: float
    ) -> Reply | None:
        """Return the reply to a request without content, None if it takes more than memory.

        *remote* is the address that it comes from, *now* any clock's.
        """
        if self._prefix and target.startswith(self._prefix):
            target = target[len(self._prefix) :]
        name = _METHODS.get(method)
        if name is None or not target.startswith(_FEEDS):
            return None
        path = target.partition(b"?")[0][len(_FEEDS) :].decode("latin-1")
        edition = self._documents.glance(path, now)
        if edition is None:
            return None
        usual = self._usual(name, fields, edition) if _RARE.isdisjoint(fields) else None
        if usual:
            return usual
        asked = self._asked(name, fields, remote)
        answer = self._documents.answer_from_memory(edition, asked, time())
        if answer is None:
            return None
        return self._head(answer), answer.body, answer.status, edition

    def address(self, fields: dict[bytes, bytes], remote: str) -> str:
        """Return the address of the client, whose requests pass proxies of ours."""
        forwarded = text(fields.get(b"x-forwarded-for")) or ""
        return client_address(remote, forwarded, self._proxies)

    def _usual(self, method: str, fields: dict[bytes, bytes], edition: Edition) -> Reply | None:
        """Return what nearly everybody gets, the document or that it did not change."""
        coding = _best(fields.get(b"accept-encoding"))
        shown = fields.get(b"if-none-match")
        if shown is not None:
            if shown != coding.tag(edition.digest).encode():
                return None
            return self._unchanged(edition, shown), b"", 304, edition
        body = self._documents.body_in_memory(edition, coding)
        if body is None or b"if-modified-since" in fields or self._documents.tells_clients_apart:
            return None
        head = edition.heads.get(coding)
        if head is None:
            head = self._head(Answer(200, edition, coding, body, len(body)))
            edition.heads[coding] = head
        return head, body if method == "GET" else b"", 200, edition

    def _asked(self, method: str, fields: dict[bytes, bytes], remote: str) -> Asked:
        shown = [text(fields.get(name)) for name in _NAMES]
        asked = Asked._make((method, *shown, ""))
        if not self._documents.tells_clients_apart:
            return asked
        agent = text(fields.get(b"user-agent"))
        return asked._replace(client=f"{self.address(fields, remote)} {agent}")

    def _head(self, answer: Answer) -> bytes:
        status, edition, coding, _, size, *_, is_page = answer
        tag = coding.tag(edition.digest).encode()
        if status == 304:
            return self._unchanged(edition, tag)
        if status == 200:
            standing = edition.lines or self._word(edition)
            described = _lines(describing(edition.path, coding, size, is_page=is_page))
            return b"%bETag: %b\r\n%b%b%b" % (_STATUS[200], tag, standing, _SAFETY, described)
        return _STATUS[status] + _lines(self._documents.fields(answer))

    def _unchanged(self, edition: Edition, tag: bytes) -> bytes:
        standing = edition.lines or self._word(edition)
        return b"%bETag: %b\r\n%b%b" % (_STATUS[304], tag, standing, _SAFETY)

    def _word(self, edition: Edition) -> bytes:
        edition.lines = _lines(self._documents.standing(edition))
        return edition.lines


def refusal(status: HTTPStatus, *, is_for_program: bool) -> tuple[bytes, bytes]:
    """Return the head of a refusal, up to its Date, and its body, which most have none of."""
    fields, said = refused(status, is_for_program=is_for_program)
    return _STATUS[status] + _SAFETY + _lines(fields), said


def text(value: bytes | None) -> str | None:
    """Return the value of a field as WSGI has it."""
    return None if value is None else value.decode("latin-1")


@lru_cache(256)
def _best(accept_encoding: bytes | None) -> Coding:
    return acceptable(text(accept_encoding))[0]


def _lines(fields: Iterable[tuple[str, str]]) -> bytes:
    return "".join([f"{name}: {value}\r\n" for name, value in fields]).encode("latin-1")


_STATUS = {
    status.value: f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode() for status in HTTPStatus
}
_SAFETY = _lines(SAFETY)
