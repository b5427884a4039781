"""``init`` and ``token``: what an admin does once."""

from importlib.resources import files
from pathlib import Path

import click

from feedsvc.cli import options, printing
from feedsvc.errors import FeedsvcError, StorageError

_STARTER = {"config/feedsvc.toml": "feedsvc.toml", "content/hello.md": "hello.md"}


@click.command()
@click.argument("folder", default=".", type=click.Path(path_type=Path))
def init(folder: Path) -> None:
    """Write commented settings and a first article into FOLDER; nothing is overwritten."""
    starter = files("feedsvc") / "starter"
    for name, source in _STARTER.items():
        path = folder / name
        if path.exists():
            click.echo(f"kept  {path}")
            continue
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes((starter / source).read_bytes())
        except OSError as error:
            raise StorageError(
                f"{path} cannot be written: {error.strerror}", hint="choose a writable folder"
            ) from error
        click.echo(f"wrote {path}")
    click.echo(f"next: cd {folder} && feedsvc serve")


@click.command()
@options.place_options
@options.json_option
@click.option("--name", default="admin", show_default=True, help="What the token is for.")
@click.option("--list", "listing", is_flag=True, help="List the tokens' names instead.")
@click.option("--revoke", metavar="NAME", help="Take back the token called NAME instead.")
def token(
    output: Path | None,
    config: Path | None,
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
        click.echo(f"revoked {revoke}")
    else:
        made = tokens.create(name)
        if as_json:
            printing.as_json({"name": name, "token": made})
        else:
            click.echo(made)
