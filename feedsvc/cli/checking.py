"""``check`` and ``explain``: what feedsvc makes of articles, and what is wrong with feeds."""

import os
import sys
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import NoReturn

import click

from feedsvc import operations
from feedsvc.cli import options, printing
from feedsvc.model import Reading
from feedsvc.presenting import explanation_as_json

_FOUND = 6
_SHOWN = (
    *("title", "site", "breadcrumb", "section", "tags", "people", "source", "language"),
    *("published", "published_origin", "updated", "expires", "draft", "withdrawn"),
    *("id", "url", "summary"),
)


@click.command()
@click.argument("sources", nargs=-1, metavar="[FOLDER | FILE | URL]...")
@click.option("--feeds", is_flag=True, help="Check feeds instead of articles.")
@options.place_options
@options.json_option
@click.option("--strict", is_flag=True, help="Let warnings count as much as errors.")
def check(
    sources: tuple[str, ...],
    output: str | None,
    config: str | None,
    *,
    feeds: bool,
    as_json: bool,
    strict: bool,
) -> None:
    """Read every article in FOLDER and list those that cannot be published, and why.

    With --feeds, list what a validator would say of feeds: of those in the output folder, or in
    each FOLDER, FILE and URL, which may be anybody's.
    """
    if feeds:
        _check_feeds(sources, output=output, config=config, as_json=as_json, strict=strict)
    if len(sources) > 1:
        raise click.UsageError("name one folder of articles, or add --feeds")
    services = options.services(config=config, output=output)
    folder = Path(sources[0]).absolute() if sources else services.settings.content.directory
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
    sys.exit(_FOUND if reading.rejections or (strict and warnings) else 0)


def _check_feeds(
    sources: tuple[str, ...],
    *,
    output: str | None,
    config: str | None,
    as_json: bool,
    strict: bool,
) -> NoReturn:
    """Check feeds, print what is wrong, and end with the code that says so."""
    from feedsvc.cli.faults import Tally  # articles need none of it
    from feedsvc.operations.inspecting import inspect

    if not sources:
        folder = options.settings(config=config, output=output).output.directory
        sources = (os.path.relpath(folder),)
    tally = Tally()
    with printing.progress() as progress:
        for inspected in inspect(sources, progress):
            tally.add(inspected)
    if as_json:
        printing.as_json(tally.as_json())
    else:
        tally.print()
    sys.exit(_FOUND if tally.errors or (strict and tally.warnings) else 0)


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
        sys.exit(_FOUND if found.rejection else 0)
    if found.rejection:
        printing.rejections([found.rejection])
        sys.exit(_FOUND)
    printing.facts({name.replace("_", " "): said[name] for name in _SHOWN})
    if found.article:
        for source in found.article.date_sources:
            printing.say(f"date in {source.origin}: {source.written} ({source.verdict})")
        printing.notices([found.article])


def _print_groups(noun: str, found: Iterable[tuple[str, str, int | None, str]]) -> None:
    """Print what was found, grouped by what is wrong, the most frequent first."""
    places: dict[tuple[str, str], list[str]] = defaultdict(list)
    for message, path, line, hint in found:
        kind, _, detail = message.partition(": ")
        place = f"{path}:{line}" if line else path
        places[kind, hint].append(f"{place}: {detail}" if detail else place)
    for (kind, hint), where in sorted(places.items(), key=lambda item: (-len(item[1]), item[0])):
        printing.say(f"{kind} ({printing.count(len(where), noun[:-1])})", bold=True)
        for place in where:
            printing.say(f"  {place}")
        if hint:
            printing.say(f"  what to do: {hint}")


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
