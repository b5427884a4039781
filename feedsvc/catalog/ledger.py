"""The ledger: fetches the identities that ``identify`` compares and keeps what it decides."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from sqlalchemy import (
    Column,
    ColumnElement,
    and_,
    bindparam,
    insert,
    literal_column,
    select,
    update,
)

from feedsvc.catalog.batches import batches, insert_many
from feedsvc.catalog.database import Connection
from feedsvc.catalog.identity import ADOPTED, Identified, Identity, identify, mint
from feedsvc.catalog.schema import ledger, memberships
from feedsvc.catalog.slugs import distinct, slugify
from feedsvc.claims import Claim
from feedsvc.model import Origin, Predecessor

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def recognise(
    connection: Connection,
    articles: Sequence[Claim],
    *,
    authority: str,
    now: datetime,
    vanished: frozenset[str],
    restated: bool,
) -> tuple[Identified, dict[str, Identity]]:
    """Return the identity of each article, and what was known of those and the vanished, by id.

    What ``identify`` has to compare depends on what it mints, so it is asked again as long as it
    mints an id or slug that the ledger turns out to have.
    """
    known = _fetch(connection, articles, vanished, authority)
    while True:
        identified = identify(
            articles,
            known.values(),
            authority=authority,
            now=now,
            vanished=vanished,
            restated=restated,
        )
        minted = [each for _, each in identified.pairs if each.id not in known]
        clashing = _by_id_or_slug(connection, minted)
        if not clashing:
            return identified, known
        known |= clashing


def keep(connection: Connection, identities: Iterable[Identity]) -> None:
    """Write *identities* over what the ledger had under their ids."""
    rows = [_row(each) for each in identities]
    ids = [row["id"] for row in rows]
    known: set[str] = set()
    for batch in batches(ids):
        known.update(connection.scalars(select(ledger.c.id).where(ledger.c.id.in_(batch))))
        # Two articles may have swapped their paths, and a path is unique at every moment.
        connection.execute(update(ledger).where(ledger.c.id.in_(batch)).values(path=None))
    insert_many(connection, ledger, [row for row in rows if row["id"] not in known])
    old = [{"known": row["id"], **row} for row in rows if row["id"] in known]
    if old:
        connection.execute(update(ledger).where(ledger.c.id == bindparam("known")), old)


def retire(connection: Connection, ids: Sequence[str], *, now: datetime) -> None:
    """Remember that no file holds the articles *ids* any more."""
    for batch in batches(ids):
        gone = update(ledger).where(ledger.c.id.in_(batch))
        connection.execute(gone.values(last_path=ledger.c.path, path=None, removed_at=now))


def find(connection: Connection, *, id_: str, path: str, slug: str) -> str | None:
    """Return the id of the article that has one of these, the first of them first."""
    for column, value in ((ledger.c.id, id_), (ledger.c.path, path), (ledger.c.slug, slug)):
        found: str | None = connection.scalar(select(ledger.c.id).where(column == value))
        if found:
            return found
    return None


def adopt(
    connection: Connection,
    predecessors: Iterable[Predecessor],
    *,
    own_pages: str,
    now: datetime,
) -> int:
    """Take on entries that readers already have, for articles to go on with; return how many.

    Ids that the ledger has already stay as they are. *own_pages* is how links to our own article
    pages begin: those keep their slug, all other links are kept as they are.
    """
    # An archive has an entry as it was, and the feed as it is.
    oldest_first = sorted(predecessors, key=lambda each: each.updated or _LONG_AGO)
    unique = {each.id: each for each in oldest_first}
    known = _where(connection, ledger.c.id, list(unique))
    new = [each for id_, each in unique.items() if id_ not in known]
    taken = set(connection.scalars(select(ledger.c.slug)))
    for predecessor in new:
        identity = _adopted(predecessor, own_pages, taken, now)
        taken.add(identity.slug)
        connection.execute(insert(ledger).values(_row(identity)))
    return len(new)


def _adopted(
    predecessor: Predecessor, own_pages: str, taken: Collection[str], now: datetime
) -> Identity:
    ours = predecessor.link is not None and predecessor.link.startswith(own_pages)
    name = PurePosixPath(urlsplit(predecessor.link or "").path).stem or predecessor.title
    published = predecessor.published or predecessor.updated or now
    return Identity(
        id=predecessor.id,
        path=None,
        fingerprint=predecessor.fingerprint,
        slug=distinct(slugify(unquote(name)), predecessor.id, taken),
        published=published,
        published_origin=Origin.ADOPTED,
        updated=max(published, predecessor.updated or published),
        digest=ADOPTED,
        first_seen=now,
        title=predecessor.title,
        link=None if ours else predecessor.link,
        removed_at=now,
    )


def ids_at(connection: Connection, paths: Sequence[str]) -> dict[str, str]:
    """Return the id of the article at each of *paths* that holds one."""
    return {
        identity.path: identity.id
        for batch in batches(paths)
        for identity in _select(connection, ledger.c.path.in_(batch))
        if identity.path
    }


def path_of(connection: Connection, id_: str) -> str | None:
    """Return the path of the file that holds the article *id_*, if one does."""
    found: str | None = connection.scalar(select(ledger.c.path).where(ledger.c.id == id_))
    return found


def paths_in(connection: Connection, feed: int) -> tuple[str, ...]:
    """Return the paths of the files whose articles readers may see in a feed."""
    query = select(ledger.c.path).join_from(
        memberships, ledger, ledger.c.id == memberships.c.entry_id
    )
    query = query.where(memberships.c.feed == feed, ledger.c.path.is_not(None))
    return tuple(path for path in connection.scalars(query) if path)


def _fetch(
    connection: Connection, articles: Sequence[Claim], vanished: Iterable[str], authority: str
) -> dict[str, Identity]:
    """Return what ``identify`` compares the articles with, as far as that is known by now."""
    paths = [article.path for article in articles]
    ids = [article.stated_id for article in articles if article.stated_id]
    ids += [mint(authority, path) for path in paths]
    texts = [article.fingerprint for article in articles]
    homeless = _where(connection, ledger.c.fingerprint, texts, ledger.c.path.is_(None))
    at_paths = _where(connection, ledger.c.path, [*paths, *vanished])
    # A literal, not a bound value: only so can the database tell that its index holds them all.
    waiting = _select(connection, ledger.c.digest == literal_column("''"))
    adopted = {each.id: each for each in waiting}
    left = _where(connection, ledger.c.last_path, paths, ledger.c.path.is_(None))
    return homeless | left | adopted | at_paths | _where(connection, ledger.c.id, ids)


def _by_id_or_slug(connection: Connection, minted: Sequence[Identity]) -> dict[str, Identity]:
    by_id = _where(connection, ledger.c.id, [each.id for each in minted])
    return by_id | _where(connection, ledger.c.slug, [each.slug for each in minted])


def _where(
    connection: Connection,
    column: Column[str],
    values: Sequence[str],
    *conditions: ColumnElement[bool],
) -> dict[str, Identity]:
    return {
        identity.id: identity
        for batch in batches(values)
        for identity in _select(connection, and_(column.in_(batch), *conditions))
    }


def _row(identity: Identity) -> dict[str, object]:
    return {name: getattr(identity, name) for name in Identity.__slots__}


def _select(connection: Connection, condition: ColumnElement[bool]) -> Iterable[Identity]:
    for row in connection.execute(select(ledger).where(condition)).mappings():
        identity = Identity(**row)
        yield replace(identity, published_origin=Origin(identity.published_origin))
