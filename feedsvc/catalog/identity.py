"""Identity for ever: which article is which, since when, and what changed about it. Pure."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import NAMESPACE_URL, uuid5

from feedsvc.catalog.slugs import distinct, slugify
from feedsvc.claims import Claim
from feedsvc.model import Origin, Rejection

# No article has this digest: an identity that has it waits for its article.
ADOPTED = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What the ledger keeps of an article; ``path`` is None while no file holds it.

    ``title`` and ``link`` are those of an adopted entry: its article may have no page but that.
    ``last_path`` is where the last file that held it was.
    """

    id: str
    path: str | None
    fingerprint: str
    slug: str
    published: datetime
    published_origin: Origin
    updated: datetime
    digest: str
    first_seen: datetime
    title: str | None = None
    link: str | None = None
    removed_at: datetime | None = None
    last_path: str | None = None

    @property
    def is_adopted(self) -> bool:
        """Whether it comes from a feed of old and no article has gone on with it yet."""
        return self.digest == ADOPTED


@dataclass(frozen=True, slots=True)
class Identified:
    """Each article with its identity, and the articles that claim an id in use."""

    pairs: tuple[tuple[Claim, Identity], ...]
    rejections: tuple[Rejection, ...]

    def gone(self, known: Iterable[Identity], vanished: frozenset[str]) -> tuple[str, ...]:
        """Return the ids among *known* whose file *vanished* or now holds another article."""
        kept = {identity.id for _, identity in self.pairs}
        lost = vanished | {identity.path for _, identity in self.pairs}
        return tuple(each.id for each in known if each.id not in kept and each.path in lost)


@lru_cache(maxsize=1000)
def mint(authority: str, path: str, attempt: int = 0) -> str:
    """Return the id of the article first seen at *path*: a name-based UUID (RFC 9562, 5.5).

    It needs no ledger to be found again. *attempt* counts the articles that were first seen there
    before and have moved on.
    """
    again = f"#{attempt}" if attempt else ""
    return uuid5(NAMESPACE_URL, f"https://{authority}/{path}{again}").urn


def identify(
    articles: Sequence[Claim],
    known: Iterable[Identity],
    *,
    authority: str,
    now: datetime,
    vanished: frozenset[str],
    restated: bool = False,
) -> Identified:
    """Return the identity of each article.

    *known* has every identity that stands at the path of an article or at a *vanished* path, that
    has lost its file and has an article's text, that is adopted, or whose id or slug an article may
    be given. *restated* says that the settings changed, so
    that articles which now read differently were not updated by their authors.
    """
    return _Identification(articles, known, authority, now, vanished, restated).result()


