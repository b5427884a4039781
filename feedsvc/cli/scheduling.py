"""``schedule``: what happens by itself, and when."""

import click

from feedsvc import desk, operations
from feedsvc.cli import options, printing
from feedsvc.model import Appointment, Occasion

_WORDS = {
    Occasion.INTERVAL: "a run, as schedule.interval says",
    Occasion.CRON: "a run, as schedule.cron says: {detail}",
    Occasion.APPEARS: "an article appears: {detail}",
    Occasion.EXPIRES: "an article expires: {detail}",
    Occasion.DAY_ENDS: "what is counted of the day is closed",
}


@click.command()
@options.place_options
@options.json_option
def schedule(output: str | None, config: str | None, *, as_json: bool) -> None:
    """Show what happens by itself, and when: runs, articles that appear or expire."""
    agenda = operations.schedule(options.services(config=config, output=output))
    if as_json:
        printing.as_json(desk.as_json(agenda))
        return
    printing.table(("at", "what"), ((each.at, _words(each)) for each in agenda.appointments))
    if agenda.watches:
        click.echo("files that are saved are published a moment later", err=True)
    if not agenda.is_kept:
        click.echo("no publisher runs: nothing happens by itself until one does", err=True)


def _words(each: Appointment) -> str:
    return _WORDS[each.occasion].format(detail=each.detail)
