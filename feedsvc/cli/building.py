"""``build`` and ``regenerate``: articles become documents."""

import sys

import click

from feedsvc import operations
from feedsvc.cli import options, printing
from feedsvc.model import Run, Scope, Trigger
from feedsvc.operations import Services
from feedsvc.presenting import run_as_json

_everything = click.option(
    "--everything", is_flag=True, help="Read every file and render every document anew."
)
_accept_loss = click.option(
    "--accept-loss", is_flag=True, help="Confirm that most articles are meant to be gone."
)


@click.command()
@options.content_option
@options.place_options
@options.json_option
@_everything
@_accept_loss
def build(
    content: str | None,
    output: str | None,
    config: str | None,
    *,
    as_json: bool,
    everything: bool,
    accept_loss: bool,
) -> None:
    """Write every feed once, here and now."""
    services = options.services(config=config, content=content, output=output)
    with operations.publishing(services, "cannot build"):
        run = _perform(services, everything=everything, accept_loss=accept_loss)
    _end(services, run, as_json=as_json)


@click.command()
@options.content_option
@options.place_options
@options.json_option
@_everything
@_accept_loss
def regenerate(
    content: str | None,
    output: str | None,
    config: str | None,
    *,
    as_json: bool,
    everything: bool,
    accept_loss: bool,
) -> None:
    """Ask the running publisher for a run and wait for it; without one, build here."""
    services = options.services(config=config, content=content, output=output)
    if services.publisher_lock.is_held():
        run = operations.request(
            services, Trigger.CLI, _scope(everything=everything), accept_loss=accept_loss
        )
        run = operations.wait_for(services, run)
    else:
        with operations.publishing(services, "cannot regenerate"):
            run = _perform(services, everything=everything, accept_loss=accept_loss)
    _end(services, run, as_json=as_json)


def _scope(*, everything: bool) -> Scope:
    return Scope.EVERYTHING if everything else Scope.CHANGED


def _perform(services: Services, *, everything: bool, accept_loss: bool) -> Run:
    with printing.progress() as report:
        return operations.run_here(
            services, _scope(everything=everything), accept_loss=accept_loss, progress=report
        )


def _end(services: Services, run: Run, *, as_json: bool) -> None:
    """Print what the run did and end with its exit code."""
    if as_json:
        printing.as_json(run_as_json(run))
        sys.exit(printing.failure(run))
    printing.rejections(run.rejections, err=True)
    code = printing.failure(run)
    if code == 0:
        counts = run.counts
        files = printing.count(counts.files, "file")
        written = printing.count(counts.written, "document")
        click.echo(
            f"{files}: {counts.added} added, {counts.changed} changed, {counts.removed} removed, "
            f"{counts.rejected} rejected"
        )
        click.echo(
            f"{printing.count(counts.feeds, 'feed')} rendered, "
            f"{written} written to {services.settings.output.directory}"
        )
    sys.exit(code)
