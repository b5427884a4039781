"""``init``: a first site."""

import shlex
from importlib.resources import files
from pathlib import Path

import click

from feedsvc.cli import options, printing
from feedsvc.errors import StorageError

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
