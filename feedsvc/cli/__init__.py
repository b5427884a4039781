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
  1  it cannot be done, or failed; the message says why
  2  the command line is wrong
  3  the settings are wrong
  4  the content folder is missing, empty, unreadable or lost too much
  5  the publisher's lock or the port is taken
  6  check found rejections, or errors in feeds
  7  the output folder or the catalog cannot be read or written
  8  no worker process can be started
  9  the run was cancelled
  10  there is nothing of the name that you gave: no such run, feed, article or place in a list
"""


# The module of each command, which is loaded when it is asked for: to load all of them takes longer
# than most commands do.
_MODULES = {
    "admin": "admitting",
    "adopt": "adopting",
    "article": "desk",
    "articles": "desk",
    "audit": "auditing",
    "build": "building",
    "check": "checking",
    "explain": "checking",
    "feeds": "showing",
    "health": "desk",
    "init": "setting_up",
    "notify": "notifying",
    "polls": "polling",
    "publisher": "serving",
    "regenerate": "building",
    "restore": "withdrawing",
    "runs": "running",
    "schedule": "scheduling",
    "serve": "serving",
    "settings": "desk",
    "token": "admitting",
    "withdraw": "withdrawing",
    "withdrawn": "withdrawing",
}


class _Commands(click.Group):
    def list_commands(self, _context: click.Context) -> list[str]:
        return list(_MODULES)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        if name not in _MODULES:
            return None
        command: click.Command = getattr(import_module(f"feedsvc.cli.{_MODULES[name]}"), name)
        return command


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
        from feedsvc.cli import printing  # nobody waits for it where all goes well

        printing.complaint(str(error), error.hint)
        sys.exit(error.exit_code)
