"""``withdraw``, ``restore`` and ``withdrawn``: what readers may not see any more."""

import sys
from collections.abc import Callable
from typing import Any, TypeVar

import click

from feedsvc import desk, operations
from feedsvc.cli import options, printing
from feedsvc.cli.people import user
from feedsvc.model import Deed
from feedsvc.presenting import run_as_json

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
@click.option("--limit", type=click.IntRange(1, 1000), default=20, help="How many articles.")
@click.option("--after", metavar="PLACE", help="Go on where a part ended.")
def withdrawn(
    output: str | None, config: str | None, *, as_json: bool, limit: int, after: str | None
) -> None:
    """List the articles that are withdrawn, those of late first."""
    services = options.services(config=config, output=output)
    found = operations.withdrawn(services, after, limit=limit)
    if as_json:
        printing.as_json(desk.part_as_json(found))
        return
    printing.table(
        ("at", "by", "id", "title", "reason"),
        ((each.at, each.who, each.id, each.title or "-", each.reason) for each in found.items),
    )
    printing.more(found.next)


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
    wanted = operations.order(services, deed, article, who=by or user(), reason=reason.strip())
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
        printing.say(f"{deed}: {wanted.entry_id}, {written} written")
    sys.exit(code)
