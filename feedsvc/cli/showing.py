"""``runs`` and ``feeds``: what happened, and what there is to subscribe to."""

import sys

import click

from feedsvc import library, operations
from feedsvc.cli import options, printing
from feedsvc.errors import FeedsvcError
from feedsvc.model import DocumentKey, Run
from feedsvc.presenting import run_as_json


@click.command()
@click.argument("run_id", required=False)
@options.place_options
@options.json_option
@click.option("--limit", type=click.IntRange(1, 1000), default=20, help="How many runs.")
def runs(
    run_id: str | None, output: str | None, config: str | None, *, as_json: bool, limit: int
) -> None:
    """List the last runs, or show the one called RUN_ID."""
    services = options.services(config=config, output=output)
    if run_id:
        run = operations.find_run(services, run_id)
        if run is None:
            raise FeedsvcError(f"there is no run {run_id}", hint="list them with feedsvc runs")
        printing.as_json(run_as_json(run))
        sys.exit(0)
    found = operations.recent_runs(services, limit=limit)
    if as_json:
        printing.as_json([run_as_json(run) for run in found])
    else:
        columns = (
            "run",
            "trigger",
            "outcome",
            "added",
            "changed",
            "removed",
            "rejected",
            "written",
        )
        printing.table(columns, map(_row, found))


@click.command()
@options.place_options
@options.json_option
def feeds(output: str | None, config: str | None, *, as_json: bool) -> None:
    """List every feed with its address."""
    services = options.services(config=config, output=output)
    shelves = library.shelves(services)
    if as_json:
        printing.as_json([_feed_as_json(shelf) for shelf in shelves])
    else:
        rows = ((s.key.kind, s.label, s.entries, f"{s.url}.atom") for s in shelves)
        printing.table(("kind", "name", "entries", "address"), rows)


def _row(run: Run) -> tuple[object, ...]:
    counts = run.counts
    done = (counts.added, counts.changed, counts.removed, counts.rejected, counts.written)
    standing = run.standing
    outcome = f"{standing.room} {standing.done}/{standing.total}" if standing else run.outcome
    return (run.id, run.trigger, outcome, *done)


def _feed_as_json(shelf: library.Shelf) -> dict[str, object]:
    return {
        "kind": shelf.key.kind,
        "slug": shelf.key.slug,
        "label": shelf.label,
        "entries": shelf.entries,
        "page": shelf.url,
        "documents": {
            key.format.extension: f"{shelf.url}.{key.format.extension}"
            for key in DocumentKey.of(shelf.key)
        },
    }
