"""Articles become known: identities, names, entries and the feeds that hold them."""

from collections.abc import Sequence
from datetime import datetime

from feedsvc.catalog import (
    archives,
    documents,
    feeds,
    files,
    index,
    ledger,
    names,
    notices,
    withdrawals,
)
from feedsvc.catalog.batches import batches
from feedsvc.catalog.database import Connection
from feedsvc.catalog.entries import entry as complete
from feedsvc.catalog.identity import Identified
from feedsvc.content.directory import Scan
from feedsvc.model import Counts, Entry, FeedKey
from feedsvc.pipeline.difference import Difference
from feedsvc.pipeline.progress import Progress
from feedsvc.pipeline.reading import Articles
from feedsvc.pipeline.stated import addresses, fingerprint, membership
from feedsvc.plan.membership import Membership, is_visible
from feedsvc.settings import Settings


def record(
    connection: Connection,
    settings: Settings,
    scan: Scan,
    difference: Difference,
    articles: Articles,
    now: datetime,
    progress: Progress,
) -> Counts:
    """Give each article its identity and its feeds; return how the entries changed."""
    identified, known = ledger.recognise(
        connection,
        articles.claims,
        authority=settings.site.id_authority,
        now=now,
        vanished=difference.vanished,
        restated=difference.restated,
    )
    gone = identified.gone(known.values(), difference.vanished)
    ledger.retire(connection, gone, now=now)
    ledger.keep(connection, (identity for _, identity in identified.pairs))
    index.remove(connection, gone, now=now)
    notices.forget(connection, [*difference.changed, *difference.vanished])
    _place(connection, settings, identified, articles, now, progress)
    _note_files(connection, scan, difference, articles, identified, now)
    files.forget_files(connection, tuple(difference.vanished))
    if difference.is_whole:
        documents.note_fact(connection, "settings", fingerprint(settings))
        documents.note_fact(connection, "files", str(len(scan.signatures)))
    before = {id_: each for id_, each in known.items() if each.removed_at is None}
    old = [identity for _, identity in identified.pairs if identity.id in before]
    return Counts(
        read=len(difference.changed),
        added=len(identified.pairs) - len(old),
        changed=sum(1 for identity in old if identity.digest != before[identity.id].digest),
        removed=len(gone),
    )


def _place(
    connection: Connection,
    settings: Settings,
    identified: Identified,
    articles: Articles,
    now: datetime,
    progress: Progress,
) -> None:
    """Put the entries into the feeds where readers may see them *now*.

    Entries whose embargo or expiry has passed since the last run move as well.
    """
    authority = settings.site.id_authority
    where, rules = addresses(settings), membership(settings)
    names.remember_site(connection, authority=authority, now=now)
    saved = {name: each.title or name for name, each in settings.feeds.saved.items()}
    names.remember_saved(connection, saved, authority=authority, now=now)
    _begin_anew(connection, rules)
    called = names.Names(connection, authority=authority, now=now)
    numbers: dict[FeedKey, int] = {}
    due = index.due(connection, now=now)
    index.place(connection, _placed(connection, due, rules, now=now), numbers, now=now)
    done = 0
    for pairs in batches(identified.pairs):
        read = [(articles.load(claim.path), identity) for claim, identity in pairs]
        called.remember(article for article, _ in read)
        notices.note(connection, (article for article, _ in read if article.notices))
        made = [
            (complete(article, identity, called, where), article.site) for article, identity in read
        ]
        index.place(connection, _placed(connection, made, rules, now=now), numbers, now=now)
        done += len(pairs)
        progress("catalog", done, len(identified.pairs))


def _begin_anew(connection: Connection, rules: Membership) -> None:
    """Forget the archives of saved feeds that ask for something else than before."""
    for key, combination in rules.saved.items():
        fact, asked = f"asked by {key.path}", repr(combination)
        if (before := documents.fact(connection, fact)) != asked:
            documents.note_fact(connection, fact, asked)
            if before is not None and (listing := feeds.listing(connection, key)):
                archives.forget(connection, listing.number)


def _placed(
    connection: Connection,
    made: Sequence[tuple[Entry, str | None]],
    rules: Membership,
    *,
    now: datetime,
) -> list[index.Placed]:
    """Return the entries, each with the name of its site, where they belong *now*."""
    withdrawn = withdrawals.among(connection, [entry.id for entry, _ in made])
    return [
        index.Placed(
            entry=entry,
            feeds=rules.feeds_of(entry, now=now, withdrawn=entry.id in withdrawn),
            changes_at=rules.changes_at(entry, now=now, withdrawn=entry.id in withdrawn),
            site=site_name,
            is_visible=is_visible(entry, now=now) and entry.id not in withdrawn,
            is_taken_back=entry.draft or entry.id in withdrawn,
        )
        for entry, site_name in made
    ]


def _note_files(
    connection: Connection,
    scan: Scan,
    difference: Difference,
    articles: Articles,
    identified: Identified,
    now: datetime,
) -> None:
    read = {path: scan.signatures[path] for path in difference.changed}
    # Whether an id is free depends on other files: who was refused one is read again each time.
    read |= {each.path: "" for each in identified.rejections}
    # An update of the future counts once it is past.
    read |= {each.path: "" for each in articles.claims if each.updated and each.updated > now}
    refused = {each.path: each for each in (*articles.rejections, *identified.rejections)}
    files.note_files(connection, read, refused)
