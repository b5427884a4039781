"""``runs``: what happened, and what is to stop."""

import sys
from time import sleep
from typing import NoReturn

import click

from feedsvc import operations
from feedsvc.cli import options, printing
from feedsvc.cli.people import user
from feedsvc.errors import BusyError, UnknownRunError
from feedsvc.model import Outcome, Run, Sieve, Trigger
from feedsvc.operations import Services
from feedsvc.presenting import run_as_json

# Few enough for a terminal of 80 columns, ids and all.
_COLUMNS = ("run", "trigger", "target", "outcome", "articles", "written")
_GOING_ON = (Outcome.QUEUED, Outcome.RUNNING)
_SECONDS = 0.2
_OUTCOMES = [each.value for each in Outcome]
_TRIGGERS = [each.value for each in Trigger]


@click.command()
@click.argument("named", nargs=-1, metavar="[RUN | cancel RUN]")
@options.place_options
@options.json_option
@click.option("--limit", type=click.IntRange(1, 1000), default=20, help="How many runs.")
@click.option("--after", metavar="PLACE", help="Go on where a part ended.")
@click.option("--outcome", type=click.Choice(_OUTCOMES), help="Only those that ended so.")
@click.option("--trigger", type=click.Choice(_TRIGGERS), help="Only those asked for so.")
@click.option("--wrote", is_flag=True, help="Only those that wrote documents.")
@click.option("--follow", is_flag=True, help="Wait until RUN has ended, and end as it does.")
@click.option("--by", default=None, help="Who cancels; without it, the user's name.")
def runs(
    named: tuple[str, ...],
    output: str | None,
    config: str | None,
    *,
    as_json: bool,
    limit: int,
    after: str | None,
    outcome: str | None,
    trigger: str | None,
    wrote: bool,
    follow: bool,
    by: str | None,
) -> None:
    """List the last runs, show the one called RUN, or cancel it.

    Of the articles, the list tells how many were added (+), changed (~), removed (-) and rejected
    (!).

    A run that waits is taken out of the queue, one that goes on stops a moment later; the next one
    completes what it began.
    """
    if follow and (len(named) != 1 or named == ("cancel",)):
        raise click.UsageError("name the run to follow; feedsvc runs lists them")
    services = options.services(config=config, output=output)
    match named:
        case ("cancel", id_):
            _cancel(services, id_, who=by or user(), as_json=as_json)
        case ("cancel",):
            raise click.UsageError("name the run to cancel; feedsvc runs lists them")
        case (id_,):
            _show(services, id_, follow=follow, as_json=as_json)
        case ():
            sieve = Sieve(
                outcome=Outcome(outcome) if outcome else None,
                trigger=Trigger(trigger) if trigger else None,
                wrote=wrote,
            )
            _list(services, after, sieve, limit=limit, as_json=as_json)
        case _:
            raise click.UsageError("name one run")


def _show(services: Services, id_: str, *, follow: bool, as_json: bool) -> NoReturn:
    run = _followed(services, id_) if follow else _found(services, id_)
    # Programs have been given JSON without asking for it.
    if as_json or not sys.stdout.isatty():
        printing.as_json(run_as_json(run))
    else:
        printing.facts(_facts(run))
        printing.rejections(run.rejections)
    sys.exit(printing.failure(run) if follow else 0)


def _found(services: Services, id_: str) -> Run:
    run = operations.find_run(services, id_)
    if run is None:
        raise UnknownRunError(f"there is no run {id_}", hint="list them with feedsvc runs")
    return run


def _followed(services: Services, id_: str) -> Run:
    """Return the run once it has ended, and show meanwhile how far it is.

    Raises BusyError if nobody is there who would bring it to an end.
    """
    with printing.progress() as report:
        while (run := _found(services, id_)).outcome in _GOING_ON:
            if not services.publisher_lock.is_held():
                raise BusyError(
                    f"run {id_} waits for a publisher, and none runs",
                    hint="feedsvc serve starts one; feedsvc regenerate works without",
                )
            if run.standing:
                report(run.standing.room, run.standing.done, run.standing.total)
            sleep(_SECONDS)
    return run


def _facts(run: Run) -> dict[str, object]:
    counts = run_as_json(run)["counts"]
    said: dict[str, object] = {
        "run": run.id,
        "trigger": run.trigger,
        "scope": run.target.name if run.target else run.scope,
        "who": run.who or None,
        "outcome": run.outcome,
        "requested": run.requested_at,
        "started": run.started_at,
        "finished": run.finished_at,
        "seconds": [f"{room} {seconds:g}" for room, seconds in run.timings],
        "written": [f"{path} ({reason})" for path, reason in run.written],
        "failure": run.failure and run.failure.message,
    }
    return said | (counts if isinstance(counts, dict) else {})


def _cancel(services: Services, id_: str, *, who: str, as_json: bool) -> None:
    run = operations.cancel(services, id_, who=who)
    if run.outcome is Outcome.RUNNING:
        run = operations.wait_for(services, run)
    if as_json:
        printing.as_json(run_as_json(run))
    elif run.outcome is Outcome.CANCELLED:
        click.echo(f"run {run.id} is cancelled")
    else:
        click.echo(f"run {run.id} came to its end first: {run.outcome}")


def _list(
    services: Services, after: str | None, sieve: Sieve, *, limit: int, as_json: bool
) -> None:
    found = operations.runs(services, after, limit=limit, sieve=sieve)
    if as_json:
        printing.as_json([run_as_json(run) for run in found.items])
    else:
        printing.table(_COLUMNS, map(_row, found.items))
    printing.more(found.next)


def _row(run: Run) -> tuple[object, ...]:
    counts = run.counts
    done = f"+{counts.added} ~{counts.changed} -{counts.removed} !{counts.rejected}"
    standing = run.standing
    outcome = f"{standing.room} {standing.done}/{standing.total}" if standing else run.outcome
    target = run.target.name if run.target else ("-" if run.order is None else run.order.deed)
    return (run.id, run.trigger, target, outcome, done, counts.written)
