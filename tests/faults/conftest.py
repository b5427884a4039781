"""What faults are made of: processes that are killed, small disks, and readers who look on.

``make soak`` runs these tests in their long form.
"""

import http.client
import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from lxml import etree

from feedsvc.publish.decide import digest
from tests.conftest import ENDINGS, Site
from tests.end_to_end.conftest import Server, environment, eventually

SOAK = os.environ.get("FEEDSVC_SOAK") == "1"

_TITLE = re.compile(r"Article (\d+), revision (\d+)")
_ATOM = "{http://www.w3.org/2005/Atom}"


class Newsroom:
    """Articles that change, and what each says by now; the same *seed* gives the same changes."""

    def __init__(self, site: Site, seed: int, articles: int = 100) -> None:
        self.site = site
        self.dice = random.Random(seed)
        self.revisions: dict[int, int] = {}
        self._newest: dict[int, int] = {}
        # Every feed holds all of its articles, so a feed tells what is missing.
        site.variables["FEEDSVC_FEEDS__LIMIT"] = "1000"
        site.variables["FEEDSVC_SITE__BASE_URL"] = "https://feeds.example.cn"
        for number in range(articles):
            self.save(number)

    @property
    def titles(self) -> set[str]:
        """The titles of all articles as they were saved last."""
        return {f"Article {number}, revision {at}" for number, at in self.revisions.items()}

    def save(self, number: int) -> None:
        """Save another revision of an article, as some editors do or as others do."""
        revision = self._newest.get(number, -1) + 1
        self._newest[number] = self.revisions[number] = revision
        front = [
            f"title: Article {number}, revision {revision}",
            f"tags: [t{number % 40}]",
            f"section: s{number % 25}",
            f"author: A{number % 5}",
            # The others have the date at which they were first seen.
            *([f"date: 2026-01-{number % 28 + 1:02}"] if number % 2 else []),
        ]
        body = f"Text {number} as of {revision}. " + "words " * 50
        text = "---\n" + "\n".join(front) + f"\n---\n{body}\n"
        file = self.site.content / f"{number // 100}" / f"{number}.md"
        file.parent.mkdir(exist_ok=True)
        if self.dice.random() < 0.5:
            file.write_text(text)
        else:
            unfinished = file.with_suffix(".tmp")
            unfinished.write_text(text)
            unfinished.replace(file)

    def delete(self, number: int) -> None:
        """Delete an article, unless it is gone already."""
        if self.revisions.pop(number, None) is not None:
            (self.site.content / f"{number // 100}" / f"{number}.md").unlink()

    def work(self, saves: int) -> None:
        """Change, add (perhaps again) and delete articles."""
        for _ in range(saves):
            number = self.dice.randrange(len(self._newest) + 5)
            if self.dice.random() < 0.2:
                self.delete(number)
            else:
                self.save(number)


def entries(path: str, body: bytes) -> list[tuple[str, str]]:
    """Return the id and the title of each entry; raise ValueError or SyntaxError if it is torn."""
    if path.endswith(".json"):
        return [(item["id"], item["title"]) for item in json.loads(body)["items"]]
    tree = etree.fromstring(body)
    entry, id_, title = ("item", "guid", "title")
    if path.endswith(".atom"):
        entry, id_, title = (f"{_ATOM}{name}" for name in ("entry", "id", "title"))
    return [(each.findtext(id_) or "", each.findtext(title) or "") for each in tree.iter(entry)]


def shown(site: Site) -> set[str]:
    """Return the titles in the feed of all articles, none before there is one."""
    try:
        body = (site.output / "all.json").read_bytes()
    except FileNotFoundError:
        return set()
    return {title for _, title in entries("all.json", body)}


@dataclass(frozen=True)
class _Seen:
    """What a reader keeps of a document."""

    etag: str
    modified: float


