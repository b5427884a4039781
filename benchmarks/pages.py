"""``python -m benchmarks.pages``: how soon the first byte of each page for people comes."""

import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.parse import quote

import click

import feedsvc
from benchmarks import corpus, machine, report
from benchmarks.processes import ProgramError, Running, free_port, started
from benchmarks.serving import servers, site
from benchmarks.serving.client import Client, wait_until_served
from benchmarks.serving.servers import NGINX, OURS
from benchmarks.serving.site import Site
from benchmarks.telling import tell

_FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)
_PAGE = click.Path(path_type=Path, exists=True, dir_okay=False)
_SIZE = click.IntRange(1)
_FEED = "/feeds/all.atom"
# Pages of a catalog that changed less than two seconds ago are not kept.
_SETTLED_SECONDS = 2.5
_POLL_SECONDS = 0.01


@dataclass
class Found:
    """What a page took, in seconds to its first byte, and how long it is."""

    path: str
    length: int = 0
    cold: list[float] = field(default_factory=list)
    """The first request after each change."""
    warm: list[float] = field(default_factory=list)
    nginx: list[float] = field(default_factory=list)
    """The same bytes as a file."""


@click.command()
@click.option("--articles", type=_SIZE, default=10_000, help="Articles of the site.")
@click.option("--changes", type=_SIZE, default=7, help="Changes, each before a first request.")
@click.option("--requests", type=_SIZE, default=30, help="Requests of a page after each change.")
@click.option("--scratch", type=_FOLDER, help="Where to write; else where temporary files go.")
@click.option("--timeout", type=float, default=1800, help="Seconds that the build may take.")
@click.option("--write", "page", type=_PAGE, help="Page that the results go to as well.")
def main(
    *,
    articles: int,
    changes: int,
    requests: int,
    scratch: Path | None,
    timeout: float,
    page: Path | None,
) -> None:
    """Measure each page of a large site, first after a change and again; print Markdown."""
    # So that what was started is ended, whoever ends this.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    with TemporaryDirectory(prefix="benchmarks-", dir=scratch) as folder:
        how = f"{articles:,} articles, {changes} changes, {requests} requests after each"
        about = _about(Path(folder), how)
        try:
            built = site.make(Path(folder) / "site", articles, timeout=timeout, whole=True)
            found = measure(built, changes=changes, requests=requests, timeout=timeout)
        except ProgramError as error:
            sys.exit(f"{OURS} {error}")
    section = "\n".join([*(f"- {line}" for line in about), "", *_table(found)])
    click.echo(section)
    if page:
        report.write(page, section, "pages")


def measure(built: Site, *, changes: int, requests: int, timeout: float) -> dict[str, Found]:
    """Return what each page took, by its name.

    Raises ProgramError if feedsvc ends, or does not answer in time.
    """
    found = {name: Found(path) for name, path in _paths(built)}
    with ExitStack() as stack:
        port = free_port()
        running = stack.enter_context(started(site.serve_command(built, port), built.folder))
        wait_until_served(running, port, _FEED, timeout=timeout)
        client = Client(port)
        stack.callback(client.close)
        for name, page in found.items():  # which imports Flask, too
            body = client.get(page.path).body
            page.length = len(body)
            (built.static / f"{name}.html").write_bytes(body)
        static = _nginx(built, stack)
        for number in range(changes):
            _change(built, running, client, number, timeout=timeout)
            for name, page in found.items():
                page.cold.append(client.get(page.path).first)
                page.warm += [client.get(page.path).first for _ in range(requests)]
                if static:
                    path = f"/{name}.html"
                    page.nginx += [static.get(path).first for _ in range(requests)]
            tell(f"change {number + 1} of {changes} is measured")
    return found


