"""``check`` and ``explain``: what feedsvc makes of articles before readers see it."""

import sys
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import click

from feedsvc import operations
from feedsvc.cli import options, printing
from feedsvc.model import Reading
from feedsvc.presenting import explanation_as_json

_REJECTIONS_FOUND = 6
_SHOWN = (
    *("title", "site", "breadcrumb", "section", "tags", "people", "source", "language"),
    *("published", "published_origin", "updated", "expires", "draft", "id", "url", "summary"),
)


@click.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@options.place_options
@options.json_option
@click.option("--strict", is_flag=True, help="Let warnings count as much as rejections.")
def check(
    folder: Path | None,
    output: str | None,
    config: str | None,
    *,
    as_json: bool,
    strict: bool,
) -> None:
    """Read every article in FOLDER and list those that cannot be published, and why."""
    services = options.services(config=config, output=output)
    folder = folder.absolute() if folder else services.settings.content.directory
    reading = operations.check(services, folder)
    warnings = [
        (article.path, notice) for article in reading.articles for notice in article.notices
    ]
    if as_json:
        printing.as_json(_as_json(reading))
    else:
        _print_groups(
            "rejections", ((r.reason, r.path, r.line, r.hint) for r in reading.rejections)
        )
        _print_groups("warnings", ((n.message, path, n.line, "") for path, n in warnings))
        click.echo(
            f"{printing.count(len(reading.articles), 'article')} can be published, "
            f"{printing.count(len(reading.rejections), 'rejection')}, "
            f"{printing.count(len(warnings), 'warning')}"
        )
        if reading.rejections:
            click.echo("next: mend the files above; feedsvc explain FILE shows how one is read")
    sys.exit(_REJECTIONS_FOUND if reading.rejections or (strict and warnings) else 0)


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@options.content_option
@options.place_options
@options.json_option
def explain(
    path: Path, content: str | None, output: str | None, config: str | None, *, as_json: bool
) -> None:
    """Show what is read from the article at PATH, and where its date comes from."""
    services = options.services(config=config, content=content, output=output)
    inside = services.settings.content.directory / path
    found = operations.explain(services, path.absolute() if path.exists() else inside)
    said = explanation_as_json(found)
    if as_json:
        printing.as_json(said)
        sys.exit(_REJECTIONS_FOUND if found.rejection else 0)
    if found.rejection:
        printing.rejections([found.rejection])
        sys.exit(_REJECTIONS_FOUND)
    printing.facts({name.replace("_", " "): said[name] for name in _SHOWN})
    if found.article:
        for source in found.article.date_sources:
            click.echo(f"date in {source.origin}: {source.written} ({source.verdict})")
        printing.notices([found.article])


def _print_groups(noun: str, found: Iterable[tuple[str, str, int | None, str]]) -> None:
    """Print what was found, grouped by what is wrong, the most frequent first."""
    places: dict[tuple[str, str], list[str]] = defaultdict(list)
    for message, path, line, hint in found:
        kind, _, detail = message.partition(": ")
        place = f"{path}:{line}" if line else path
        places[kind, hint].append(f"{place}: {detail}" if detail else place)
    for (kind, hint), where in sorted(places.items(), key=lambda item: (-len(item[1]), item[0])):
        click.secho(f"{kind} ({printing.count(len(where), noun[:-1])})", bold=True)
        for place in where:
            click.echo(f"  {place}")
        if hint:
            click.echo(f"  what to do: {hint}")


def _as_json(reading: Reading) -> dict[str, object]:
    return {
        "articles": len(reading.articles),
        "rejections": [asdict(rejection) for rejection in reading.rejections],
        "warnings": [
            {"path": article.path, **asdict(notice)}
            for article in reading.articles
            for notice in article.notices
        ],
    }
