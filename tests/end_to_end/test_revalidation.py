"""Real clients fetch a feed again; who asks whether it changed is told that it did not."""

import re
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

import feedparser
import pytest

from tests.conftest import Site
from tests.end_to_end.conftest import PATIENCE, feedsvc_serve

pytestmark = pytest.mark.slow

_FEED = "/feeds/tag/zhutijiaoyu"
_EXTENSIONS = ("atom", "rss", "json")
_STATUS_LINE = re.compile(rb"HTTP/1\.[01] ([0-9]{3}) [^\r\n]*\r\n(?:[^\r\n]+\r\n)+\r\n")


@dataclass
class Wire:
    """What passes between clients and a server, by connection."""

    port: int
    asked: list[bytearray] = field(default_factory=list)
    answered: list[bytearray] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def statuses(self) -> list[int]:
        """Return the status of each answer, in their order on a connection."""
        return [
            int(status) for answers in self.answered for status in _STATUS_LINE.findall(answers)
        ]


@contextmanager
def listening_to(server_port: int) -> Iterator[Wire]:
    """Stand between clients and the server, keep a copy of all that passes, change nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        wire = Wire(port=listener.getsockname()[1])
        thread = Thread(target=_accept, args=(listener, server_port, wire))
        thread.start()
        try:
            yield wire
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join(PATIENCE)


def _accept(listener: socket.socket, server_port: int, wire: Wire) -> None:
    pairs = []
    while True:
        try:
            client, _ = listener.accept()
        except OSError:
            break
        server = socket.create_connection(("127.0.0.1", server_port))
        asked, answered = bytearray(), bytearray()
        wire.asked.append(asked)
        wire.answered.append(answered)
        for source, target, copy in ((client, server, asked), (server, client, answered)):
            Thread(target=_pass_on, args=(source, target, copy), daemon=True).start()
        pairs += [client, server]
    for end in pairs:
        end.close()


def _pass_on(source: socket.socket, target: socket.socket, copy: bytearray) -> None:
    try:
        while data := source.recv(65536):
            copy += data
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        return  # one of them is gone, and what it said is kept


@pytest.fixture
def wire(site: Site) -> Iterator[Wire]:
    for number in range(3):
        site.article(
            f"文化/{number}.md",
            f"开展 {number}",
            body=f"第{number}段。灯火照着江面，人们在岸边走。\n\n" * 30,
            tags="[主题教育]",
            date=f"2026-03-0{number + 1}T08:00:00+08:00",
        )
    with feedsvc_serve(site) as server, listening_to(server.port) as wire:
        yield wire


@pytest.mark.parametrize("extension", _EXTENSIONS)
@pytest.mark.parametrize("coded", [False, True], ids=["as it is", "coded"])
def test_curl_with_a_kept_etag(
    wire: Wire, program: Callable[[str], str], tmp_path: Path, extension: str, coded: bool
) -> None:
    etag, body = tmp_path / "etag", tmp_path / "body"
    command = [program("curl"), "-fsS", "--etag-save", str(etag), "--etag-compare", str(etag)]
    command += ["--compressed"] if coded else []

    for output in (body, tmp_path / "again"):
        url = f"{wire.url}{_FEED}.{extension}"
        subprocess.run([*command, "-o", str(output), url], check=True, timeout=30)

    assert wire.statuses == [200, 304]
    assert "第2段" in body.read_text("utf-8")
    assert (b"content-encoding:" in wire.answered[0].lower()) is coded


@pytest.mark.parametrize("extension", _EXTENSIONS)
def test_curl_with_the_date_of_its_file(
    wire: Wire, program: Callable[[str], str], tmp_path: Path, extension: str
) -> None:
    body = tmp_path / "body"
    command = [program("curl"), "-fsSR", "-z", str(body), "-o", str(body)]

    for _ in range(2):
        url = f"{wire.url}{_FEED}.{extension}"
        subprocess.run([*command, url], check=True, timeout=30, capture_output=True)

    assert wire.statuses == [200, 304]
    assert b"if-modified-since:" in wire.asked[1].lower()
    assert "第2段" in body.read_text("utf-8")


@pytest.mark.parametrize("extension", ["atom", "rss"])
@pytest.mark.parametrize(
    "shown", [("etag",), ("modified",), ("etag", "modified")], ids=" and ".join
)
def test_feedparser_with_what_it_was_told(
    wire: Wire, extension: str, shown: tuple[str, ...]
) -> None:
    url = f"{wire.url}{_FEED}.{extension}"

    read = feedparser.parse(url)
    again = feedparser.parse(url, **{name: read[name] for name in shown})

    assert wire.statuses == [200, 304]
    assert len(read.entries) == 3
    assert again.entries == []
    assert b"content-encoding: gzip" in wire.answered[0].lower()


@pytest.mark.parametrize("extension", ["atom", "rss"])
def test_newsboat_with_its_cache(
    wire: Wire, program: Callable[[str], str], tmp_path: Path, extension: str
) -> None:
    (tmp_path / "urls").write_text(f"{wire.url}{_FEED}.{extension}\n")
    (tmp_path / "config").write_text("")
    command = [program("newsboat")]
    for option, name in {"-u": "urls", "-C": "config", "-c": "cache.db"}.items():
        command += [option, str(tmp_path / name)]

    # Its first fetch only makes the row of its cache in which it keeps validators from then on.
    for _ in range(3):
        subprocess.run([*command, "-x", "reload"], check=True, timeout=60, capture_output=True)
    unread = subprocess.run(
        [*command, "-x", "print-unread"], check=True, timeout=60, capture_output=True, text=True
    )

    assert (wire.statuses[0], wire.statuses[2]) == (200, 304)
    assert b"if-none-match:" in wire.asked[2].lower()
    assert unread.stdout.startswith("3 unread")


# sfeed_update never revalidates by itself; its manual offers to override how it fetches.
_SFEEDRC = """
sfeedpath={folder}/feeds
feeds() {{
    feed culture {url}
}}
fetch() {{
    curl -L --max-redirs 0 -H "User-Agent:" -f -s -m 15 --compressed \\
        --etag-save {folder}/etag --etag-compare {folder}/etag "$2"
}}
"""


@pytest.mark.parametrize("extension", ["atom", "rss"])
def test_sfeed_update_with_a_kept_etag(
    wire: Wire, program: Callable[[str], str], tmp_path: Path, extension: str
) -> None:
    settings = tmp_path / "sfeedrc"
    url = f"{wire.url}{_FEED}.{extension}"
    settings.write_text(_SFEEDRC.format(folder=tmp_path, url=url))

    for _ in range(2):
        command = [program("sfeed_update"), str(settings)]
        subprocess.run(command, check=True, timeout=60, capture_output=True)

    assert wire.statuses == [200, 304]
    assert len((tmp_path / "feeds" / "culture").read_text("utf-8").splitlines()) == 3
