"""``python -m benchmarks``: measures feedsvc and its peers on the same articles."""

import re
import signal
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from benchmarks import building, corpus, machine, programs, report, saving
from benchmarks.processes import ProgramError
from benchmarks.programs import Program
from benchmarks.telling import tell

# The articles that the feed of the site holds: a save of an older one would not show there.
_NEWEST = 50
_FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)
_PAGE = click.Path(path_type=Path, exists=True, dir_okay=False)


def _numbers(_context: click.Context, _option: click.Parameter, value: str) -> list[int]:
    """Return the numbers of ``1000,10000``, in order."""
    if not re.fullmatch(r"[1-9]\d*(,[1-9]\d*)*", value):
        raise click.BadParameter("give numbers such as 1000,10000")
    return sorted({int(number) for number in value.split(",")})


@click.command()
@click.option("--articles", default="1000,10000", callback=_numbers, help="Sizes of the corpus.")
@click.option("--rounds", type=click.IntRange(1), default=3, help="Builds of each program.")
@click.option("--saves", type=click.IntRange(1, _NEWEST), default=30, help="Saves for feedsvc.")
@click.option("--peer-saves", type=click.IntRange(1, _NEWEST), default=5, help="Saves for a peer.")
@click.option("--peers", help="Such as hugo,feedgen, or none; else all that are found.")
@click.option("--hugo", help="Executable of Hugo; else the one on the path.")
@click.option("--pelican", help="Executable of Pelican; else the one on the path.")
@click.option("--eleventy", help="Executable of Eleventy; else the one on the path.")
@click.option("--scratch", type=_FOLDER, help="Where to write; else where temporary files go.")
@click.option("--timeout", type=float, default=1800, help="Seconds that one build may take.")
@click.option("--write", "page", type=_PAGE, help="Page that the results go to as well.")
def main(
    articles: list[int],
    rounds: int,
    saves: int,
    peer_saves: int,
    peers: str | None,
    hugo: str | None,
    pelican: str | None,
    eleventy: str | None,
    scratch: Path | None,
    timeout: float,
    page: Path | None,
) -> None:
    """Measure full builds, builds of nothing and saves; print the results as Markdown.

    All files go to a new folder in --scratch, which is removed at the end.
    """
    # So that what was started is ended, whoever ends this.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    found = programs.peers({"hugo": hugo, "pelican": pelican, "eleventy": eleventy})
    compared = [programs.ours(), *_chosen(found, peers)]
    with TemporaryDirectory(prefix="benchmarks-", dir=scratch) as folder:
        about = _about(compared, Path(folder), rounds)
        try:
            results = [
                _measure(
                    compared,
                    count,
                    Path(folder) / str(count),
                    rounds=rounds,
                    saves=(saves, peer_saves),
                    timeout=timeout,
                )
                for count in articles
            ]
        except ProgramError as error:
            sys.exit(f"feedsvc {error}")
    section = report.markdown(results, about)
    click.echo(section)
    if page:
        report.write(page, section)


def _chosen(found: Sequence[Program], wanted: str | None) -> list[Program]:
    if wanted is None:
        return list(found)
    here = {program.name.lower().split()[0]: program for program in found}
    names = [] if wanted == "none" else wanted.lower().split(",")
    if missing := [name for name in names if name not in here]:
        raise click.BadParameter(f"not here: {', '.join(missing)}; found: {', '.join(here)}")
    return [here[name] for name in names]


def _about(compared: Sequence[Program], folder: Path, rounds: int) -> list[str]:
    versions = ", ".join(f"{program.name} {program.version}" for program in compared)
    when = f"{datetime.now(UTC):%Y-%m-%d}; full builds of each program: {rounds}"
    return [when, versions, *machine.describe(folder)]


def _measure(
    compared: Sequence[Program],
    count: int,
    folder: Path,
    *,
    rounds: int,
    saves: tuple[int, int],
    timeout: float,
) -> report.Result:
    tell(f"{count:,} articles")
    content = folder / "content"
    files = corpus.write(content, count)
    ours, *_ = compared
    builds = building.measure(compared, content, folder, rounds=rounds, timeout=timeout)
    waits = {}
    for program in compared:
        if program.server and program.name in builds:
            newest = files[-saves[program is not ours] :]
            try:
                waits[program.name] = saving.waits(
                    program, program.server, content, newest, folder, timeout=timeout
                )
            except ProgramError as error:
                if program is ours:
                    raise
                tell(f"{program.name}: saves are left out: {error}")
    return report.Result(count, builds, waits)


if __name__ == "__main__":
    main()
