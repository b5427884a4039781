"""What is not a document: other names of feeds, what is missing or hidden, the API."""

import re
from urllib.parse import quote

from tests.http.check import Afterwards, Check, Outcome
from tests.http.client import Answer
from tests.http.outcomes import NOT_FOUND, moved, problem, short
from tests.http.site import Facts

# Back to the site itself, and to nothing that climbs.
_INSIDE = re.compile(r"https://feeds\.example\.cn/(?!.*\.\.).*")

_MOVED = (
    ("a tag by its name", "/feeds/tag/主题教育.atom", "/feeds/tag/zhutijiaoyu.atom"),
    ("a tag's page by its name", "/feeds/tag/主题教育", "/feeds/tag/zhutijiaoyu"),
    ("a section by its names", "/feeds/section/文化/戏剧.rss", "/feeds/section/wenhua/xiju.rss"),
    ("an author by name", "/feeds/author/林小舟.json", "/feeds/author/linxiaozhou.json"),
    ("a tag in capitals", "/feeds/tag/TEA.atom", "/feeds/tag/tea.atom"),
    ("a tag in full width", "/feeds/tag/ｔｅａ.atom", "/feeds/tag/tea.atom"),
    ("the format in capitals", "/feeds/tag/tea.RSS", "/feeds/tag/tea.rss"),
    ("everything in capitals", "/feeds/TAG/TEA.ATOM", "/feeds/tag/tea.atom"),
    ("the site in capitals", "/feeds/ALL.atom", "/feeds/all.atom"),
    ("a slash behind a document", "/feeds/tag/tea.atom/", "/feeds/tag/tea.atom"),
    ("a slash behind a page", "/feeds/tag/tea/", "/feeds/tag/tea"),
    ("a slash behind the site's page", "/feeds/all/", "/feeds/all"),
    ("no slash behind the directory", "/feeds", "/feeds/"),
    ("a doubled slash before a document", "/feeds//all.atom", "/feeds/all.atom"),
    ("a doubled slash inside", "/feeds/tag//tea.atom", "/feeds/tag/tea.atom"),
    ("many slashes inside", "/feeds///tag////tea.rss", "/feeds/tag/tea.rss"),
    ("a slash behind an article", "/articles/0/", "/articles/0"),
    ("another generator's ending", "/feeds/all.xml", "/feeds/all.rss"),
    ("another generator's address", "/atom.xml", "/feeds/all.atom"),
)

_MISSING = (
    "/feeds/tag/nobody.atom",
    "/feeds/tag/nobody",
    "/feeds/section/wenhua/nobody.json",
    "/feeds/saved/nobody.rss",
    "/feeds/nobody.xml",
    "/feeds/all.atom.bak",
    "/feeds/all.atom.gz",
    "/feeds/.all.atom.unfinished",
    "/feeds/secret.atom",
    "/articles/nothing",
    "/nothing",
    "/wp-login.php",
    "/.git/config",
    "/.env",
)

# 404, 400 or a redirect that stays inside; never what lies there.
_CLIMBING = (
    "/feeds/../secret.atom",
    "/feeds/../../secret.atom",
    "/../secret.atom",
    "/../../../../../../etc/passwd",
    "/feeds/tag/../../secret.atom",
    "/feeds/tag/../all.atom/../../secret.atom",
    "/feeds/%2e%2e/secret.atom",
    "/feeds/%2E%2E/%2E%2E/secret.atom",
    "/feeds/%2e%2e%2fsecret.atom",
    "/feeds/..%2fsecret.atom",
    "/feeds/..%2f..%2f..%2f..%2fetc%2fpasswd",
    "/feeds/..%5csecret.atom",
    "/feeds/..\\secret.atom",
    "/feeds/%252e%252e%252fsecret.atom",
    "/feeds/..%c0%afsecret.atom",
    "/feeds/%c0%ae%c0%ae/secret.atom",
    "/feeds/%uff0e%uff0e/secret.atom",
    "/feeds/．．/secret.atom",
    "/feeds/..;/secret.atom",
    "/feeds/./secret.atom",
    "/feeds/tag/%00.atom",
    "/feeds/tag/tea.atom%00",
    "/feeds/tag/tea.atom%0a",
    "/feeds/secret.atom%00.rss",
    "/feeds/%2fetc%2fpasswd.atom",
    "/feeds//etc/passwd.atom",
    "/etc/passwd",
    "/static/../secret.atom",
    "/static/..%2f..%2f..%2fetc/passwd",
    "/static/%2e%2e/app.py",
    "/static//etc/passwd",
    "/articles/..%2f..%2fsecret.atom",
    "//evil.example/feeds/all.atom",
    "//evil.example/%2e%2e",
    "/\\evil.example",
    "/feeds//evil.example/",
    "/feeds/%zz.atom",
    "/feeds/%.atom",
    "/feeds/%ff%fe.atom",
    "/feeds/tag/" + "a" * 3000 + ".atom",
    "/feeds/section" + "/a" * 1500 + ".atom",
)


