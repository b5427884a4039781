"""Feeds of anybody on the web, fetched because an operator named them."""

import time
from http.client import HTTPException, HTTPMessage, HTTPResponse
from typing import IO
from urllib.error import HTTPError
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
)

from feedsvc.errors import ContentError

_USER_AGENT = "feedsvc"
_ACCEPTED = "application/atom+xml, application/rss+xml, application/feed+json, */*;q=0.5"
_SECONDS_OF_SILENCE = 10.0
_SECONDS_IN_ALL = 60.0
_CHUNK = 1 << 16
_SCHEMES = ("http://", "https://")


class _FewRedirects(HTTPRedirectHandler):
    max_redirections = 5

    def redirect_request(
        self,
        req: Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> Request | None:
        """Return the next request, which goes to the web like the first."""
        if not newurl.lower().startswith(_SCHEMES):
            raise HTTPError(newurl, code, "leads off the web", headers, fp)
        # The body of a redirect is read to its end before the next request, however long it is.
        fp.read = lambda *_: b""  # type: ignore[method-assign]
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def fetch(url: str, *, most: int) -> bytes:
    """Return what is at *url*, of a body of more than *most* bytes the beginning.

    The first byte more than *most* is there to tell. Nothing is decompressed. Raises ContentError.
    """
    if not url.lower().startswith(_SCHEMES):
        raise ContentError(f"{url} is no web address", hint="give an http or https URL, or a file")
    fields = {"User-Agent": _USER_AGENT, "Accept": _ACCEPTED, "Accept-Encoding": "identity"}
    end = time.monotonic() + _SECONDS_IN_ALL
    try:
        with _opener().open(Request(url, headers=fields), timeout=_SECONDS_OF_SILENCE) as response:  # noqa: S310
            coding = response.headers.get("Content-Encoding", "identity").strip().lower()
            if coding not in ("", "identity"):
                raise HTTPException(f"it is compressed ({coding}), which nobody asked for")
            return _body(response, most, end)
    except (OSError, HTTPException, ValueError) as error:
        raise ContentError(
            f"{url} cannot be fetched: {error}", hint="download the feed and name the file"
        ) from error


def _body(response: HTTPResponse, most: int, end: float) -> bytes:
    body = bytearray()
    while len(body) <= most:
        # read1 returns with what there is, so that a trickle cannot stretch the time.
        chunk = response.read1(_CHUNK)
        if not chunk:
            break
        body += chunk
        if time.monotonic() > end:
            raise HTTPException(f"it takes more than {_SECONDS_IN_ALL:.0f} seconds")
    return bytes(body[: most + 1])


def _opener() -> OpenerDirector:
    """Return what speaks HTTP and nothing else: no files, no FTP, no data URLs."""
    opener = OpenerDirector()
    for handler in (
        *(ProxyHandler(), HTTPHandler(), HTTPSHandler(), _FewRedirects()),
        *(HTTPDefaultErrorHandler(), HTTPErrorProcessor()),
    ):
        opener.add_handler(handler)
    return opener
