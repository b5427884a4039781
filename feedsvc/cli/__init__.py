"""The ``feedsvc`` command: every subcommand asks, prints, and ends with a code."""

import logging
import sys

import click

from feedsvc import __version__
from feedsvc.cli import adopting, building, checking, serving, setting_up, showing
from feedsvc.errors import FeedsvcError

_EPILOG = """\b
Exit codes:
  0  done
  1  an unexpected failure
  2  the command line is wrong
  3  the settings are wrong
  4  the content folder is missing, empty, unreadable or lost too much
  5  the publisher's lock or the port is taken
  6  check found rejections
  7  the output folder or the catalog cannot be read or written
  8  no worker process can be started
"""


@click.group(epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="feedsvc")
def cli() -> None:
    """Publish every feed that a folder of articles implies."""


for command in (
    setting_up.init,
    serving.serve,
    serving.publisher,
    serving.web,
    building.build,
    checking.check,
    checking.explain,
    building.regenerate,
    adopting.adopt,
    showing.runs,
    showing.feeds,
    setting_up.token,
):
    cli.add_command(command)


def main() -> None:
    """Run the command line; an expected error is one message, a hint and its exit code."""
    logging.basicConfig(format="%(asctime)s %(levelname)-7s %(message)s", level=logging.INFO)
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    logging.getLogger("watchfiles").setLevel(logging.WARNING)
    try:
        cli.main(prog_name="feedsvc")
    except FeedsvcError as error:
        click.secho(f"error: {error}", fg="red", err=True)
        if error.hint:
            click.echo(f"hint: {error.hint}", err=True)
        sys.exit(error.exit_code)