def _paths(built: Site) -> Iterator[tuple[str, str]]:
    """Yield name and address of each page; tags and people are those with most bytes."""
    tag, author = (_largest(built.output / kind) for kind in ("tag", "author"))
    section = corpus.sections()[0]
    archives = sorted((built.output / "archive" / "all").glob("*.atom"))
    last = max(1, len(list(built.content.rglob("article-*.md"))) // 25)
    yield "home", "/"
    yield "directory", "/feeds/"
    yield "search", "/feeds/?q=a"
    yield "search-by-pinyin", f"/feeds/?q={quote(tag[:3])}"
    yield "search-that-finds-nothing", "/feeds/?q=qzxjvk"
    yield "all-tags", "/feeds/?kind=tag"
    yield "all-sections", "/feeds/?kind=section"
    yield "feed-of-the-site", "/feeds/all"
    yield "its-last-page", f"/feeds/all?page={last}"
    yield "feed-of-a-section", f"/feeds/section/{section}"
    yield "feed-of-a-tag", f"/feeds/tag/{tag}"
    yield "feed-of-a-person", f"/feeds/author/{author}"
    if archives:
        yield "archives", "/feeds/archive/all/"
        yield "an-archive", f"/feeds/archive/all/{archives[len(archives) // 2].stem}"
    yield "article", f"/articles/article-{last * 12:06d}"
    yield "site-map", "/sitemap"
    yield "not-found", f"/feeds/tag/{tag}x"


def _largest(folder: Path) -> str:
    return max(folder.glob("*.atom"), key=lambda file: file.stat().st_size).stem


def _nginx(built: Site, stack: ExitStack) -> Client | None:
    """Start nginx where it is here, and return a client of it."""
    server = next(each for each in servers.known() if each.name == NGINX)
    if server.missing():
        tell("nginx is not here; there are no ratios")
        return None
    port = free_port()
    running = stack.enter_context(started(server.command(built, port), built.static))
    wait_until_served(running, port, "/home.html", timeout=30)
    client = Client(port)
    stack.callback(client.close)
    return client


def _change(built: Site, running: Running, client: Client, number: int, *, timeout: float) -> None:
    """Save the newest article with another title; return when nothing more comes of that."""
    before = client.get(_FEED).fields["ETag"]
    file = max(built.content.rglob("article-*.md"), key=lambda each: each.name)
    title, _, rest = file.read_text("utf-8").removeprefix("---\n").partition("\n")
    file.write_text(f'---\ntitle: "Changed for the {number}. time"\n{rest}', "utf-8")
    deadline = time.monotonic() + timeout
    while client.get(_FEED).fields["ETag"] == before:
        running.ensure()
        if time.monotonic() > deadline:
            raise ProgramError(f"did not serve {title!r} anew")
        time.sleep(_POLL_SECONDS)
    running.wait_until_idle(timeout)
    time.sleep(_SETTLED_SECONDS)


def _about(folder: Path, how: str) -> list[str]:
    versions = [f"feedsvc {feedsvc.__version__}"]
    nginx = next(each for each in servers.known() if each.name == NGINX)
    versions += [] if nginx.missing() else nginx.versions()
    return [f"{datetime.now(UTC):%Y-%m-%d}; {how}", ", ".join(versions), *machine.describe(folder)]


def _table(found: dict[str, Found]) -> Iterator[str]:
    columns = ["First after a change, median", "Worst", "Again, median", "Worst", "nginx, median"]
    yield from report.head("Page", "Bytes", *columns, "Again ÷ nginx")
    for name, page in found.items():
        yield report.row(
            *(name.replace("-", " "), f"{page.length:,}"),
            *_times(page.cold),
            *_times(page.warm),
            *(_times(page.nginx)[:1] or ("",)),
            f"{median(page.warm) / median(page.nginx):.1f}" if page.nginx else "",
        )


def _times(seconds: Sequence[float]) -> tuple[str, ...]:
    """Return median and worst of some times, nothing of none."""
    if not seconds:
        return ()
    return tuple(f"{one * 1000:.2f} ms" for one in (median(seconds), max(seconds)))


if __name__ == "__main__":
    main()
