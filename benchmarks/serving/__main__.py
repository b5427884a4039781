"""``python -m benchmarks.serving``: measures how feedsvc serves, beside other servers."""

import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import click

import feedsvc
from benchmarks import machine
from benchmarks import report as pages
from benchmarks.processes import ProgramError
from benchmarks.serving import counting as polls
from benchmarks.serving import documents, many, report, rounds, servers, site, starting
from benchmarks.serving.servers import OURS, WebServer
from benchmarks.telling import tell

_FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)
_PAGE = click.Path(path_type=Path, exists=True, dir_okay=False)
_SIZE = click.IntRange(1)
_FEEDSVC = f"feedsvc {feedsvc.__version__}"
# Short rounds for what differs by little: so many in the place of one.
_SHORT = 4


@click.command()
@click.option("--requests", is_flag=True, help="Only one document, beside other servers.")
@click.option("--many", "many_documents", is_flag=True, help="Only more than fit in memory.")
@click.option("--start", is_flag=True, help="Only how long a start takes.")
@click.option("--counting", is_flag=True, help="Only what counting polls costs a 304.")
@click.option("--rounds", "turns", type=_SIZE, default=3, help="Turns of each server.")
@click.option("--seconds", type=_SIZE, default=5, help="Seconds of each turn.")
@click.option("--connections", type=_SIZE, default=32, help="Connections of wrk.")
@click.option("--servers", "wanted", help="Parts of names, such as nginx,flask; else all here.")
@click.option("--documents", "count", type=_SIZE, default=30_000, help="Documents for --many.")
@click.option("--sample", type=_SIZE, default=1000, help="Documents of them that are timed.")
@click.option("--articles", type=_SIZE, default=10_000, help="Articles for --start.")
@click.option("--starts", type=_SIZE, default=5, help="Starts of feedsvc.")
@click.option("--scratch", type=_FOLDER, help="Where to write; else where temporary files go.")
@click.option("--timeout", type=float, default=1800, help="Seconds that one build may take.")
@click.option("--write", "page", type=_PAGE, help="Page that the results go to as well.")
def main(
    *,
    requests: bool,
    many_documents: bool,
    start: bool,
    counting: bool,
    turns: int,
    seconds: int,
    connections: int,
    wanted: str | None,
    count: int,
    sample: int,
    articles: int,
    starts: int,
    scratch: Path | None,
    timeout: float,
    page: Path | None,
) -> None:
    """Measure requests, many documents and starts, or only what is named; print Markdown.

    All files go to a new folder in --scratch, which is removed at the end: 3 GB of them for
    30,000 documents.
    """
    # So that what was started is ended, whoever ends this.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))

    def answer_requests(folder: Path) -> str:
        compared = _chosen(wanted)
        versions = dict.fromkeys(line for server in compared for line in server.versions())
        how = f"{turns} rounds of {seconds} s, {connections} connections of wrk"
        about = _about(folder, how, ", ".join(versions))
        built = site.make(folder / "site", site.ENTRIES, timeout=timeout)
        samples = rounds.measure(
            compared, built, folder, rounds=turns, seconds=seconds, connections=connections
        )
        return report.requests(samples, [f"{about[0]}; {len(built.body):,} bytes", *about[1:]])

    def serve_many(folder: Path) -> str:
        about = _about(folder, f"{count:,} documents", _FEEDSVC)
        built = site.make(folder / "site", site.ENTRIES, timeout=timeout)
        paths = documents.write(built, count, timeout=timeout)
        tell(f"{count:,} documents are written")
        found = many.measure(built, paths, sample=min(sample, count), seconds=seconds)
        return report.documents(found, about)

    def begin(folder: Path) -> str:
        about = _about(folder, f"{articles:,} articles", _FEEDSVC)
        built = site.make(folder / "site", articles, timeout=timeout, whole=True)
        return report.start(
            articles, starting.measure(built, starts=starts, timeout=timeout), about
        )

    def count_polls(folder: Path) -> str:
        how = f"{starts} starts of {turns * _SHORT} rounds of 1 s, {connections} connections of wrk"
        about = _about(folder, how, _FEEDSVC)
        built = site.make(folder / "site", site.ENTRIES, timeout=timeout)
        found = polls.measure(
            built, folder, starts=starts, rounds=turns * _SHORT, connections=connections
        )
        return report.counting(found, about)

    parts: dict[str, tuple[bool, Callable[[Path], str]]] = {
        "serving requests": (requests, answer_requests),
        "serving many": (many_documents, serve_many),
        "serving start": (start, begin),
        "serving counting": (counting, count_polls),
    }
    everything = not any(asked for asked, _ in parts.values())
    for name, (asked, measure) in parts.items():
        if asked or everything:
            section = _measured(measure, scratch)
            click.echo(f"{section}\n")
            if page:
                pages.write(page, section, name)


def _measured(measure: Callable[[Path], str], scratch: Path | None) -> str:
    with TemporaryDirectory(prefix="benchmarks-", dir=scratch) as folder:
        try:
            return measure(Path(folder))
        except ProgramError as error:
            sys.exit(f"{OURS} {error}")


def _chosen(wanted: str | None) -> list[WebServer]:
    """Return the servers that are here and asked for; ours is always."""
    chosen = []
    for server in servers.known():
        words = wanted.lower().split(",") if wanted is not None else [""]
        if server.name != OURS and not any(word in server.name.lower() for word in words):
            continue
        if missing := server.missing():
            tell(f"{server.name} is left out; install: {', '.join(missing)}")
        else:
            chosen.append(server)
    return chosen


def _about(folder: Path, how: str, versions: str) -> list[str]:
    return [f"{datetime.now(UTC):%Y-%m-%d}; {how}", versions, *machine.describe(folder)]


if __name__ == "__main__":
    main()
