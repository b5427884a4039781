"""The site that is asked for, and what is known of its documents without asking a server."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import brotli
import zstandard

from feedsvc.publish.decide import digest
from tests.conftest import Site
from tests.http.client import Connection

BASE_URL = "https://feeds.example.cn"
DOCUMENT = "/feeds/all.atom"
MEDIA_TYPES = {
    "atom": "application/atom+xml",
    "rss": "application/rss+xml",
    "json": "application/feed+json",
}
DOCUMENTS = tuple(
    f"/feeds/{name}.{extension}"
    for name in ("all", "tag/zhutijiaoyu", "section/wenhua/xiju", "author/linxiaozhou")
    for extension in MEDIA_TYPES
)
CODINGS = ("gzip", "br", "zstd")
SECRET = b"nobody may read this"

_RFC_850 = "%A, %d-%b-%y %H:%M:%S GMT"
_IMF_FIXDATE = "%a, %d %b %Y %H:%M:%S GMT"
_ASCTIME = "%a %b {day:>2} %H:%M:%S %Y"
_LONG = timedelta(days=40 * 365)


def fill(site: Site) -> None:
    """Write articles enough for documents that are worth compressing, and a few traps."""
    for number in range(20):
        site.article(
            f"文化/戏剧/{number}.md",
            f"'江上<灯火>开展 {number}'",
            body=f"第{number}段。灯火照着江面，人们在岸边走。\n\n" * 20,
            tags="[主题教育, tea]",
            author="林小舟",
            date=f"2026-03-01T08:{number:02}:00+08:00",
        )
    for folder in (site.root, site.content):
        (folder / "secret.atom").write_bytes(SECRET)


def decoded(body: bytes, coding: str | None) -> bytes:
    """Return *body* without its *coding*; what is cut short or has a tail raises."""
    match coding:
        case None:
            return body
        case "gzip":
            stream = zlib.decompressobj(wbits=31)
            plain = stream.decompress(body)
            assert stream.eof
            assert not stream.unused_data
            return plain
        case "br":
            unpacked: bytes = brotli.decompress(body)
            return unpacked
        case "zstd":
            return zstandard.ZstdDecompressor().decompressobj().decompress(body)
    raise AssertionError(f"a coding that nobody asked for: {coding}")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a server has: each document's bytes, coded too, and when it last changed."""

    documents: Mapping[str, bytes]
    changed: Mapping[str, datetime]
    coded: Mapping[tuple[str, str], bytes]
    token: str

    def body(self, target: str, coding: str | None) -> bytes:
        """Return the body of the document at *target* in *coding*."""
        path = _path(target)
        return self.documents[path] if coding is None else self.coded[path, coding]

    def words(self, target: str) -> dict[str, str]:
        """Return what checks of the document at *target* call by a name in braces."""
        path = _path(target)
        path = path if path in self.documents else DOCUMENT
        page, _, extension = path.rpartition(".")
        hexadecimal, changed = digest(self.documents[path]), self.changed[path]
        now = datetime.now(UTC)
        return {
            "base": BASE_URL,
            "token": self.token,
            "page": f"{BASE_URL}{page}",
            "self": f"{BASE_URL}{path}",
            "type": MEDIA_TYPES[extension],
            "vary": "Accept-Encoding" + ", Sec-Fetch-Dest" * (extension != "json"),
            "digest": hexadecimal,
            "etag": f'"{hexadecimal}"',
            "size": str(len(self.documents[path])),
            **{coding: f'"{hexadecimal}-{coding}"' for coding in CODINGS},
            **{f"{each}_size": str(len(self.coded[path, each])) for each in CODINGS},
            **_forms("changed", changed),
            **_forms("earlier", changed - timedelta(seconds=1)),
            **_forms("later", changed + timedelta(seconds=1)),
            **_forms("in_40_years", now + _LONG),
            **_forms("40_years_ago", now - _LONG),
        }


def _path(target: str) -> str:
    return target.partition("?")[0].removeprefix("http://evil.example")


def _forms(name: str, instant: datetime) -> dict[str, str]:
    """Return the three forms that a date has in HTTP (RFC 9110, section 5.6.7)."""
    return {
        name: instant.strftime(_IMF_FIXDATE),
        f"{name}_rfc850": instant.strftime(_RFC_850),
        f"{name}_asctime": instant.strftime(_ASCTIME.format(day=instant.day)),
    }


def find_out(site: Site, port: int) -> Facts:
    """Return the facts of *site*, from its files; only the coded forms come from the server."""
    files = {path: site.output / path.removeprefix("/feeds/") for path in DOCUMENTS}
    return Facts(
        documents={path: file.read_bytes() for path, file in files.items()},
        changed={
            path: datetime.fromtimestamp(int(file.stat().st_mtime), UTC)
            for path, file in files.items()
        },
        coded={(path, each): _coded(port, path, each) for path in DOCUMENTS for each in CODINGS},
        token=site.token(),
    )


def _coded(port: int, path: str, coding: str) -> bytes:
    with Connection(port) as connection:
        connection.send(
            f"GET {path} HTTP/1.1\r\nHost: x\r\nAccept-Encoding: {coding}\r\n\r\n".encode()
        )
        return connection.receive().body
