"""Plain retrieval, methods, and what a request may say without changing the answer."""

import re

from tests.http.check import Afterwards, Check, Outcome, through_nginx
from tests.http.outcomes import NOT_ALLOWED, OPTIONS, PAGE, REFUSED, opened, refused, whole
from tests.http.site import DOCUMENTS

_STRANGE_METHODS = ("POST", "PUT", "DELETE", "PATCH", "PROPFIND")
_LONG_QUERY = "&".join(f"utm_{number}=campaign" for number in range(120))

CHECKS = (
    *(Check(f"GET of {path}", whole(), target=path) for path in DOCUMENTS),
    *(
        Check(f"a document accepts no {method}", NOT_ALLOWED, method=method)
        for method in _STRANGE_METHODS
    ),
    Check(
        "a document accepts no TRACE",
        NOT_ALLOWED,
        method="TRACE",
        instead=through_nginx(refused(405), "refuses TRACE for all behind it", Afterwards.CLOSES),
    ),
    # RFC 9110, section 9.1: methods are case-sensitive.
    *(
        Check(
            f"{method} is no method",
            refused(400, 405, 501),
            method=method,
            afterwards=Afterwards.AS_IT_SAYS,
        )
        for method in ("FROBNICATE", "get", "GETS")
    ),
    Check("HEAD has a body of the same length", whole().headed(), method="HEAD"),
    Check("OPTIONS tells the methods", OPTIONS, method="OPTIONS"),
    Check("OPTIONS is not conditional", OPTIONS, "If-None-Match: *", method="OPTIONS"),
    Check("OPTIONS knows no ranges", OPTIONS, "Range: bytes=9999999-", method="OPTIONS"),
    Check(
        "a wrong method is wrong under any condition", NOT_ALLOWED, 'If-Match: "x"', method="PUT"
    ),
    *(
        Check(f"Accept: {accept} gets the feed, not 406", whole(), f"Accept: {accept}")
        for accept in (
            "application/atom+xml",
            "text/html",
            "application/json",
            "image/png;q=1, */*;q=0",
            "*/*;q=0",
            "",
            ";;;",
        )
    ),
    *(
        Check(
            f"a browser that opens {path} gets what it can show",
            whole() if path.endswith(".json") else opened(),
            "Sec-Fetch-Dest: document",
            target=path,
        )
        for path in DOCUMENTS
    ),
    Check(
        "and can have it compressed",
        opened("gzip"),
        "Sec-Fetch-Dest: document\nAccept-Encoding: gzip",
    ),
    Check(
        "HEAD tells it the same",
        opened().headed(),
        "Sec-Fetch-Dest: document",
        method="HEAD",
    ),
    *(
        Check(f"Sec-Fetch-Dest: {where} gets a feed", whole(), f"Sec-Fetch-Dest: {where}")
        for where in ("empty", "iframe", "Document", "document, document", "")
    ),
    Check("Accept-Language changes nothing", whole(), "Accept-Language: zh-Hans;q=1, *;q=0"),
    Check("Accept-Charset changes nothing", whole(), "Accept-Charset: gbk"),
    Check("A-IM without a known kind of delta gets the whole", whole(), "A-IM: feed, vcdiff"),
    Check("Cache-Control: no-cache of a reload gets the whole", whole(), "Cache-Control: no-cache"),
    Check("Pragma: no-cache of old programs gets the whole", whole(), "Pragma: no-cache"),
    *(
        Check(
            f"the query ?{query[:30]} changes nothing", whole(), target=f"/feeds/all.atom?{query}"
        )
        for query in (
            "",
            "format=html",
            "utm_source=reader&utm_medium=feed",
            "x=%00%ff",
            "a/../../b",
            "page=2;limit=1",
            "?",
            _LONG_QUERY,
        )
    ),
    Check("another document with a query", whole(), target="/feeds/tag/zhutijiaoyu.rss?x=1"),
    Check("Host does not matter to a document", whole(), host="evil.example"),
    Check("Host may have a port", whole(), host="evil.example:8443"),
    Check(
        "Host may be empty",
        whole(),
        host="",
        instead=through_nginx(REFUSED, "wants a name in it", Afterwards.CLOSES),
    ),
    Check(
        "no field that proxies add is believed for addresses",
        whole(),
        "X-Forwarded-Host: evil.example\nX-Forwarded-Proto: gopher"
        "\nX-Forwarded-Prefix: /evil.example\nForwarded: host=evil.example;proto=gopher"
        "\nX-Original-URL: /evil.example\nX-Rewrite-URL: /evil.example",
    ),
    Check("X-HTTP-Method-Override is not obeyed", whole(), "X-HTTP-Method-Override: DELETE"),
    Check("a cookie changes nothing", whole(), "Cookie: session=1; evil.example=2"),
    Check("an authorization changes nothing", whole(), "Authorization: Basic eDp5"),
    Check("a page is a page whatever Host says", PAGE, target="/feeds/all", host="evil.example"),
    Check("the home page names no other host", PAGE, target="/", host="evil.example"),
    Check("the directory names no other host", PAGE, target="/feeds/", host="evil.example"),
    Check(
        "/healthz says that the server lives",
        Outcome(200, {"Content-Type": "application/json", "Cache-Control": "no-store"}),
        target="/healthz",
    ),
    Check(
        "robots are welcome",
        Outcome(200, {"Content-Type": "text/plain; charset=utf-8"}),
        target="/robots.txt",
    ),
    Check(
        "a page accepts no POST",
        Outcome(405, {"Allow": re.compile(r"(?=.*\bGET\b)(?=.*\bHEAD\b).*")}),
        method="POST",
        target="/feeds/all",
    ),
    Check(
        "OPTIONS on a page tells the methods",
        Outcome((200, 204), {"Allow": re.compile(r"(?=.*\bGET\b)(?=.*\bHEAD\b).*")}),
        method="OPTIONS",
        target="/feeds/all",
    ),
    Check(
        "OPTIONS * is no failure",
        Outcome((200, 204, 400, 404, 405)),
        method="OPTIONS",
        target="*",
        afterwards=Afterwards.AS_IT_SAYS,
    ),
)
