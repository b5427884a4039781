"""The usual way to serve a feed with Flask: bytes in memory, validators compared by Werkzeug.

Run where ``static`` has the document and its gzip form.
"""

from hashlib import blake2b
from pathlib import Path

from flask import Flask, Response, request

_FILE = Path("static", "feeds", "all.rss")
_BODIES = {"": _FILE.read_bytes(), "gzip": _FILE.with_name("all.rss.gz").read_bytes()}
_TAG = blake2b(_BODIES[""], digest_size=16).hexdigest()
_CHANGED_AT = int(_FILE.stat().st_mtime)

application = Flask(__name__)


@application.get("/feeds/all.rss")
def feed() -> Response:
    """Answer with the document, or only that it did not change."""
    coding = "gzip" if request.accept_encodings["gzip"] else ""
    response = Response(_BODIES[coding], content_type="application/rss+xml; charset=utf-8")
    response.set_etag(f"{_TAG}-{coding}" if coding else _TAG)
    response.last_modified = _CHANGED_AT  # type: ignore[assignment]
    response.cache_control.public = True
    response.cache_control.max_age = 300
    response.vary.add("Accept-Encoding")
    if coding:
        response.content_encoding = coding
    return response.make_conditional(request)  # type: ignore[return-value]
