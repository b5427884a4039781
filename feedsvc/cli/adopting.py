"""``adopt``: articles go on with the entries that readers already have."""

from collections.abc import Iterator
from http.client import HTTPException
from pathlib import Path
from urllib.request import urlopen

import click

from feedsvc import operations
from feedsvc.cli import options, printing
from feedsvc.errors import ContentError
from feedsvc.model import Format

_SECONDS = 30
_LARGEST = 50_000_000


@click.command()
@click.argument("sources", nargs=-1, metavar="[FILE|URL]...")
@options.place_options
@options.json_option
def adopt(
    sources: tuple[str, ...], output: str | None, config: str | None, *, as_json: bool
) -> None:
    """Take ids, dates and links from old feeds, so that no reader sees an article twice.

    Without FILE or URL, from the documents published here, to rebuild a lost catalog. Run it
    before the first build; several pages of one old feed may be given at once.
    """
    services = options.services(config=config, output=output)
    with operations.publishing(services, "cannot adopt"):
        ours = services.documents.bodies(Format.JSON.extension)
        bodies = _bodies(sources) if sources else ours
        adopted = operations.adopt(services, bodies, are_ours=not sources)
    if as_json:
        printing.as_json({"adopted": adopted})
    else:
        click.echo(f"{printing.count(adopted, 'entry', 'entries')} adopted; now build or serve")


def _bodies(sources: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    for source in sources:
        yield source, _fetched(source) if "://" in source else _read(Path(source))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ContentError(
            f"{path} cannot be read: {error.strerror}", hint="name an existing feed"
        ) from error


def _fetched(url: str) -> bytes:
    if not url.startswith(("http://", "https://")):
        raise ContentError(f"{url} is no web address", hint="give an http or https URL, or a file")
    try:
        with urlopen(url, timeout=_SECONDS) as response:  # noqa: S310 (http and https only)
            body: bytes = response.read(_LARGEST + 1)
    except (OSError, HTTPException, ValueError) as error:
        raise ContentError(
            f"{url} cannot be fetched: {error}", hint="download the feed and name the file"
        ) from error
    if len(body) > _LARGEST:
        raise ContentError(
            f"{url} has more than {_LARGEST} bytes", hint="give its pages one by one"
        )
    return body
