"""``build`` and ``regenerate``: articles become documents."""

import sys
from typing import NoReturn

import click

from feedsvc import operations
from feedsvc.cli import aiming, options, printing
from feedsvc.cli.people import user
from feedsvc.model import Run, Scope, Target, Trigger
from feedsvc.operations import Services
from feedsvc.presenting import preview_as_json, run_as_json

_everything = click.option(
    "--everything", is_flag=True, help="Read every file and render every document anew."
)
_accept_loss = click.option(
    "--accept-loss", is_flag=True, help="Confirm that most articles are meant to be gone."
)
_dry_run = click.option(
    "--dry-run", is_flag=True, help="Show what would change in which feed; write nothing."
)


@click.command()
@options.content_option
@options.place_options
@options.json_option
@_everything
@_accept_loss
@_dry_run
def build(
    content: str | None,
    output: str | None,
    config: str | None,
    *,
    as_json: bool,
    everything: bool,
    accept_loss: bool,
    dry_run: bool,
) -> None:
    """Write every feed once, here and now."""
    services = options.services(config=config, content=content, output=output)
    scope = _scope(everything=everything)
    if dry_run:
        _preview(services, scope, None, accept_loss=accept_loss, as_json=as_json)
    with operations.publishing(services, "cannot build"):
        run = _perform(services, scope, None, accept_loss=accept_loss)
    _end(services, run, as_json=as_json)


@click.command()
@options.content_option
@options.place_options
@options.json_option
@_everything
@_accept_loss
@_dry_run
@aiming.target_options
def regenerate(
    content: str | None,
    output: str | None,
    config: str | None,
    *,
    as_json: bool,
    everything: bool,
    accept_loss: bool,
    dry_run: bool,
    **confined: str | None,
) -> None:
    """Ask the running publisher for a run and wait for it; without one, build here.

    A run may be for a section, a tag, an author, a saved feed or an article: it reads the articles
    of that, changed or not, and makes its documents anew. For an article it looks at no other file.
    """
    services = options.services(config=config, content=content, output=output)
    target = aiming.target(services, confined, everything=everything)
    scope = _scope(everything=everything)
    if dry_run:
        _preview(services, scope, target, accept_loss=accept_loss, as_json=as_json)
    if services.publisher_lock.is_held():
        started = operations.start(
            services, Trigger.CLI, scope, target=target, accept_loss=accept_loss, who=user()
        )
        with printing.progress() as report:
            run = operations.wait_for(services, started.run, report)
    else:
        with operations.publishing(services, "cannot regenerate"):
            run = _perform(services, scope, target, accept_loss=accept_loss)
    _end(services, run, as_json=as_json)


def _preview(
    services: Services, scope: Scope, target: Target | None, *, accept_loss: bool, as_json: bool
) -> NoReturn:
    """Print what a run would change and end."""
    with printing.progress() as report:
        found = operations.preview(
            services, scope, target, accept_loss=accept_loss, progress=report
        )
    if as_json:
        printing.as_json(preview_as_json(found))
        sys.exit(0)
    printing.rejections(found.rejections, err=True)
    for feed in found.feeds:
        printing.say(feed.path, bold=True)
        for sign, titles in (("+", feed.added), ("~", feed.changed), ("-", feed.removed)):
            for title in titles:
                printing.say(f"  {sign} {title}")
    counts = found.counts
    click.echo(
        f"a run would add {counts.added}, change {counts.changed} and remove {counts.removed} of "
        f"the articles, in {printing.count(len(found.feeds), 'feed')}; nothing is written"
    )
    sys.exit(0)


def _scope(*, everything: bool) -> Scope:
    return Scope.EVERYTHING if everything else Scope.CHANGED


def _perform(services: Services, scope: Scope, target: Target | None, *, accept_loss: bool) -> Run:
    with printing.progress() as report:
        return operations.run_here(
            services,
            scope,
            target=target,
            accept_loss=accept_loss,
            who=user(),
            progress=report,
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
