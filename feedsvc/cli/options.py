"""Options that many commands share, and the settings that follow from them.

An option is an environment variable in disguise: it is set for this process, so that the web
workers and the publisher it starts read the same settings.
"""

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from feedsvc.bootstrap import build
from feedsvc.settings import Settings, load_settings
from feedsvc.settings.origins import remember_option

if TYPE_CHECKING:
    from feedsvc.operations import Services

Command = TypeVar("Command", bound=Callable[..., Any])

_VARIABLES = {
    "config": "FEEDSVC_CONFIG",
    "content": "FEEDSVC_CONTENT__DIRECTORY",
    "output": "FEEDSVC_OUTPUT__DIRECTORY",
    "host": "FEEDSVC_SERVER__HOST",
    "port": "FEEDSVC_SERVER__PORT",
    "workers": "FEEDSVC_SERVER__WORKERS",
}


def place_options(command: Command) -> Command:
    """Add ``--config`` and ``--output``: where the feeds are."""
    for decorate in (
        click.option("--output", type=click.Path(), help="Folder of the documents."),
        click.option("--config", type=click.Path(), help="Settings file."),
    ):
        command = decorate(command)
    return command


def content_option(command: Command) -> Command:
    """Add ``--content``: where the articles are."""
    option = click.option("--content", type=click.Path(), help="Folder of articles.")
    return option(command)


def json_option(command: Command) -> Command:
    """Add ``--json``: print data for programs."""
    option = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
    return option(command)


def services(**options: object) -> "Services":
    """Return what feedsvc runs on with the settings that file, environment and options give.

    Raises SettingsError with all mistakes at once.
    """
    return build(settings(**options))


def settings(**options: object) -> Settings:
    """Return the settings that file, environment and options give.

    Raises SettingsError with all mistakes at once.
    """
    name_places(**options)
    return load_settings()


def name_places(**options: object) -> None:
    """Let the settings follow from these options, too, once they are read."""
    for name, value in options.items():
        if value is not None:
            os.environ[_VARIABLES[name]] = str(value)
            remember_option(os.environ, _VARIABLES[name], f"--{name}")