def _unharmed(answer: Answer, facts: Facts, target: str) -> None:
    """What lies there does not show, and a redirect stays inside."""
    short(answer, facts, target)
    location = answer.value("Location")
    assert location is None or _INSIDE.fullmatch(location), str(answer)


_UNHARMED = Outcome((301, 308, 400, 404), {}, _unharmed)
_PROBLEM = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_UNAUTHORIZED = Outcome(401, {"WWW-Authenticate": re.compile("Bearer.*"), **_PROBLEM}, problem)
_TOKEN = "Authorization: Bearer {token}"


def _percents(path: str) -> str:
    return quote(path, safe="/%\\;.?")


CHECKS = (
    *(
        Check(f"moved for good: {name}", moved(to), target=_percents(path), host="evil.example")
        for name, path, to in _MOVED
    ),
    Check(
        "moved for good, and the query is not taken along",
        moved("/feeds/tag/tea.atom"),
        target="/feeds/tag/TEA.atom?utm=%0d%0aSet-Cookie:x",
    ),
    Check(
        "moved for good under any condition",
        moved("/feeds/tag/tea.atom"),
        "If-None-Match: *\nRange: bytes=0-9\nIf-Match: *",
        target="/feeds/tag/TEA.atom",
    ),
    *(Check(f"404 {path}", NOT_FOUND, target=path, host="evil.example") for path in _MISSING),
    Check("404 knows no range", NOT_FOUND, "Range: bytes=0-9", target="/feeds/tag/nobody.atom"),
    *(
        Check(
            f"nobody climbs: {path[:50]}",
            _UNHARMED,
            target=_percents(path),
            afterwards=Afterwards.AS_IT_SAYS,
        )
        for path in _CLIMBING
    ),
    Check("API: without a token", _UNAUTHORIZED, target="/api/v1/runs"),
    Check(
        "API: with a token that nobody made",
        _UNAUTHORIZED,
        "Authorization: Bearer evil",
        target="/api/v1/runs",
    ),
    Check(
        "API: with a password", _UNAUTHORIZED, "Authorization: Basic eDp5", target="/api/v1/runs"
    ),
    Check("API: POST without a token", _UNAUTHORIZED, method="POST", target="/api/v1/runs"),
    Check(
        "API: the runs",
        Outcome(200, {"Content-Type": "application/json", "Cache-Control": "no-store"}),
        _TOKEN,
        target="/api/v1/runs",
    ),
    Check(
        "API: a run is asked for",
        Outcome(202, {"Location": re.compile(r"https://feeds\.example\.cn/api/v1/runs/.+")}),
        _TOKEN + "\nContent-Length: 2\nContent-Type: application/json",
        method="POST",
        target="/api/v1/runs",
        host="evil.example",
        body=b"{}",
    ),
    Check(
        "API: a request that nobody understands",
        Outcome(400, _PROBLEM, problem),
        _TOKEN + "\nContent-Length: 1",
        method="POST",
        target="/api/v1/runs",
        body=b"{",
    ),
    Check("API: an unknown run", Outcome(404, _PROBLEM, problem), _TOKEN, target="/api/v1/runs/x"),
    Check("API: an unknown address", Outcome(404, _PROBLEM, problem), _TOKEN, target="/api/v1/x"),
    Check(
        "API: a wrong method",
        Outcome(405, {"Allow": re.compile(r"(?=.*\bGET\b)(?=.*\bPOST\b).*"), **_PROBLEM}, problem),
        _TOKEN,
        method="DELETE",
        target="/api/v1/runs",
    ),
)
