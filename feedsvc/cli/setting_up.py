"""``init`` and ``token``: what an admin does once."""

import shlex
from importlib.resources import files
from pathlib import Path

import click

from feedsvc.cli import options, printing
from feedsvc.errors import FeedsvcError, StorageError

_STARTER = {"config/feedsvc.toml": "feedsvc.toml", "content/hello.md": "hello.md"}


@click.command()
@click.argument("folder", default=".", type=click.Path(path_type=Path))
@options.json_option
def init(folder: Path, *, as_json: bool) -> None:
    """Write commented settings and a first article into FOLDER; nothing is overwritten."""
    starter = files("feedsvc") / "starter"
    kept = [name for name in _STARTER if (folder / name).exists()]
    wrote = [name for name in _STARTER if name not in kept]
    for name in wrote:
        _write(folder / name, (starter / _STARTER[name]).read_bytes())
    if as_json:
        printing.as_json({"folder": str(folder), "wrote": wrote, "kept": kept})
        return
    for verb, names in (("wrote", wrote), ("kept", kept)):
        for name in names:
            click.echo(f"{verb} {folder / name}")
    click.echo(f"next: cd {shlex.quote(str(folder))} && feedsvc serve")


def _write(path: Path, body: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    except OSError as error:
        raise StorageError(
            f"{path} cannot be written: {error.strerror}", hint="choose a writable folder"
        ) from error


@click.command()
@options.place_options
@options.json_option
@click.option("--name", default="admin", show_default=True, help="What the token is for.")
@click.option("--list", "listing", is_flag=True, help="List the tokens' names instead.")
@click.option("--revoke", metavar="NAME", help="Take back the token called NAME instead.")
def token(
    output: str | None,
    config: str | None,
    *,
    as_json: bool,
    name: str,
    listing: bool,
    revoke: str | None,
) -> None:
    """Make a token for the API and print it, this once."""
    tokens = options.services(config=config, output=output).tokens
    if listing:
        known = [
            {"name": each, "created_at": f"{at:%Y-%m-%dT%H:%M:%SZ}"} for each, at in tokens.names()
        ]
        if as_json:
            printing.as_json(known)
        else:
            printing.table(("name", "created"), (each.values() for each in known))
    elif revoke is not None:
        if not tokens.revoke(revoke):
            raise FeedsvcError(f"there is no token {revoke}", hint="see feedsvc token --list")
        if as_json:
            printing.as_json({"revoked": revoke})
        else:
            click.echo(f"revoked {revoke}")
    else:
        made = tokens.create(name)
        if as_json:
            printing.as_json({"name": name, "token": made})
        else:
            click.echo(made)
