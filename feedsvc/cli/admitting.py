"""``token`` and ``admin``: who may use the API and the admin page."""

import os
import pwd
import sys
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

import click

from feedsvc import operations
from feedsvc.access import Token, TokenScope
from feedsvc.access.expiry import parse_expiry
from feedsvc.access.fitness import SHORTEST
from feedsvc.access.scopes import parse_scopes
from feedsvc.access.tokens import fit_name
from feedsvc.cli import options, printing
from feedsvc.cli.people import user
from feedsvc.errors import AccessError
from feedsvc.model import Deed
from feedsvc.operations import Services

Command = TypeVar("Command", bound=Callable[..., Any])

# What tokens could do before there were scopes, for whoever names none the old way.
_BEFORE_SCOPES = (TokenScope.READ, TokenScope.RUN)


@click.group(invoke_without_command=True)
@options.place_options
@options.json_option
@click.option("--name", default=None, hidden=True, help="What the token is for.")
@click.option("--list", "listing", is_flag=True, hidden=True, help="List the tokens instead.")
@click.option("--revoke", metavar="NAME", hidden=True, help="Take back a token instead.")
@click.pass_context
def token(
    context: click.Context,
    output: str | None,
    config: str | None,
    *,
    as_json: bool,
    name: str | None,
    listing: bool,
    revoke: str | None,
) -> None:
    """Make, list and revoke tokens for the API and the metrics.

    Without a command it makes a token called "admin" that may read and run.
    """
    if context.invoked_subcommand is not None:
        if as_json or name or listing or revoke:
            raise click.UsageError(f"give options behind {context.invoked_subcommand}")
        options.name_places(config=config, output=output)
        return
    services = _services(config, output)
    if listing:
        _list(services, as_json=as_json)
    elif revoke is not None:
        _revoke(services, revoke, as_json=as_json)
    else:
        name = fit_name(name or "admin")
        made = services.access.tokens.create(
            name,
            scopes=_BEFORE_SCOPES,
            now=operations.now(),
            replace=True,
            note=operations.noting(services, user(), Deed.CREATE_TOKEN, " ".join(_BEFORE_SCOPES)),
        )
        _show_once(name, made, as_json=as_json)


@token.command("create")
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    help="What it may do: read, run, withdraw, admin; give it again for more.",
)
@click.option("--expires", metavar="WHEN", help="12h, 90d, 26w or 2027-03-31; else never.")
@click.option("--replace", is_flag=True, help="Take the place of a token of this name.")
@options.place_options
@options.json_option
def create_token(
    name: str,
    scopes: tuple[str, ...],
    expires: str | None,
    *,
    replace: bool,
    output: str | None,
    config: str | None,
    as_json: bool,
) -> None:
    """Make a token called NAME and print it, this once."""
    now, services, name = operations.now(), _services(config, output), fit_name(name)
    granted = parse_scopes(scopes)
    made = services.access.tokens.create(
        name,
        scopes=granted,
        now=now,
        expires_at=parse_expiry(expires, now=now) if expires is not None else None,
        replace=replace,
        note=operations.noting(services, user(), Deed.CREATE_TOKEN, " ".join(sorted(granted))),
    )
    _show_once(name, made, as_json=as_json)


@token.command("list")
@options.place_options
@options.json_option
def list_tokens(output: str | None, config: str | None, *, as_json: bool) -> None:
    """List tokens with what they may do and when they were last used."""
    _list(_services(config, output), as_json=as_json)


@token.command("revoke")
@click.argument("name")
@options.place_options
@options.json_option
def revoke_token(name: str, output: str | None, config: str | None, *, as_json: bool) -> None:
    """Take back the token called NAME; it is worth nothing from now on."""
    _revoke(_services(config, output), name, as_json=as_json)


@click.group()
def admin() -> None:
    """Let people into the admin page."""


@admin.command()
@click.option("--stdin", "from_stdin", is_flag=True, help="Read the password from a line of input.")
@click.option("--remove", is_flag=True, help="Have none: the admin page is off.")
@options.place_options
@options.json_option
def password(
    *, from_stdin: bool, remove: bool, output: str | None, config: str | None, as_json: bool
) -> None:
    """Set the password of the admin page; whoever is logged in has to log in again."""
    if from_stdin and remove:
        raise click.UsageError("give --stdin or --remove, not both")
    services = _services(config, output)
    if remove:
        if not services.access.remove_password():
            raise AccessError("there is no password", hint="the admin page is off already")
        operations.note(services, user(), Deed.REMOVE_PASSWORD, "password")
        said = "the password is removed; the admin page is off"
    else:
        site = services.settings.site
        names = (site.title, urlsplit(site.base_url).hostname or "")
        services.access.set_password(_asked(from_stdin), now=operations.now(), names=names)
        operations.note(services, user(), Deed.SET_PASSWORD, "password")
        said = "the password is set; whoever was logged in is logged out"
    if as_json:
        printing.as_json({"password_set": not remove})
    else:
        click.echo(said)


def _services(config: str | None, output: str | None) -> Services:
    """Return what feedsvc runs on, unless what we would write were of no use to who serves."""
    services = options.services(config=config, output=output)
    state = services.settings.output.state_directory
    try:
        owner = state.stat().st_uid
    except OSError:
        return services  # whoever writes there will say why it cannot be
    if owner != os.geteuid():
        raise AccessError(
            f"the state folder {state} belongs to {_user(owner)}, who alone may read tokens",
            hint=f"run this as {_user(owner)}",
        )
    return services


def _user(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"user {number}"


def _asked(from_stdin: bool) -> str:
    """Return the password that somebody gives; never from the command line, which others see."""
    if from_stdin:
        return sys.stdin.readline().removesuffix("\n").removesuffix("\r")
    prompt = f"New password ({SHORTEST} characters or more)"
    given: str = click.prompt(prompt, hide_input=True, confirmation_prompt="The same again")
    return given


def _show_once(name: str, made: str, *, as_json: bool) -> None:
    if as_json:
        printing.as_json({"name": name, "token": made})
    else:
        click.echo(made)


def _revoke(services: Services, name: str, *, as_json: bool) -> None:
    if (
        services.access.tokens.revoke(
            name, note=operations.noting(services, user(), Deed.REVOKE_TOKEN)
        )
        is None
    ):
        raise AccessError(f"there is no token {name}", hint="see feedsvc token list")
    if as_json:
        printing.as_json({"revoked": name})
    else:
        click.echo(f"revoked {name}")


def _list(services: Services, *, as_json: bool) -> None:
    now, tokens = operations.now(), services.access.tokens.all()
    if as_json:
        printing.as_json([_as_json(each, now) for each in tokens])
        return
    rows = (
        (
            each.name,
            " ".join(each.scopes),
            f"{each.created_at:%Y-%m-%d %H:%M}",
            f"{each.expires_at:%Y-%m-%d %H:%M}" if each.expires_at else "never",
            f"{each.last_used_at:%Y-%m-%d %H:%M}" if each.last_used_at else "never",
            _state(each, now),
        )
        for each in tokens
    )
    printing.table(("name", "may", "created", "expires", "last used", "state"), rows)


def _as_json(each: Token, now: datetime) -> dict[str, object]:
    return {
        "name": each.name,
        "id": each.id,
        "scopes": list(each.scopes),
        "created_at": _instant(each.created_at),
        "expires_at": _instant(each.expires_at),
        "last_used_at": _instant(each.last_used_at),
        "state": _state(each, now),
    }


def _state(each: Token, now: datetime) -> str:
    return "expired" if each.is_expired(now) else "valid"


def _instant(at: datetime | None) -> str | None:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}" if at else None
