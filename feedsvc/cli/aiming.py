"""Options that name what a run is for: a section, a tag, an author, a saved feed or an article."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import click

from feedsvc import operations
from feedsvc.model import Target
from feedsvc.operations import Services

Command = TypeVar("Command", bound=Callable[..., Any])

_KINDS = {
    "section": "For a section: its articles are read, its documents made anew.",
    "tag": "For a tag.",
    "author": "For an author.",
    "saved": "For a saved feed.",
    "article": "For an article alone: its file, slug, id or address.",
}


def target_options(command: Command) -> Command:
    """Add ``--section``, ``--tag``, ``--author``, ``--saved`` and ``--article``."""
    for kind in reversed(_KINDS):
        command = click.option(f"--{kind}", metavar="NAME", help=_KINDS[kind])(command)
    return command


def target(
    services: Services, said: Mapping[str, str | None], *, everything: bool
) -> Target | None:
    """Return what the options say, None where they say nothing.

    Raises UsageError if they say several things or name none, UnknownScopeError if there is no such
    thing.
    """
    for kind in _KINDS:
        if said[kind] is not None and not str(said[kind]).strip():
            raise click.UsageError(f"--{kind} has to name one, but is empty")
    given = [f"{kind}:{said[kind]}" for kind in _KINDS if said[kind] is not None]
    if len(given) + everything > 1:
        names = ", ".join(f"--{kind}" for kind in _KINDS)
        raise click.UsageError(f"give one of --everything, {names}")
    return operations.target(services, given[0]) if given else None
