"""Articles and feeds that somebody names, and those with names like it."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select, tuple_

from feedsvc.catalog.database import Connection
from feedsvc.catalog.schema import entries, feeds, ledger
from feedsvc.model import FeedKey, FeedKind

# Enough to find the name that was meant, few enough to compare each with it.
_COMPARED = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a list of articles shows of one."""

    id: str
    path: str
    title: str
    slug: str
    url: str
    published: datetime
    updated: datetime
    expires: str | None
    draft: bool
    visible: bool
    feeds: int


Position = tuple[datetime, str]


def articles(
    connection: Connection,
    after: Position | None = None,
    *,
    fits: Callable[[str], bool] | None = None,
) -> Iterator[Found]:
    """Yield what is known of articles, newest first, of those behind *after*.

    With *fits*, only those whose title, path, slug, address and id, one on each line, it likes.
    """
    # All at once: each time anew, the database would read the whole of each body.
    said = func.json_extract(entries.c.body, "$.path", "$.title", "$.url", "$.expires", "$.draft")
    query: Select[Any] = select(
        *(entries.c.id, entries.c.slug, entries.c.published, entries.c.updated),
        *(entries.c.visible, entries.c.feeds, said),
    ).order_by(entries.c.published.desc(), entries.c.id.desc())
    if after is not None:
        query = query.where(tuple_(entries.c.published, entries.c.id) < after)
    for id_, slug, published, updated, visible, held_by, body in connection.execute(query):
        path, title, url, expires, draft = json.loads(body)
        if fits and not fits(f"{title}\n{path}\n{slug}\n{url}\n{id_}"):
            continue
        yield Found(
            id=id_,
            path=path,
            title=title,
            slug=slug,
            url=url,
            published=published,
            updated=updated,
            expires=expires,
            draft=bool(draft),
            visible=visible,
            feeds=len(held_by.split()),
        )


def named_feed(connection: Connection, kind: FeedKind, slug: str, identity: str) -> FeedKey | None:
    """Return the open feed of a kind with this slug, else with this folded name."""
    query = select(feeds.c.slug, feeds.c.identity).where(feeds.c.opened, feeds.c.kind == kind)
    rows = connection.execute(query.where(or_(feeds.c.slug == slug, feeds.c.identity == identity)))
    found = sorted(rows, key=lambda row: row.slug != slug)
    return FeedKey(kind=kind, slug=found[0].slug) if found else None


def names(
    connection: Connection, kind: FeedKind, *, most: int = _COMPARED
) -> tuple[tuple[str, str], ...]:
    """Return the slug and the name of the *most* largest open feeds of a kind, largest first."""
    query = select(feeds.c.slug, feeds.c.label).where(feeds.c.opened, feeds.c.kind == kind)
    rows = connection.execute(query.order_by(feeds.c.entries.desc()).limit(most))
    return tuple((row.slug, row.label) for row in rows)


def paths_like(connection: Connection, words: str, *, most: int) -> Sequence[str]:
    """Return the paths of articles that have *words* in their path or slug."""
    fits = or_(*(func.instr(column, words) > 0 for column in (ledger.c.path, ledger.c.slug)))
    query = select(ledger.c.path).where(ledger.c.path.is_not(None), fits).limit(most)
    return [path for path in connection.scalars(query) if path]


def paths(connection: Connection) -> Sequence[str]:
    """Return the paths of all articles."""
    query = select(ledger.c.path).where(ledger.c.path.is_not(None))
    return [path for path in connection.scalars(query) if path]
