"""Codings of documents and their ETags (RFC 9110, sections 8.4 and 12.5.3)."""

from tests.http.check import Check, through_nginx
from tests.http.outcomes import current, whole
from tests.http.site import CODINGS, MEDIA_TYPES

_ONE_CODING = "its cache knows the tag of the coding that it would send"
_UNKNOWN = ", ".join(f"x-coding-{number};q=0.{number:03}" for number in range(100, 200))

# What is accepted, and what is sent: of what is equally welcome the smallest, and never 406.
_ACCEPTED: tuple[tuple[str, str | None], ...] = (
    ("", None),
    ("identity", None),
    ("gzip", "gzip"),
    ("br", "br"),
    ("zstd", "zstd"),
    ("GZIP", "gzip"),
    ("Br", "br"),
    ("x-gzip", "gzip"),
    ("gzip, br", "br"),
    ("gzip, zstd", "zstd"),
    ("gzip, deflate, br, zstd", "br"),
    ("zstd, gzip, br", "br"),
    ("gzip,br", "br"),
    ("gzip, identity", "gzip"),
    ("gzip;q=1.0, br;q=0.5", "gzip"),
    ("gzip;q=0.5, br;q=1", "br"),
    ("gzip;q=0.501, zstd;q=0.5", "gzip"),
    ("gzip;q=0.001", "gzip"),
    ("gzip;q=1.000, br;q=0.999", "gzip"),
    ("gzip ; q=0.5 ,\tzstd ;\tq=0.4", "gzip"),
    ("gzip;Q=0.2, zstd;Q=0.1", "gzip"),
    ("gzip;q=0", None),
    ("gzip;q=0.0", None),
    ("gzip;q=0.000", None),
    ("gzip;Q=0", None),
    ("gzip;q=0, br", "br"),
    ("gzip;q=0, br;q=0, zstd;q=0", None),
    ("*", "br"),
    ("*;q=0.1", "br"),
    ("*;q=0", None),
    ("gzip, *;q=0", "gzip"),
    ("gzip;q=0, *", "br"),
    ("br;q=0, *", "zstd"),
    ("br;q=0, zstd;q=0, *", "gzip"),
    ("br;q=0, zstd;q=0, gzip;q=0, *", None),
    ("gzip;q=0.5, *;q=0.9", "br"),
    ("gzip;q=0.9, *;q=0.5", "gzip"),
    ("identity;q=1, gzip;q=0.5", None),
    ("identity;q=0.5, gzip;q=0.9", "gzip"),
    ("identity;q=0.5, *;q=0", None),
    ("identity;q=0", None),
    ("identity;q=0, gzip;q=0", None),
    ("identity;q=0, gzip;q=0.1", "gzip"),
    ("deflate", None),
    ("compress, deflate, sdch, dcb", None),
    ("sdch, gzip", "gzip"),
    ("gzippy", None),
    ("xgzip, bro, zst", None),
    (f"{_UNKNOWN}, gzip", "gzip"),
    (", ,gzip,,", "gzip"),
    (";;;,===,gzip", "gzip"),
    ("gzip;q=abc, br", "br"),
    ("gzip;q=-1, br;q=0.1", "br"),
    ("gzip;q=\xb2, br", "br"),
    ("\xe9, gzip", "gzip"),
)

_NEGOTIATED = (
    Check("no Accept-Encoding gets identity", whole()),
    *(
        Check(
            f"Accept-Encoding: {accepted[:40]!r} gets {sent or 'identity'}",
            whole(sent),
            f"Accept-Encoding: {accepted}",
        )
        for accepted, sent in _ACCEPTED
    ),
    Check(
        "Accept-Encoding on several lines is one list",
        whole("gzip"),
        "Accept-Encoding: deflate\nAccept-Encoding: gzip",
        instead=through_nginx(whole(), "its cache reads the first line; no coding is always right"),
    ),
    Check(
        "a second line of Accept-Encoding may forbid",
        whole("gzip"),
        "Accept-Encoding: gzip\nAccept-Encoding: br;q=0, *;q=0",
    ),
    Check(
        "TE is about the connection, not about the document",
        whole(),
        "TE: gzip, trailers\nConnection: TE",
    ),
    *(
        Check(f"{extension} in {coding}", whole(coding), f"Accept-Encoding: {coding}", target=path)
        for extension in MEDIA_TYPES
        for coding in CODINGS
        for path in [f"/feeds/tag/zhutijiaoyu.{extension}"]
    ),
    Check(
        "a query changes nothing about the coding",
        whole("gzip"),
        "Accept-Encoding: gzip",
        target="/feeds/all.rss?x=1",
    ),
)

_REVALIDATED = (
    *(
        Check(
            f"{coding} is current for whoever has it and accepts it",
            current(coding),
            f"Accept-Encoding: {coding}\nIf-None-Match: {{{coding}}}",
        )
        for coding in CODINGS
    ),
    Check(
        "gzip is current as a weak tag in a list",
        current("gzip"),
        'Accept-Encoding: gzip\nIf-None-Match: "a", W/{gzip}',
    ),
    Check(
        "what is not coded is current for who would now get it coded",
        current(),
        "Accept-Encoding: gzip\nIf-None-Match: {etag}",
        instead=through_nginx(whole("gzip"), _ONE_CODING),
    ),
    Check(
        "gzip is current for who would now get br and still accepts gzip",
        current("gzip"),
        "Accept-Encoding: gzip, br\nIf-None-Match: {gzip}",
        instead=through_nginx(whole("br"), _ONE_CODING),
    ),
    Check(
        "gzip is not current for who accepts only br",
        whole("br"),
        "Accept-Encoding: br\nIf-None-Match: {gzip}",
    ),
    Check(
        "gzip is not current for who accepts no coding",
        whole(),
        "Accept-Encoding: identity\nIf-None-Match: {gzip}",
    ),
    Check(
        "gzip is not current for who forbids it",
        whole("br"),
        "Accept-Encoding: br, gzip;q=0\nIf-None-Match: {gzip}",
    ),
    Check(
        "a tag with a coding that does not exist is nobody's",
        whole("gzip"),
        'Accept-Encoding: gzip\nIf-None-Match: "{digest}-lzma"',
    ),
    Check(
        "any is current in the coding that would be sent",
        current("br"),
        "Accept-Encoding: br\nIf-None-Match: *",
    ),
    Check(
        "an equal date is current in the coding that would be sent",
        current("zstd"),
        "Accept-Encoding: zstd\nIf-Modified-Since: {changed}",
    ),
    Check(
        "a tag of another document is not current",
        whole(),
        'If-None-Match: "0123456789abcdef0123456789abcdef-gzip"',
        target="/feeds/all.rss",
    ),
)

CHECKS = (*_NEGOTIATED, *_REVALIDATED)
