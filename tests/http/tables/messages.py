"""Versions, connections, framing, limits, and what is no HTTP at all (RFC 9112)."""

from tests.http.check import Afterwards, Check, Outcome, through_nginx, under_gunicorn
from tests.http.outcomes import (
    NOT_ALLOWED,
    OPTIONS,
    REFUSED,
    current,
    refused,
    unsatisfiable,
    whole,
)
from tests.http.site import DOCUMENT

_HOST = b"Host: feeds.example.cn\r\n"
_LINE = f"GET {DOCUMENT} HTTP/1.1\r\n".encode()
_BEGINNING = _LINE + _HOST
# Where a server takes a part of the message for another request, this is what it answers.
_HIDDEN = b"GET /feeds/all.rss HTTP/1.1\r\nHost: feeds.example.cn\r\n\r\n"
_AS_IT_SAYS, _CLOSES = Afterwards.AS_IT_SAYS, Afterwards.CLOSES

_CONNECTIONS = (
    Check(
        "HTTP/1.0 gets the document and the end", whole(), version="HTTP/1.0", afterwards=_CLOSES
    ),
    Check(
        "HTTP/1.0 without Host gets the document",
        whole(),
        version="HTTP/1.0",
        host=None,
        afterwards=_CLOSES,
    ),
    Check(
        "HTTP/1.0 may ask to go on, and is told whether",
        whole(),
        "Connection: keep-alive",
        version="HTTP/1.0",
        afterwards=Afterwards.KEEP_ALIVE,
    ),
    Check(
        "HTTP/1.0 gets 304",
        current(),
        "If-None-Match: {etag}",
        version="HTTP/1.0",
        afterwards=_CLOSES,
    ),
    Check("close is obeyed", whole(), "Connection: close", afterwards=_CLOSES),
    Check(
        "close among others is obeyed",
        whole(),
        "Connection: x, Close",
        afterwards=_CLOSES,
        instead=under_gunicorn(whole(), "reads close only where it is alone", Afterwards.STAYS),
    ),
    Check(
        "nothing behind close is answered",
        whole(),
        "Connection: close",
        body=_HIDDEN,
        afterwards=_CLOSES,
    ),
    Check(
        "close is obeyed at 304",
        current(),
        "Connection: close\nIf-None-Match: {etag}",
        afterwards=_CLOSES,
    ),
    Check(
        "close is obeyed at HEAD",
        whole().headed(),
        "Connection: close",
        method="HEAD",
        afterwards=_CLOSES,
    ),
    Check(
        "close is obeyed at 405", NOT_ALLOWED, "Connection: close", method="PUT", afterwards=_CLOSES
    ),
    Check("keep-alive changes nothing", whole(), "Connection: keep-alive\nKeep-Alive: timeout=5"),
    Check("an upgrade to HTTP/2 is declined", whole(), "Upgrade: h2c\nConnection: Upgrade"),
    Check(
        "an upgrade to WebSocket is declined",
        whole(),
        "Upgrade: websocket\nConnection: Upgrade\nSec-WebSocket-Version: 13"
        "\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ),
    Check(
        "the whole address as target",
        whole(),
        target=f"http://evil.example{DOCUMENT}",
    ),
    Check(
        "empty lines before a request are passed over", whole(), raw=b"\r\n" + _BEGINNING + b"\r\n"
    ),
    Check("names of fields in any case", whole("gzip"), "aCCEPT-eNCODING: gzip"),
    Check("bytes above ASCII in a field", whole(), "User-Agent: Lecteur d\xe9j\xe0 vu"),
    Check("a tab around a value", whole("gzip"), "Accept-Encoding:\tgzip\t"),
    Check("an empty value", whole(), "User-Agent:"),
    Check("fifty fields", whole(), "\n".join(f"X-Field-{number}: x" for number in range(50))),
    Check("a field of 3 KB", whole(), "X-Long: " + "x" * 3000),
)

_BODIES = (
    Check("a body that nobody asked for", whole(), "Content-Length: 5", body=b"hello"),
    Check("an empty body", whole(), "Content-Length: 0"),
    Check(
        "a body that looks like a request",
        whole(),
        f"Content-Length: {len(_HIDDEN)}",
        body=_HIDDEN,
    ),
    Check(
        "a body of 60 KB that looks like requests",
        whole(),
        f"Content-Length: {len(_HIDDEN) * 1000}",
        body=_HIDDEN * 1000,
        afterwards=_AS_IT_SAYS,
    ),
    Check(
        "a body in chunks",
        whole(),
        "Transfer-Encoding: chunked",
        body=b"5\r\nhello\r\n0\r\n\r\n",
    ),
    Check(
        "a body in chunks with extensions and a trailer",
        whole(),
        "Transfer-Encoding: chunked\nTrailer: X-Sum",
        body=b'5;a=b;c="d"\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n',
    ),
    Check(
        "a body at 304",
        current(),
        "If-None-Match: {etag}\nContent-Length: 5",
        body=b"hello",
    ),
    Check("a body at 405", NOT_ALLOWED, "Content-Length: 5", method="POST", body=b"hello"),
    Check(
        "a body at 416",
        unsatisfiable(),
        "Range: bytes=9999999-\nContent-Length: 5",
        body=b"hello",
    ),
    Check("a body at OPTIONS", OPTIONS, "Content-Length: 5", method="OPTIONS", body=b"hello"),
    Check("a body at HEAD", whole().headed(), "Content-Length: 5", method="HEAD", body=b"hello"),
    Check(
        "Expect: 100-continue with its body",
        whole(),
        "Expect: 100-continue\nContent-Length: 5",
        body=b"hello",
        afterwards=_AS_IT_SAYS,
    ),
    Check("Expect: 100-continue without a body", whole(), "Expect: 100-continue"),
    Check(
        "an expectation that nobody knows",
        Outcome((200, 417)),
        "Expect: the-best",
        afterwards=_AS_IT_SAYS,
    ),
)

# What two programs in a row could take for different messages (RFC 9112, section 11.2).
_AMBIGUOUS = {
    "both a length and chunks": b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunks and a length": b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
    "two lengths": b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
    "two lengths in one": b"Content-Length: 5, 6\r\n\r\nhello!",
    "a length with a sign": b"Content-Length: +5\r\n\r\nhello",
    "a length below zero": b"Content-Length: -5\r\n\r\nhello",
    "a hexadecimal length": b"Content-Length: 0x5\r\n\r\nhello",
    "a length with an underscore": b"Content-Length: 0_5\r\n\r\nhello",
    "a length of blanks": b"Content-Length: 5 5\r\n\r\nhello",
    "a length beyond any number": b"Content-Length: " + b"9" * 40 + b"\r\n\r\nhello",
    "a transfer coding that nobody knows": b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "a transfer coding behind chunked": b"Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n",
    "chunked as a prefix": b"Transfer-Encoding: chunkedx\r\n\r\n0\r\n\r\n",
    "a blank before the colon": b"Content-Length : 5\r\n\r\nhello",
    "a tab before the colon": b"Transfer-Encoding\t: chunked\r\n\r\n0\r\n\r\n",
    "a field without a name": b": x\r\n\r\n",
    "a field without a colon": b"Content-Length\r\n\r\n",
    "a blank inside a name": b"Content Length: 5\r\n\r\nhello",
    "a NUL in a name": b"X-Fie\0ld: x\r\n\r\n",
    "a NUL in a value": b"X-Field: a\0b\r\n\r\n",
    "a CR in a value": b"X-Field: a\rb\r\n\r\n",
    "a folded line": b"X-Field: a\r\n b\r\n\r\n",
    "a folded line first": b" X-Field: a\r\n\r\n",
    "two hosts": b"Host: evil.example\r\n\r\n",
    "bytes above ASCII in a name": b"X-F\xe9: a\r\n\r\n",
}

_MALFORMED = {
    "no Host": _LINE + b"\r\n",
    "a Host with a path": _LINE + b"Host: a/b\r\n\r\n",
    "a Host with blanks": _LINE + b"Host: a b\r\n\r\n",
    "a line feed alone behind the request line": _LINE.replace(b"\r", b"") + _HOST + b"\r\n",
    "a line feed alone behind a field": _LINE + b"Host: feeds.example.cn\nX-Field: a\r\n\r\n",
    "a carriage return alone": _LINE + b"Host: feeds.example.cn\rX-Field: a\r\n\r\n",
    "a blank in the target": b"GET /feeds/all.atom x HTTP/1.1\r\n" + _HOST + b"\r\n",
    "a tab for a blank": b"GET\t/feeds/all.atom\tHTTP/1.1\r\n" + _HOST + b"\r\n",
    "a NUL in the target": b"GET /feeds/a\0ll.atom HTTP/1.1\r\n" + _HOST + b"\r\n",
    "no target": b"GET  HTTP/1.1\r\n" + _HOST + b"\r\n",
    "a target without a slash": b"GET feeds/all.atom HTTP/1.1\r\n" + _HOST + b"\r\n",
    "a method with a bracket": b"GE(T /feeds/all.atom HTTP/1.1\r\n" + _HOST + b"\r\n",
    "a method with a NUL": b"GE\0T /feeds/all.atom HTTP/1.1\r\n" + _HOST + b"\r\n",
    "a method with bytes above ASCII": b"G\xc9T /feeds/all.atom HTTP/1.1\r\n" + _HOST + b"\r\n",
    "a blank before the method": b" GET /feeds/all.atom HTTP/1.1\r\n" + _HOST + b"\r\n",
    "another protocol": b"GET /feeds/all.atom ICY/1.1\r\n" + _HOST + b"\r\n",
    "a version in small letters": b"GET /feeds/all.atom http/1.1\r\n" + _HOST + b"\r\n",
    "a version without a number": b"GET /feeds/all.atom HTTP/1\r\n" + _HOST + b"\r\n",
    "a version of three numbers": b"GET /feeds/all.atom HTTP/1.1.1\r\n" + _HOST + b"\r\n",
    "words": b"good morning\r\n\r\n",
    "a beginning of TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\r\n\r\n",
}

_CHUNKS = {
    "no number": b"zz\r\nhello\r\n0\r\n\r\n",
    "a sign": b"+5\r\nhello\r\n0\r\n\r\n",
    "a prefix": b"0x5\r\nhello\r\n0\r\n\r\n",
    "a number beyond any number": b"f" * 40 + b"\r\nhello\r\n0\r\n\r\n",
    "more than it says": b"2\r\nhello\r\n0\r\n\r\n",
    "nothing": b"\r\nhello\r\n0\r\n\r\n",
}
_HOST_UNREAD = under_gunicorn(
    whole(), "leaves Host to the application, which never reads it", Afterwards.STAYS
)
# RFC 9112, section 2.2, lets a recipient take a line feed alone for the end of a line.
_LINE_FEED = through_nginx(whole(), "takes a line feed for the end of a line", Afterwards.STAYS)
_INSTEAD = {
    "a length beyond any number": under_gunicorn(whole(), "believes it", Afterwards.WAITS),
    "no Host": _HOST_UNREAD,
    "a Host with a path": _HOST_UNREAD,
    "a Host with blanks": _HOST_UNREAD,
    "a line feed alone behind the request line": _LINE_FEED,
    "a line feed alone behind a field": _LINE_FEED,
    "bytes above ASCII in a name": through_nginx(whole(), "drops the field", Afterwards.STAYS),
}


def _followed(name: str, message: bytes) -> bytes:
    """Return a message that is refused, and a request behind it that must not be answered."""
    return message if name in _INSTEAD else message + _HIDDEN


_NOT_HTTP_1 = refused(400, 505)

_LONG = {
    "of 9 KB": "x" * 9_000,
    "of 20 KB": "x" * 20_000,
    "of 70 KB": "x" * 70_000,
}

CHECKS = (
    *_CONNECTIONS,
    *_BODIES,
    *(
        Check(
            f"refused: {name}",
            refused(400, 501),
            raw=_followed(name, _BEGINNING + lines),
            afterwards=_CLOSES,
            instead=_INSTEAD.get(name, {}),
        )
        for name, lines in _AMBIGUOUS.items()
    ),
    *(
        Check(
            f"refused: {name}",
            REFUSED,
            raw=_followed(name, raw),
            afterwards=_CLOSES,
            instead=_INSTEAD.get(name, {}),
        )
        for name, raw in _MALFORMED.items()
    ),
    *(
        Check(
            f"refused: a chunk whose size is {name}",
            refused(400, 401),
            raw=b"POST /api/v1/runs HTTP/1.1\r\n"
            + _HOST
            + b"Transfer-Encoding: chunked\r\n\r\n"
            + chunks,
            afterwards=Afterwards.FAILS,
        )
        for name, chunks in _CHUNKS.items()
    ),
    Check("refused: HTTP/2.0", _NOT_HTTP_1, version="HTTP/2.0", afterwards=_CLOSES),
    Check("refused: HTTP/9.9", _NOT_HTTP_1, version="HTTP/9.9", afterwards=_CLOSES),
    Check(
        "refused: the beginning of HTTP/2",
        _NOT_HTTP_1,
        raw=b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        afterwards=_CLOSES,
    ),
    *(
        Check(
            f"a path {how} is too long",
            refused(414),
            target=f"/feeds/tag/{text}.atom",
            afterwards=_CLOSES,
        )
        for how, text in _LONG.items()
    ),
    *(
        Check(
            f"a query {how} is too long", refused(414), target=f"{DOCUMENT}?{x}", afterwards=_CLOSES
        )
        for how, x in _LONG.items()
    ),
    *(
        Check(f"a field {how} is too large", refused(431), f"X-Field: {x}", afterwards=_CLOSES)
        for how, x in _LONG.items()
    ),
    Check("a name of 9 KB is too large", refused(431), "X" * 9_000 + ": x", afterwards=_CLOSES),
    Check(
        "two hundred fields are too many",
        refused(431),
        "\n".join(f"X-Field-{number}: {'x' * 50}" for number in range(200)),
        afterwards=_CLOSES,
        instead=through_nginx(whole(), "counts bytes, not fields", Afterwards.STAYS),
    ),
    Check(
        "forty fields of 2 KB are too large together",
        refused(431),
        "\n".join(f"X-Field-{number}: {'x' * 2000}" for number in range(40)),
        afterwards=_CLOSES,
        instead=under_gunicorn(whole(), "counts fields, not their bytes", Afterwards.STAYS),
    ),
    Check(
        "a cookie of 9 KB at a page is too large",
        refused(431),
        "Cookie: " + "x" * 9_000,
        target="/feeds/all",
        afterwards=_CLOSES,
    ),
)
