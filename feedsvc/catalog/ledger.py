"""The ledger: fetches the identities that ``identify`` compares and keeps what it decides."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, insert, select, update

from feedsvc.catalog.batches import batches
from feedsvc.catalog.database import Connection
from feedsvc.catalog.identity import Identity, mint
from feedsvc.catalog.schema import ledger
from feedsvc.catalog.slugs import slugify
from feedsvc.model import Article, Origin


def fetch(
    connection: Connection, articles: Sequence[Article], vanished: Iterable[str], authority: str
) -> tuple[Identity, ...]:
    """Return the identities that ``identify`` compares *articles* with."""
    paths = [article.path for article in articles]
    ids = [article.stated_id for article in articles if article.stated_id]
    ids += [mint(authority, path) for path in paths]
    slugs = [slugify(article.slug) for article in articles]
    found = {
        identity.id: identity
        for column, values in (
            (ledger.c.path, [*paths, *vanished]),
            (ledger.c.id, ids),
            (ledger.c.slug, slugs),
        )
        for batch in batches(values)
        for identity in _select(connection, column.in_(batch))
    }
    return tuple(found.values())


def keep(connection: Connection, identities: Iterable[Identity]) -> None:
    """Write *identities* over what the ledger had under their ids."""
    rows = [{name: getattr(each, name) for name in Identity.__slots__} for each in identities]
    ids = [row["id"] for row in rows]
    known: set[str] = set()
    for batch in batches(ids):
        known.update(connection.scalars(select(ledger.c.id).where(ledger.c.id.in_(batch))))
        # Two articles may have swapped their paths, and a path is unique at every moment.
        connection.execute(update(ledger).where(ledger.c.id.in_(batch)).values(path=None))
    new = [row for row in rows if row["id"] not in known]
    if new:
        connection.execute(insert(ledger), new)
    for row in rows:
        if row["id"] in known:
            connection.execute(update(ledger).where(ledger.c.id == row["id"]).values(row))


def retire(connection: Connection, ids: Sequence[str], *, now: datetime) -> None:
    """Remember that no file holds the articles *ids* any more."""
    for batch in batches(ids):
        gone = update(ledger).where(ledger.c.id.in_(batch))
        connection.execute(gone.values(path=None, removed_at=now))


def ids_at(connection: Connection, paths: Sequence[str]) -> dict[str, str]:
    """Return the id of the article at each of *paths* that holds one."""
    return {
        identity.path: identity.id
        for batch in batches(paths)
        for identity in _select(connection, ledger.c.path.in_(batch))
        if identity.path
    }


def _select(connection: Connection, condition: ColumnElement[bool]) -> Iterable[Identity]:
    for row in connection.execute(select(ledger).where(condition)).mappings():
        identity = Identity(**row)
        yield replace(identity, published_origin=Origin(identity.published_origin))
