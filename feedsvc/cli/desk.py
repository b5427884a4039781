"""``articles``, ``article``, ``health`` and ``settings``: what an operator looks at."""

import json

import click

from feedsvc import desk, operations
from feedsvc.cli import options, printing
from feedsvc.content.text import one_line
from feedsvc.operations import ArticleView, Complaint, Health

_NOUNS = {
    Complaint.REJECTION: ("rejection", "rejections"),
    Complaint.REFUSAL: ("refusal", "refusals"),
    Complaint.DOCUMENT: ("document that stayed as it was", "documents that stayed as they were"),
    Complaint.WARNING: ("warning", "warnings"),
}
_SHOWN_SPOTS = 10


@click.command()
@click.argument("words", nargs=-1)
@options.place_options
@options.json_option
@click.option("--limit", type=click.IntRange(1, 1000), default=20, help="How many articles.")
@click.option("--after", metavar="PLACE", help="Go on where a part ended.")
def articles(
    words: tuple[str, ...],
    output: str | None,
    config: str | None,
    *,
    as_json: bool,
    limit: int,
    after: str | None,
) -> None:
    """List the articles that have all WORDS in title, path or address, newest first."""
    services = options.services(config=config, output=output)
    found = operations.articles(services, words=" ".join(words), after=after, limit=limit)
    if as_json:
        printing.as_json(desk.part_as_json(found))
        return
    printing.table(
        ("published", "state", "feeds", "warnings", "file", "title"),
        (
            (
                f"{each.published:%Y-%m-%d %H:%M}",
                each.state,
                each.feeds,
                each.warnings or "-",
                each.path,
                each.title,
            )
            for each in found.items
        ),
    )
    printing.more(found.next)


@click.command()
@click.argument("named", metavar="ARTICLE")
@click.option(
    "--in",
    "expected",
    multiple=True,
    metavar="FEED",
    help="Tell also of this feed, such as tag:tea; give it again for more.",
)
@options.place_options
@options.json_option
def article(
    named: str,
    expected: tuple[str, ...],
    output: str | None,
    config: str | None,
    *,
    as_json: bool,
) -> None:
    """Show an article as the last run knew it, and why it is in each feed or is not.

    ARTICLE is its id, its file in the content folder, its slug, or the address of its page.
    """
    services = options.services(config=config, output=output)
    keys = [operations.feed_key(services, each) for each in expected]
    view = operations.article(services, named, expected=keys)
    if as_json:
        printing.as_json(desk.article_as_json(view))
    else:
        _print(view)


def _print(view: ArticleView) -> None:
    entry = view.entry
    said: dict[str, object] = {"id": view.id, "file": view.path, "state": view.state}
    if entry:
        said |= {
            "title": entry.title,
            "address": entry.url,
            "published": f"{entry.published:%Y-%m-%d %H:%M:%SZ} ({entry.published_origin})",
            "updated": f"{entry.updated:%Y-%m-%d %H:%M:%SZ}",
            "expires": f"{entry.expires:%Y-%m-%d %H:%M:%SZ}" if entry.expires else None,
            "in": [f"{each.kind} {each.label}" for each in entry.categories],
            "people": [f"{each.name} ({each.role})" for each in entry.people],
        }
    if view.withdrawal:
        gone = view.withdrawal
        reason = f" ({gone.reason})" if gone.reason else ""
        said["withdrawn"] = f"{gone.at:%Y-%m-%d %H:%M:%SZ} by {gone.who}{reason}"
    printing.facts(said)
    printing.rejections(each for each in (view.rejection, view.refusal) if each)
    for notice in view.warnings:
        printing.say(f"{view.path}:{notice.line}: " * bool(notice.line) + notice.message)
    if view.verdicts:
        click.echo()
        rows = (
            (
                each.feed.path,
                each.label,
                "yes" if each.is_in else "no",
                each.message + "; an archive has it" * (each.is_archived and not each.is_in),
            )
            for each in view.verdicts
        )
        printing.table(("feed", "name", "in it", "why"), rows)


@click.command()
@options.place_options
@options.json_option
def health(output: str | None, config: str | None, *, as_json: bool) -> None:
    """Show what is wrong with articles and documents, grouped by its kind."""
    services = options.services(config=config, output=output)
    found = operations.health(services)
    if as_json:
        printing.as_json(desk.as_json(found))
        return
    shown = [spot for group in found.groups for spot in group.spots[:_SHOWN_SPOTS]]
    quotes = operations.quote(services, ((spot.path, spot.line) for spot in shown if spot.line))
    for group in found.groups:
        noun = printing.count(group.count, *_NOUNS[group.kind])
        printing.say(f"{group.reason} ({noun})", bold=True)
        for spot in group.spots[:_SHOWN_SPOTS]:
            place = f"{spot.path}:{spot.line}" if spot.line else spot.path
            printing.say(f"  {place}: {spot.detail}" if spot.detail else f"  {place}")
            if quoted := spot.line and quotes.get((spot.path, spot.line)):
                printing.say(f"      {one_line(quoted)}", dim=True)
        if group.count > _SHOWN_SPOTS:
            click.echo(f"  and {group.count - _SHOWN_SPOTS} more; --json shows a hundred")
        if group.hint:
            printing.say(f"  what to do: {group.hint}")
    _print_totals(found)


def _print_totals(found: Health) -> None:
    totals, last = found.totals, found.last_run
    printing.facts(
        {
            "publisher": "runs" if found.is_publishing else "does not run",
            "files": f"{totals.files}, {printing.count(found.rejections, 'rejection')}, "
            f"{printing.count(found.warnings, 'warning')}",
            "articles": f"{totals.articles}, {totals.visible} shown, {totals.withdrawn} withdrawn, "
            f"{printing.count(found.refusals, 'refusal')}",
            "feeds": f"{totals.feeds}, {totals.stale} to be made, "
            f"{printing.count(totals.documents, 'document')}, "
            f"{printing.count(totals.archives, 'archive')}",
            "last run": last and f"{last.id} {last.outcome}",
            "next change": found.next_change and f"{found.next_change:%Y-%m-%d %H:%M:%SZ}",
        }
    )


@click.command()
@options.content_option
@options.place_options
@options.json_option
def settings(content: str | None, output: str | None, config: str | None, *, as_json: bool) -> None:
    """Show every setting in force, and where it comes from."""
    lines = operations.setting_lines(
        options.services(config=config, content=content, output=output)
    )
    if as_json:
        printing.as_json(desk.as_json(lines))
        return
    rows = (
        (each.key, json.dumps(each.value, ensure_ascii=False), each.place or each.origin)
        for each in lines
    )
    printing.table(("key", "value", "from"), rows)