class Reader:
    """Reads every document over and over, and notes each promise that one of them breaks.

    It asks *server* while there is one, and opens the files otherwise.
    """

    def __init__(self, site: Site) -> None:
        self.server: Server | None = None
        self.broken: list[str] = []
        self.answers = 0
        self._output = site.output
        self._seen: dict[str, _Seen] = {}
        self._ids: dict[str, str] = {}
        self._revisions: dict[tuple[str, str], int] = {}
        self._stopped = threading.Event()

    def read_until_stopped(self) -> None:
        """Read on and on."""
        while not self._stopped.is_set():
            there = {
                path.relative_to(self._output).as_posix()
                for path in self._output.rglob("[!.]*.*")
                if path.is_file() and path.suffix in ENDINGS
            }
            for path in sorted(there | self._seen.keys()):
                if self._stopped.is_set():
                    return
                try:
                    self._read(path)
                except Exception as error:
                    self.broken.append(f"{path}: {error!r}")
            self._stopped.wait(0.01)

    def stop(self) -> None:
        """Read no more."""
        self._stopped.set()

    def _read(self, path: str) -> None:
        if (server := self.server) is None:
            with (self._output / path).open("rb") as file:
                modified, body = os.fstat(file.fileno()).st_mtime, file.read()
            self._note(path, body, digest(body), modified)
            return
        seen = self._seen.get(path)
        known = {"If-None-Match": f'"{seen.etag}"'} if seen and self.answers % 2 else {}
        try:
            answer = server.get(f"/feeds/{path}", **known)
        except (OSError, http.client.HTTPException):
            if self.server is server:
                raise
            return  # it has been killed meanwhile
        headers = {name.lower(): value for name, value in answer.headers.items()}
        if answer.status == 304 and seen:
            self._promise(path, headers["etag"] == f'"{seen.etag}"', "304 with another ETag")
            self.answers += 1
            return
        self._promise(path, answer.status == 200, f"status {answer.status}")
        self._promise(path, int(headers["content-length"]) == len(answer.body), "a wrong length")
        modified = parsedate_to_datetime(headers["last-modified"]).timestamp()
        self._note(path, answer.body, headers["etag"].strip('"'), modified)

    def _note(self, path: str, body: bytes, etag: str, modified: float) -> None:
        seen = self._seen.get(path, _Seen("", 0.0))
        self._promise(path, etag == digest(body), "an ETag of other bytes")
        self._promise(path, modified >= seen.modified, "Last-Modified went back")
        self._seen[path] = _Seen(etag, modified)
        self.answers += 1
        if etag == seen.etag:
            self._promise(path, modified == seen.modified, "Last-Modified of equal bytes changed")
            return
        for id_, title in entries(path, body):
            number, revision = _said(title)
            self._promise(path, self._ids.setdefault(number, id_) == id_, f"{title}: another id")
            before = self._revisions.get((path, number), 0)
            self._promise(path, revision >= before, f"{title}: went back from {before}")
            self._revisions[path, number] = revision

    def _promise(self, path: str, kept: bool, otherwise: str) -> None:
        if not kept:
            self.broken.append(f"{path}: {otherwise}")


def _said(title: str) -> tuple[str, int]:
    found = _TITLE.fullmatch(title)
    assert found, f"a torn title: {title}"
    return found[1], int(found[2])


@contextmanager
def reading(site: Site) -> Iterator[Reader]:
    """Have somebody read all the while; fail in the end if one promise was broken."""
    reader = Reader(site)
    thread = threading.Thread(target=reader.read_until_stopped, name="reader", daemon=True)
    thread.start()
    try:
        yield reader
    finally:
        reader.stop()
        thread.join()
    assert reader.broken == []
    assert reader.answers > 0


def start(
    site: Site, *arguments: str, prefix: Sequence[str] = (), **variables: str
) -> subprocess.Popen[bytes]:
    """Start a command of feedsvc, by way of the command *prefix*."""
    return subprocess.Popen(
        [*prefix, sys.executable, "-m", "feedsvc", *arguments],
        cwd=site.root,
        env=environment(site, **site.variables, **variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def run(
    site: Site, *arguments: str, prefix: Sequence[str] = (), **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run a command of feedsvc to its end."""
    process = start(site, *arguments, prefix=prefix, **variables)
    try:
        output, errors = process.communicate(timeout=120)
    finally:
        process.kill()
    return subprocess.CompletedProcess(
        arguments, process.returncode, output.decode(), errors.decode()
    )


def children(process: int) -> list[int]:
    """Return the ids of the processes that *process* started, and of those that they started."""
    parents: dict[int, list[int]] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parent = int(status.read_text().rpartition(")")[2].split()[1])
            parents.setdefault(parent, []).append(int(status.parent.name))
    found = [process]
    for each in found:
        found += parents.get(each, [])
    return found[1:]


def kill(*processes: int) -> None:
    """Kill processes that may be gone by now."""
    for each in processes:
        with suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)


@dataclass(frozen=True)
class Disk:
    """A small disk of its own that only commands with its ``prefix`` see at *folder*."""

    folder: Path
    holder: int

    @property
    def prefix(self) -> list[str]:
        return ["nsenter", "-t", str(self.holder), "-U", "-m", "--preserve-credentials"]

    def seen(self, path: Path) -> Path:
        """Return where *path*, as those commands see it, is for everybody else."""
        return Path(f"/proc/{self.holder}/root{path}")

    def fill(self, *, but: int = 0) -> None:
        """Leave no more than *but* bytes free."""
        with self.seen(self.folder / "filler").open("ab", buffering=0) as file:
            status = os.statvfs(file.fileno())
            room = status.f_bavail * status.f_frsize
            file.write(bytes(max(0, room - but)))

    def free(self) -> None:
        """Make room again."""
        self.seen(self.folder / "filler").unlink()


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Disk]:
    """Mount a disk of *size* at *folder*, or skip the test where that is not allowed."""
    folder.mkdir()
    mount = f"mount -t tmpfs -o size={size} tmpfs '{folder}' && echo mounted && exec sleep 600"
    holder = subprocess.Popen(
        ["unshare", "-U", "-r", "-m", "sh", "-c", mount],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        if holder.stdout is None or holder.stdout.readline() != b"mounted\n":
            pytest.skip("this machine allows no mounts in user namespaces")
        yield Disk(folder, holder.pid)
    finally:
        holder.kill()
        holder.communicate()


def shows(newsroom: Newsroom) -> None:
    """Wait until the feeds show every article as it was saved last."""
    eventually(lambda: shown(newsroom.site) == newsroom.titles, "the last state")
