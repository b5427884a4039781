"""How a request looks in the access log: one line, whatever the client sent."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from json import JSONEncoder
from typing import NamedTuple

from feedsvc.serve.observing.kinds import Kind


class Exchange(NamedTuple):
    """A request and its answer.

    Texts that the client sent are as WSGI has them (PEP 3333): each character is a byte. *at* is
    when the answer ended, in seconds since 1970; *sent* are the bytes of its body. A field that is
    missing is an empty text.
    """

    at: float
    client: str
    method: str
    target: str
    protocol: str
    status: int
    sent: int
    seconds: float
    referrer: str
    agent: str
    kind: Kind


def combined(exchange: Exchange) -> str:
    """Return the line of Apache's Combined Log Format, in UTC.

    What is not printable ASCII is escaped as Apache does it.
    """
    return (
        f"{_escaped(exchange.client) or '-'} - - [{_clf_time(int(exchange.at))}] "
        f'"{_escaped(exchange.method)} {_escaped(_public(exchange.target))} '
        f'{_escaped(exchange.protocol)}" {exchange.status} {exchange.sent or "-"} '
        f'"{_escaped(_public(exchange.referrer)) or "-"}" '
        f'"{_escaped(_public(exchange.agent)) or "-"}"\n'
    )


def as_json(exchange: Exchange) -> str:
    """Return the line as a JSON object in ASCII; what is UTF-8 parses back to its characters."""
    return (
        f'{{"time":"{_rfc3339(exchange.at)}","client":{_quoted(_decoded(exchange.client))},'
        f'"method":{_quoted(_decoded(exchange.method))},'
        f'"target":{_quoted(_decoded(_public(exchange.target)))},'
        f'"protocol":{_quoted(_decoded(exchange.protocol))},"status":{exchange.status},'
        f'"bytes":{exchange.sent},"seconds":{exchange.seconds:.6f},'
        f'"referrer":{_quoted(_decoded(_public(exchange.referrer)))},'
        f'"agent":{_quoted(_decoded(_public(exchange.agent)))},"kind":"{exchange.kind.label}"}}\n'
    )


FORMATS: dict[str, Callable[[Exchange], str]] = {"combined": combined, "json": as_json}

_quoted = JSONEncoder().encode

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@lru_cache(maxsize=2)
def _clf_time(second: int) -> str:
    at = datetime.fromtimestamp(second, UTC)
    return f"{at:%d}/{_MONTHS[at.month - 1]}/{at:%Y:%H:%M:%S} +0000"


def _rfc3339(at: float) -> str:
    second, millisecond = divmod(int(at * 1000), 1000)
    return f"{_second(second)}.{millisecond:03}Z"


@lru_cache(maxsize=2)
def _second(second: int) -> str:
    return f"{datetime.fromtimestamp(second, UTC):%Y-%m-%dT%H:%M:%S}"


_UNSAFE = re.compile(r"[^ !#-\[\]-~]")
_NAMED = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v"}


def _escaped(text: str) -> str:
    return _UNSAFE.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    return _NAMED.get(character) or "".join(f"\\x{byte:02x}" for byte in _bytes(character))


def _bytes(character: str) -> bytes:
    return character.encode("latin-1" if character <= "\xff" else "utf-8", "surrogatepass")


def _decoded(text: str) -> str:
    if text.isascii():
        return text
    try:
        return text.encode("latin-1").decode()
    except UnicodeError:
        return text


# What somebody who may use the API could have put where it does not belong.
_TOKEN = re.compile(r"fs_[\w-]{16,}", re.ASCII)
_CREDENTIALS = re.compile(r"://[^/?#\s]*@")


def _public(text: str) -> str:
    """Return *text* without tokens of ours, and without user and password in an address."""
    if "fs_" in text:
        text = _TOKEN.sub("fs_...", text)
    if "@" in text:
        text = _CREDENTIALS.sub("://", text)
    return text
