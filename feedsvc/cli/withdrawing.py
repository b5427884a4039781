"""``withdraw``, ``restore`` and ``audit``: what readers may not see any more, and who said so."""

import getpass
import os
import sys
from collections.abc import Callable
from typing import Any, TypeVar

import click

from feedsvc import operations
from feedsvc.cli import options, printing
from feedsvc.model import Deed
from feedsvc.presenting import audit_as_json, run_as_json

Command = TypeVar("Command", bound=Callable[..., Any])


def _about_an_article(command: Command) -> Command:
    for decorate in (
        options.json_option,
        options.place_options,
        click.option("--by", default=None, help="Who wants it; without it, the user's name."),
        click.option("--reason", default="", help="Why, for the audit."),
        click.argument("article"),
    ):
        command = decorate(command)
    return command


@click.command()
@_about_an_article
def withdraw(**given: Any) -> None:
    """Take an article out of every feed and page, whatever its file says.

    ARTICLE is its id, its file in the content folder, or the address of its page.
    """
    _order(Deed.WITHDRAW, **given)


@click.command()
@_about_an_article
def restore(**given: Any) -> None:
    """Give readers an article again that was withdrawn."""
    _order(Deed.RESTORE, **given)


@click.command()
@options.place_options
@options.json_option
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, help="How many lines.")
def audit(config: str | None, output: str | None, *, limit: int, as_json: bool) -> None:
    """Print what people did, newest first."""
    services = options.services(config=config, output=output)
    lines = operations.audit(services, limit=limit)
    if as_json:
        printing.as_json([audit_as_json(line) for line in lines])
        return
    for line in lines:
        reason = f" ({line.reason})" if line.reason else ""
        click.echo(f"{line.at:%Y-%m-%d %H:%M:%SZ}  {line.who}  {line.deed} {line.subject}{reason}")


def _order(
    deed: Deed,
    *,
    article: str,
    reason: str,
    by: str | None,
    output: str | None,
    config: str | None,
    as_json: bool,
) -> None:
    services = options.services(config=config, output=output)
    wanted = operations.order(services, deed, article, who=by or _user(), reason=reason.strip())
    if services.publisher_lock.is_held():
        run = operations.wait_for(services, operations.request_order(services, wanted))
    else:
        with operations.publishing(services, f"cannot {deed}"):
            run = operations.carry_out(services, wanted)
    code = printing.failure(run)
    if as_json:
        printing.as_json(run_as_json(run))
    elif code == 0:
        written = printing.count(run.counts.written, "document")
        click.echo(f"{deed}: {wanted.entry_id}, {written} written")
    sys.exit(code)


def _user() -> str:
    """Return the user's name; in a container there may be none for the number."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"user {os.getuid()}"
