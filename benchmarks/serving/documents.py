"""Tens of thousands of documents, each another one, as large and as compressible as real ones."""

import re
from pathlib import Path
from random import Random

from benchmarks.serving.site import ENTRIES, Site, make

_POOL = 1000


def write(site: Site, count: int, *, timeout: float) -> list[str]:
    """Add so many documents to those of the site; return their paths below ``/feeds/``.

    Each has fifty entries of a thousand, in an order of its own.
    """
    before, entries, after = _parts(site.folder.with_name("pool"), timeout)
    (site.output / "tag").mkdir(exist_ok=True)
    paths = []
    for number in range(count):
        random = Random(f"document:{number}")
        path = f"tag/topic-{number:05}.rss"
        chosen = random.sample(entries, ENTRIES)
        (site.output / path).write_bytes(b"".join([before, *chosen, after]))
        paths.append(path)
    return paths


def _parts(folder: Path, timeout: float) -> tuple[bytes, list[bytes], bytes]:
    """Return what a document begins with, entries, and what it ends with."""
    body = make(folder, _POOL, timeout=timeout, limit=_POOL).body
    entries = re.findall(rb"<item>.*?</item>\n?", body, re.DOTALL)
    begin, end = body.index(entries[0]), body.rindex(entries[-1]) + len(entries[-1])
    return body[:begin], entries, body[end:]
