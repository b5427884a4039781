"""What sections, tags and people are called for ever: their slug and the label first seen."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import insert, select, tuple_, update

from feedsvc.catalog import archives
from feedsvc.catalog.batches import batches, insert_many
from feedsvc.catalog.database import Connection
from feedsvc.catalog.pairs import one_of
from feedsvc.catalog.schema import feeds
from feedsvc.catalog.slugs import distinct, slugify
from feedsvc.claims import fold, fold_section
from feedsvc.model import ALL_FEED, Article, FeedKey, FeedKind


@dataclass(frozen=True, slots=True)
class Named:
    """A feed's key and the label that people read: of a section, its whole path."""

    key: FeedKey
    label: str


# A kind and a folded name, a section's with / between its levels.
Identity = tuple[FeedKind, str]
# The slugs of a kind that are in use, by parent.
Taken = defaultdict[str, set[str]]


class Names:
    """What the articles of a run mention, and what that is called."""

    def __init__(self, connection: Connection, *, authority: str, now: datetime) -> None:
        self._connection, self._authority, self._now = connection, authority, now
        self._named: dict[Identity, Named] = {}
        self._taken: dict[FeedKind, Taken] = {}

    def __getitem__(self, identity: Identity) -> Named:
        return self._named[identity]

    def get(self, identity: Identity) -> Named | None:
        """Return what is called by *identity*, if an article mentioned it."""
        return self._named.get(identity)

    def remember(self, articles: Iterable[Article]) -> None:
        """Learn the names of everything that *articles* mention, minting those that are new.

        Which article mentions a name first, in the order given, decides its label.
        """
        mentioned = _mentioned(articles)
        unknown = [identity for identity in mentioned if identity not in self._named]
        self._named |= _known(self._connection, unknown)
        new = [identity for identity in unknown if identity not in self._named]
        rows = [self._minted(identity, mentioned[identity]) for identity in new]
        insert_many(self._connection, feeds, rows)

    def _minted(self, identity: Identity, label: str) -> dict[str, object]:
        kind, folded = identity
        if kind not in self._taken:
            self._taken[kind] = _taken(self._connection, kind)
        slug = self._slug(kind, folded, label, self._taken[kind])
        parent, _, name = slug.rpartition("/")
        self._taken[kind][parent].add(name)
        key = FeedKey(kind=kind, slug=slug)
        self._named[identity] = Named(key, label)
        return _row(key, folded, label, self._authority, self._now)

    def _slug(self, kind: FeedKind, folded: str, label: str, taken: Taken) -> str:
        """Return a slug that nobody of this kind has; a section's begins with its parent's."""
        if kind is not FeedKind.SECTION:
            return distinct(slugify(label), folded, taken[""])
        above, slash, _ = folded.rpartition("/")
        parent = self._named[kind, above].key.slug if slash else ""
        name = distinct(slugify(label.rpartition("/")[2]), folded, taken[parent])
        return f"{parent}/{name}" if slash else name


def remember_site(connection: Connection, *, authority: str, now: datetime) -> None:
    """Make sure that the feed of the whole site is known."""
    key = (ALL_FEED.kind, ALL_FEED.slug)
    known = select(feeds.c.id).where(tuple_(feeds.c.kind, feeds.c.slug) == key)
    if connection.scalar(known) is None:
        connection.execute(insert(feeds).values(_row(ALL_FEED, "", "", authority, now)))


def remember_saved(
    connection: Connection, labels: Mapping[str, str], *, authority: str, now: datetime
) -> None:
    """Make sure that the saved feeds are known, which have their slugs and *labels* from outside.

    Those that are saved no more are closed; saved again, each goes on with its id.
    """
    of_ours = feeds.c.kind == FeedKind.SAVED
    known = {row.slug: row for row in connection.execute(select(feeds).where(of_ours))}
    for slug, row in known.items():
        label, is_open = labels.get(slug, row.label), slug in labels
        if (row.label, row.opened) != (label, is_open):
            values = {"label": label, "opened": is_open, "stale": True}
            connection.execute(update(feeds).where(feeds.c.number == row.number).values(values))
            if not is_open:
                archives.forget(connection, row.number)
    for slug in labels.keys() - known.keys():
        key = FeedKey(kind=FeedKind.SAVED, slug=slug)
        minted = _row(key, slug, labels[slug], authority, now)
        connection.execute(insert(feeds).values(minted | {"opened": True}))


def feed_id(authority: str, path: str) -> str:
    """Return the id of the feed at *path* below ``/feeds/``, the same for ever."""
    return uuid5(NAMESPACE_URL, f"https://{authority}/feeds/{path}").urn


def _mentioned(articles: Iterable[Article]) -> dict[Identity, str]:
    """Return the label of each name, parents before their children."""
    labels: dict[Identity, str] = {}
    for article in articles:
        for depth in range(1, len(article.section) + 1):
            path = article.section[:depth]
            labels.setdefault((FeedKind.SECTION, fold_section(path)), "/".join(path))
        for tag in article.tags:
            labels.setdefault((FeedKind.TAG, fold(tag)), tag)
        for person in article.people:
            labels.setdefault((FeedKind.AUTHOR, fold(person.name)), person.name)
    return labels


def _known(connection: Connection, identities: list[Identity]) -> dict[Identity, Named]:
    names: dict[Identity, Named] = {}
    for batch in batches(identities):
        query = select(feeds.c.kind, feeds.c.identity, feeds.c.slug, feeds.c.label).where(
            one_of(feeds.c.kind, feeds.c.identity, batch)
        )
        for kind, folded, slug, label in connection.execute(query):
            key = FeedKey(kind=FeedKind(kind), slug=slug)
            names[FeedKind(kind), folded] = Named(key, label)
    return names


def _taken(connection: Connection, kind: FeedKind) -> Taken:
    taken: Taken = defaultdict(set)
    for slug in connection.scalars(select(feeds.c.slug).where(feeds.c.kind == kind)):
        parent, _, name = slug.rpartition("/")
        taken[parent].add(name)
    return taken


def _row(
    key: FeedKey, identity: str, label: str, authority: str, now: datetime
) -> dict[str, object]:
    return {
        "kind": key.kind,
        "slug": key.slug,
        "identity": identity,
        "label": label,
        "id": feed_id(authority, key.path),
        "created_at": now,
        "opened": key == ALL_FEED,
        "stale": True,
    }
