"""How data and runs look on a terminal and to programs."""

import json
import re
import shlex
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

import click

from feedsvc.cli.escaping import printable
from feedsvc.cli.tables import cell, table
from feedsvc.errors import BusyError, CancelledError, ContentError, StorageError, WorkerError
from feedsvc.model import Article, Rejection, Run
from feedsvc.pipeline.progress import Progress, silent

# JSON has these as they are, but no terminal should: controls, directions, halves of a character.
_UNSEEN = re.compile(
    "[\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
_EXIT_CODES: dict[str, int] = {
    error.code: error.exit_code
    for error in (ContentError, BusyError, StorageError, WorkerError, CancelledError)
}

__all__ = [
    "as_json",
    "complaint",
    "count",
    "facts",
    "failure",
    "more",
    "notices",
    "progress",
    "rejections",
    "say",
    "table",
]


def as_json(data: object) -> None:
    """Print *data* as indented JSON."""
    said = json.dumps(data, ensure_ascii=False, indent=2)
    click.echo(_UNSEEN.sub(lambda char: f"\\u{ord(char[0]):04x}", said))


def say(
    text: str, *, fg: str | None = None, bold: bool = False, dim: bool = False, err: bool = False
) -> None:
    """Print a line, which may hold what others wrote."""
    click.secho(printable(text), fg=fg, bold=bold or None, dim=dim or None, err=err)


def complaint(message: str, hint: str) -> None:
    """Print what went wrong and what to do about it."""
    # Settings have several mistakes, one a line.
    click.secho("\n".join(map(printable, f"error: {message}".split("\n"))), fg="red", err=True)
    if hint:
        say(f"hint: {hint}", err=True)


def facts(said: Mapping[str, object]) -> None:
    """Print each name with its value; lists on one line, what is not known as a dash."""
    width = max(map(len, said))
    for name, value in said.items():
        say(f"{name:<{width}}  {_shown(value)}")


def _shown(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(_shown, value)) or "-"
    if isinstance(value, dict):
        return " ".join(f"({each})" if at else f"{each}" for at, each in enumerate(value.values()))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "-" if value is None else cell(value)


def count(number: int, noun: str, plural: str | None = None) -> str:
    """Return *number* with *noun*, in the plural where it is due."""
    return f"{number} {noun if number == 1 else plural or f'{noun}s'}"


def more(after: str | None) -> None:
    """Tell that a list goes on, if it does, and how to see the rest."""
    if after is not None:
        say(f"there are more: --after {shlex.quote(after)}", err=True)


def rejections(found: Iterable[Rejection], *, err: bool = False) -> None:
    """Print each rejection as ``path:line: reason``, and below it what to do."""
    for rejection in found:
        place = f"{rejection.path}:{rejection.line}" if rejection.line else rejection.path
        where = click.style(printable(place), fg="yellow")
        click.echo(f"{where}: {printable(rejection.reason)}", err=err)
        say(f"    {rejection.hint}", err=err)


def notices(articles: Iterable[Article]) -> None:
    """Print what is odd about articles that can be published all the same."""
    for article in articles:
        for notice in article.notices:
            place = f"{article.path}:{notice.line}" if notice.line else article.path
            say(f"{place}: {notice.message}")


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
    complaint(run.failure.message, run.failure.hint)
    return _EXIT_CODES.get(run.failure.code, 1)
