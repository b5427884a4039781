"""What sections, tags and people are called for ever: their slug and the label first seen."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import insert, select, tuple_

from feedsvc.catalog.batches import batches
from feedsvc.catalog.database import Connection
from feedsvc.catalog.schema import feeds
from feedsvc.catalog.slugs import distinct, slugify
from feedsvc.model import ALL_FEED, Article, FeedKey, FeedKind


@dataclass(frozen=True, slots=True)
class Named:
    """A feed's key and the label that people read: of a section, its whole path."""

    key: FeedKey
    label: str


# By kind and identity (folded name, a section's with / between its levels).
Names = dict[tuple[FeedKind, str], Named]
# The slugs in use, by kind and parent.
Taken = defaultdict[tuple[FeedKind, str], set[str]]


@lru_cache(maxsize=20_000)
def fold(name: str) -> str:
    """Return the identity of a name: case, width and Unicode form folded."""
    return unicodedata.normalize("NFKC", name).casefold()


def fold_section(path: Iterable[str]) -> str:
    """Return the identity of a section: its folded names from the top, divided by ``/``."""
    return "/".join(fold(name).replace("/", "／") for name in path)


def remember(
    connection: Connection, articles: Iterable[Article], *, authority: str, now: datetime
) -> Names:
    """Return the names of everything that *articles* mention, minting those that are new.

    Which article mentions a name first, in the order given, decides its label.
    """
    mentioned = _mentioned(articles)
    names = _known(connection, list(mentioned))
    new = [identity for identity in mentioned if identity not in names]
    if not new:
        return names
    taken = _taken(connection, {identity[0] for identity in new})
    rows = []
    for kind, identity in new:
        label = mentioned[kind, identity]
        key = FeedKey(kind=kind, slug=_slug(kind, identity, label, names, taken))
        taken[kind, key.slug.rpartition("/")[0]].add(key.slug.rpartition("/")[2])
        names[kind, identity] = Named(key, label)
        rows.append(_row(key, identity, label, authority, now))
    connection.execute(insert(feeds), rows)
    return names


def remember_site(connection: Connection, *, authority: str, now: datetime) -> None:
    """Make sure that the feed of the whole site is known."""
    key = (ALL_FEED.kind, ALL_FEED.slug)
    known = select(feeds.c.id).where(tuple_(feeds.c.kind, feeds.c.slug) == key)
    if connection.scalar(known) is None:
        connection.execute(insert(feeds).values(_row(ALL_FEED, "", "", authority, now)))


def _mentioned(articles: Iterable[Article]) -> dict[tuple[FeedKind, str], str]:
    """Return the label of each name, parents before their children."""
    labels: dict[tuple[FeedKind, str], str] = {}
    for article in articles:
        for depth in range(1, len(article.section) + 1):
            path = article.section[:depth]
            labels.setdefault((FeedKind.SECTION, fold_section(path)), "/".join(path))
        for tag in article.tags:
            labels.setdefault((FeedKind.TAG, fold(tag)), tag)
        for person in article.people:
            labels.setdefault((FeedKind.AUTHOR, fold(person.name)), person.name)
    return labels


def _known(connection: Connection, identities: list[tuple[FeedKind, str]]) -> Names:
    names: Names = {}
    for batch in batches(identities):
        query = select(feeds.c.kind, feeds.c.identity, feeds.c.slug, feeds.c.label).where(
            tuple_(feeds.c.kind, feeds.c.identity).in_(batch)
        )
        for kind, identity, slug, label in connection.execute(query):
            key = FeedKey(kind=FeedKind(kind), slug=slug)
            names[FeedKind(kind), identity] = Named(key, label)
    return names


def _taken(connection: Connection, kinds: set[FeedKind]) -> Taken:
    query = select(feeds.c.kind, feeds.c.slug).where(feeds.c.kind.in_(kinds))
    taken: Taken = defaultdict(set)
    for kind, slug in connection.execute(query):
        parent, _, name = slug.rpartition("/")
        taken[FeedKind(kind), parent].add(name)
    return taken


def _slug(kind: FeedKind, identity: str, label: str, names: Names, taken: Taken) -> str:
    """Return a slug that nobody of this kind has; a section's begins with its parent's."""
    if kind is not FeedKind.SECTION:
        return distinct(slugify(label), identity, taken[kind, ""])
    above, slash, _ = identity.rpartition("/")
    parent = names[kind, above].key.slug if slash else ""
    name = distinct(slugify(label.rpartition("/")[2]), identity, taken[kind, parent])
    return f"{parent}/{name}" if slash else name


def _row(
    key: FeedKey, identity: str, label: str, authority: str, now: datetime
) -> dict[str, object]:
    return {
        "kind": key.kind,
        "slug": key.slug,
        "identity": identity,
        "label": label,
        "id": uuid5(NAMESPACE_URL, f"https://{authority}/feeds/{key.path}").urn,
        "created_at": now,
        "opened": key == ALL_FEED,
        "stale": True,
    }
