"""How data and runs look on a terminal and to programs."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

import click

from feedsvc.errors import BusyError, ContentError, StorageError, WorkerError
from feedsvc.model import Article, Rejection, Run
from feedsvc.pipeline.progress import Progress, silent

_EXIT_CODES: dict[str, int] = {
    error.code: error.exit_code for error in (ContentError, BusyError, StorageError, WorkerError)
}


def as_json(data: object) -> None:
    """Print *data* as indented JSON."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


def table(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    """Print rows below their column names, as wide as they need where nobody looks."""
    from rich.console import Console  # most commands show no table
    from rich.table import Table

    console = Console()
    shown = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        shown.add_row(*(str(cell) for cell in row))
    if not console.is_terminal:
        console.width = 10_000
    console.print(shown, soft_wrap=not console.is_terminal)


def facts(said: Mapping[str, object]) -> None:
    """Print each name with its value; lists on one line, what is not known as a dash."""
    width = max(map(len, said))
    for name, value in said.items():
        click.echo(f"{name:<{width}}  {_shown(value)}")


def _shown(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(_shown, value)) or "-"
    if isinstance(value, dict):
        return " ".join(f"({each})" if at else f"{each}" for at, each in enumerate(value.values()))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "-" if value is None else f"{value}"


def count(number: int, noun: str, plural: str | None = None) -> str:
    """Return *number* with *noun*, in the plural where it is due."""
    return f"{number} {noun if number == 1 else plural or f'{noun}s'}"


def rejections(found: Iterable[Rejection], *, err: bool = False) -> None:
    """Print each rejection as ``path:line: reason``, and below it what to do."""
    for rejection in found:
        place = f"{rejection.path}:{rejection.line}" if rejection.line else rejection.path
        click.echo(f"{click.style(place, fg='yellow')}: {rejection.reason}", err=err)
        click.echo(f"    {rejection.hint}", err=err)


def notices(articles: Iterable[Article]) -> None:
    """Print what is odd about articles that can be published all the same."""
    for article in articles:
        for notice in article.notices:
            place = f"{article.path}:{notice.line}" if notice.line else article.path
            click.echo(f"{place}: {notice.message}")


@contextmanager
def progress() -> Iterator[Progress]:
    """Show a bar for each room on a terminal; elsewhere nothing."""
    if not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console  # where nobody looks, nothing is shown
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True)
    with Bars(*columns, TimeElapsedColumn(), console=console, transient=True) as bars:
        tasks = {}

        def report(room: str, done: int, total: int) -> None:
            if room not in tasks:
                tasks[room] = bars.add_task(room, total=total)
            bars.update(tasks[room], completed=done)

        yield report


def failure(run: Run) -> int:
    """Print why *run* failed and return the exit code that says so; 0 if it did not."""
    if run.failure is None:
        return 0
    click.secho(f"error: {run.failure.message}", fg="red", err=True)
    if run.failure.hint:
        click.echo(f"hint: {run.failure.hint}", err=True)
    return _EXIT_CODES.get(run.failure.code, 1)