class _Identification:
    """One run's assignment of identities; each identity is given away at most once."""

    def __init__(
        self,
        articles: Sequence[Claim],
        known: Iterable[Identity],
        authority: str,
        now: datetime,
        vanished: frozenset[str],
        restated: bool,
    ) -> None:
        self._by_id = {identity.id: identity for identity in known}
        self._by_path = {each.path: each for each in self._by_id.values() if each.path}
        self._slugs = {identity.slug for identity in self._by_id.values()}
        self._authority, self._now, self._restated = authority, now, restated
        self._articles, self._vanished = articles, vanished
        self._abandoned = {each.path for each in articles if self._abandons_its_path(each)}
        homeless = [each for each in self._by_id.values() if self._lost_its_file(each)]
        self._by_text = _grouped(homeless, lambda each: each.fingerprint)
        adopted = [each for each in homeless if each.is_adopted]
        self._by_last_path = _grouped(homeless, lambda each: each.last_path)
        self._by_link = _grouped(adopted, lambda each: each.link)
        self._by_title = _grouped(adopted, lambda each: each.title)
        self._given: set[str] = set()

    def result(self) -> Identified:
        pairs, rejections = [], []
        # Who states an id or stays in place keeps an identity before newcomers ask for one.
        for article in sorted(self._articles, key=self._turn):
            before = self._before(article)
            id_ = before.id if before else self._new_id(article)
            if id_ in self._given or (not before and id_ in self._by_id):
                rejections.append(self._refusal(article, id_))
                continue
            self._given.add(id_)
            pairs.append((article, self._now_known(article, id_, before)))
        return Identified(tuple(pairs), tuple(rejections))

    def _turn(self, article: Claim) -> tuple[bool, bool, str]:
        return (article.path not in self._by_path, article.stated_id is None, article.path)

    def _abandons_its_path(self, article: Claim) -> bool:
        """Tell whether the file at a known path states that it is another article by now."""
        known = self._by_path.get(article.path)
        return known is not None and article.stated_id not in (None, known.id)

    def _before(self, article: Claim) -> Identity | None:
        """Return the identity that the article has had until now, if any."""
        if article.path in self._by_path and article.path not in self._abandoned:
            return self._by_path[article.path]
        if article.stated_id:
            stated = self._by_id.get(article.stated_id)
            return stated if stated and self._is_free(stated) else None
        return next(filter(self._is_free, self._candidates(article)), None)

    def _candidates(self, article: Claim) -> Iterator[Identity]:
        """Yield the identities that the article may go on with, the surest first."""
        same_text = self._by_text.get(article.fingerprint, [])
        minted_id = mint(self._authority, article.path)
        yield from sorted(same_text, key=lambda each: _rank(each, article, minted_id))
        yield from self._by_last_path.get(article.path, [])
        if minted := self._by_id.get(minted_id):
            yield minted
        if article.link:
            yield from self._by_link.get(article.link, [])
        same_title = [
            each for each in self._by_title.get(article.title, []) if _same_day(each, article)
        ]
        if len(same_title) == 1:  # of several nobody knows which
            yield from same_title

    def _is_free(self, identity: Identity) -> bool:
        return identity.id not in self._given and self._lost_its_file(identity)

    def _lost_its_file(self, identity: Identity) -> bool:
        path = identity.path
        return path is None or path in self._vanished or path in self._abandoned

    def _new_id(self, article: Claim) -> str:
        if article.stated_id:
            return article.stated_id
        attempt = 0
        while (id_ := mint(self._authority, article.path, attempt)) in self._by_id:
            attempt += 1
        return id_

    def _refusal(self, article: Claim, id_: str) -> Rejection:
        holder = self._by_id.get(id_)
        where = f" by {holder.path}" if holder and holder.path else ""
        return Rejection(
            path=article.path,
            line=None,
            reason=f"states the id {id_}, which is already used{where}",
            hint="give it an id of its own, or remove the id and let feedsvc mint one",
        )

    def _now_known(self, article: Claim, id_: str, before: Identity | None) -> Identity:
        published, origin = self._published(article, before)
        digest = _digest(article, published)
        return Identity(
            id=id_,
            path=article.path,
            fingerprint=article.fingerprint,
            slug=before.slug if before else self._new_slug(article),
            published=published,
            published_origin=origin,
            updated=max(published, self._updated(article, before, digest, published)),
            digest=digest,
            first_seen=before.first_seen if before else self._now,
            link=before.link if before else None,
        )

    def _published(self, article: Claim, before: Identity | None) -> tuple[datetime, Origin]:
        if article.published and article.published_origin:
            return article.published, article.published_origin
        if before and before.published_origin is not Origin.DRAFT:
            return before.published, before.published_origin
        # A draft is first seen by readers when it is one no more.
        return self._now, Origin.DRAFT if article.draft else Origin.FIRST_SEEN

    def _updated(
        self, article: Claim, before: Identity | None, digest: str, published: datetime
    ) -> datetime:
        # A date ahead of time would make readers ignore or pin the entry.
        if article.updated and article.updated <= self._now:
            return article.updated
        if before is None:
            return published
        restated = self._restated and article.fingerprint == before.fingerprint
        if restated or before.is_adopted or digest == before.digest:
            return before.updated
        return self._now

    def _new_slug(self, article: Claim) -> str:
        slug = distinct(slugify(article.slug), article.path, self._slugs)
        self._slugs.add(slug)
        return slug


def _digest(article: Claim, published: datetime) -> str:
    return hashlib.sha256(f"{article.seen} {published.isoformat()}".encode()).hexdigest()[:32]


def _grouped(
    identities: Iterable[Identity], key: Callable[[Identity], str | None]
) -> dict[str | None, list[Identity]]:
    groups: dict[str | None, list[Identity]] = {}
    for identity in sorted(identities, key=lambda each: (each.path or "", each.id)):
        groups.setdefault(key(identity), []).append(identity)
    return groups


def _rank(identity: Identity, article: Claim, minted_id: str) -> tuple[bool, ...]:
    """Order identities with one text, the likeliest first.

    Those that were lost in this run come before others, then those under the same file name, that
    were minted or last seen at this path, that have the title or the day.
    """
    name = (identity.path or "").rsplit("/", 1)[-1]
    return (
        identity.path is None,
        name != article.path.rsplit("/", 1)[-1],
        identity.id != minted_id,
        identity.last_path != article.path,
        identity.title != article.title,
        not _same_day(identity, article),
    )


def _same_day(identity: Identity, article: Claim) -> bool:
    if article.published is None:
        return True
    return abs(article.published - identity.published) <= timedelta(days=1)
