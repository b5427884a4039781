"""The ``feedsvc`` command: every subcommand asks, prints, and ends with a code."""

import logging
import sys
from importlib import import_module

import click

from feedsvc import __version__
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


# Where each command is; one is imported when it is called, for some need much and some must be
# quick.
_COMMANDS = {
    "init": "setting_up",
    "serve": "serving",
    "publisher": "serving",
    "build": "building",
    "check": "checking",
    "explain": "checking",
    "regenerate": "building",
    "adopt": "adopting",
    "runs": "showing",
    "feeds": "showing",
    "token": "setting_up",
}


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = _COMMANDS.get(cmd_name)
        if module is None:
            return None
        found: click.Command = getattr(import_module(f"feedsvc.cli.{module}"), cmd_name)
        return found


@click.group(
    cls=_Commands, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(__version__, prog_name="feedsvc")
def cli() -> None:
    """Publish every feed that a folder of articles implies."""


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
