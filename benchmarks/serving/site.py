"""A site whose feed has fifty entries and about 100 KB, built by feedsvc from the corpus."""

import gzip
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks import corpus
from benchmarks.processes import run

DOCUMENT = "all.rss"
URL = f"/feeds/{DOCUMENT}"
ENTRIES = 50
# Whole articles of the corpus would make a feed of 300 KB.
_PARAGRAPHS = 1


@dataclass(frozen=True)
class Site:
    """A folder with articles, the feeds made of them, and the catalog of both."""

    folder: Path

    @property
    def content(self) -> Path:
        """The folder with the articles."""
        return self.folder / "content"

    @property
    def output(self) -> Path:
        """The folder with the documents."""
        return self.folder / "feeds"

    @property
    def static(self) -> Path:
        """The folder with the one document, and its gzip form beside it, at their addresses."""
        return self.folder / "static"

    @property
    def body(self) -> bytes:
        """The bytes of the one document."""
        return (self.output / DOCUMENT).read_bytes()


def make(
    folder: Path, count: int, *, timeout: float, limit: int = ENTRIES, whole: bool = False
) -> Site:
    """Return a new site of so many articles; unless they are *whole*, of a paragraph each.

    Its feeds have up to *limit* entries. Raises ProgramError if feedsvc cannot build it.
    """
    site = Site(folder)
    for file in corpus.write(site.content, count):
        if not whole:
            front, *paragraphs = file.read_text("utf-8").split("\n\n")
            file.write_text("\n\n".join([front, *paragraphs[:_PARAGRAPHS], ""]), "utf-8")
    place = ["--content", str(site.content), "--output", str(site.output)]
    command = [sys.executable, "-m", "feedsvc", "build", *place]
    run(["env", f"FEEDSVC_FEEDS__LIMIT={limit}", *command], folder, timeout=timeout)
    _make_static(site)
    return site


def serve_command(site: Site, port: int) -> list[str]:
    """Return the command that serves the site with two workers."""
    place = ["--content", str(site.content), "--output", str(site.output)]
    address = ["--host", "127.0.0.1", "--port", str(port)]
    return [sys.executable, "-m", "feedsvc", "serve", *place, *address, "--workers", "2"]


def _make_static(site: Site) -> None:
    """Put the document where a web server finds it, compressed as zlib does if not told more."""
    plain = site.static / URL.removeprefix("/")
    plain.parent.mkdir(parents=True)
    plain.write_bytes(site.body)
    packed = plain.with_name(f"{plain.name}.gz")
    packed.write_bytes(gzip.compress(site.body, 6, mtime=0))
    status = (site.output / DOCUMENT).stat()
    for file in (plain, packed):
        os.utime(file, ns=(status.st_mtime_ns, status.st_mtime_ns))
