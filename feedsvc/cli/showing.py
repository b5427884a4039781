"""``feeds``: what there is to subscribe to."""

import click

from feedsvc import desk, library, operations
from feedsvc.cli import options, printing
from feedsvc.model import DocumentKey
from feedsvc.operations import Services
from feedsvc.operations.parts import not_there

_ENTRIES = 20


@click.command()
@click.argument("named", required=False, metavar="[FEED]")
@options.place_options
@options.json_option
@click.option("--entries", is_flag=True, help="List the entries of FEED, the newest first.")
@click.option("--limit", type=click.IntRange(1), help="How many; all feeds, but 20 entries.")
@click.option("--after", metavar="PLACE", help="Go on where a part ended.")
def feeds(
    named: str | None,
    output: str | None,
    config: str | None,
    *,
    as_json: bool,
    entries: bool,
    limit: int | None,
    after: str | None,
) -> None:
    """List every feed with its address, or show FEED: its documents, and why they were written.

    FEED is all, a path such as tag/tea, or the address of the feed. With --entries, what is in it
    and in its archives.
    """
    if entries and named is None:
        raise click.UsageError("name the feed whose entries you want")
    if named is not None and not entries and (limit or after):
        raise click.UsageError("--limit and --after are for lists; add --entries, or name no feed")
    services = options.services(config=config, output=output)
    if named is None:
        _list(services, after, limit=limit, as_json=as_json)
    elif entries:
        _list_entries(services, named, after, limit=limit or _ENTRIES, as_json=as_json)
    else:
        _show(services, named, as_json=as_json)


def _list(services: Services, after: str | None, *, limit: int | None, as_json: bool) -> None:
    shelves = library.shelves(services)
    if after is not None:
        keys = [shelf.key for shelf in shelves]
        last = operations.feed_key(services, after)
        if last not in keys:
            raise not_there(after)
        shelves = shelves[keys.index(last) + 1 :]
    shown = shelves[:limit]
    if as_json:
        printing.as_json([_feed_as_json(shelf) for shelf in shown])
    else:
        rows = ((s.key.kind, s.label, s.entries, f"{s.url}.atom") for s in shown)
        printing.table(("kind", "name", "entries", "address"), rows)
    printing.more(shown[-1].key.path if len(shown) < len(shelves) else None)


def _list_entries(
    services: Services, named: str, after: str | None, *, limit: int, as_json: bool
) -> None:
    key = operations.feed_key(services, named)
    found = operations.feed_entries(services, key, after, limit=limit)
    if as_json:
        printing.as_json(desk.entries_as_json(found))
        return
    rows = ((each.published, each.id, each.title) for each in found.items)
    printing.table(("published", "id", "title"), rows)
    printing.more(found.next)


def _show(services: Services, named: str, *, as_json: bool) -> None:
    view = operations.feed_view(services, operations.feed_key(services, named))
    if as_json:
        printing.as_json(desk.as_json(view))
        return
    line, chosen = view.line, view.options
    printing.facts(
        {
            "feed": line.key.path,
            "name": line.label,
            "address": line.url,
            "entries": f"{line.entries}, {chosen.limit} in its documents",
            "newest": line.newest,
            "changed": line.changed_at,
            "to be made": line.is_stale,
            "archives": view.archives,
            "id": view.id,
        }
    )
    click.echo()
    documents = ((each.path, each.bytes or "-", each.changed_at or "-") for each in line.documents)
    printing.table(("document", "bytes", "changed"), documents)
    if view.decisions:
        click.echo()
        rows = ((each.at or "-", each.path, each.reason, each.run) for each in view.decisions)
        printing.table(("written", "document", "why", "run"), rows)
    printing.rejections(view.refusals)


def _feed_as_json(shelf: library.Shelf) -> dict[str, object]:
    return {
        "kind": shelf.key.kind,
        "slug": shelf.key.slug,
        "label": shelf.label,
        "entries": shelf.entries,
        "page": shelf.url,
        "documents": {
            key.format.extension: f"{shelf.url}.{key.format.extension}"
            for key in DocumentKey.of(shelf.key)
        },
    }
