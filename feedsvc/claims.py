"""What tells which article one is: all that identity needs of it, without what it says."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from functools import lru_cache
from operator import attrgetter

from feedsvc.model import (
    Article,
    Origin,
    Person,
    Picture,
    Podcast,
    lightly_pickled,
)

# What says in which direction text runs (UAX 9).
_DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_OF_PERSON, _OF_PICTURE, _OF_PODCAST = (
    attrgetter(*(field.name for field in fields(kind))) for kind in (Person, Picture, Podcast)
)
_OF_ENCLOSURE = attrgetter("url", "media_type", "length")
_MORE_OF_ENCLOSURE = attrgetter("duration", "width", "height")


@lightly_pickled
@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """An article as the ledger sees it; small, since a run may hold every article's at once.

    ``seen`` is a digest of what readers see of the article, its dates aside. The other fields are
    the article's own.
    """

    path: str
    fingerprint: str
    seen: str
    title: str
    slug: str
    link: str | None
    stated_id: str | None
    published: datetime | None
    published_origin: Origin | None
    updated: datetime | None
    draft: bool


@lru_cache(maxsize=20_000)
def fold(name: str) -> str:
    """Return the identity of a name: case, width and Unicode form folded, its direction aside."""
    if not name.isprintable():
        name = _DIRECTIONS.sub("", name)
    return unicodedata.normalize("NFKC", name).casefold()


def fold_section(path: Iterable[str]) -> str:
    """Return the identity of a section: its folded names from the top, divided by ``/``."""
    return "/".join(fold(name).replace("/", "／") for name in path)


def claim(article: Article) -> Claim:
    """Return what *article* claims to be."""
    return Claim(
        path=article.path,
        fingerprint=article.fingerprint,
        seen=_seen(article),
        title=article.title,
        slug=article.slug,
        link=article.link,
        stated_id=article.stated_id,
        published=article.published,
        published_origin=article.published_origin,
        updated=article.updated,
        draft=article.draft,
    )


def _seen(article: Article) -> str:
    said = (
        *(article.title, article.content, article.summary, article.language),
        # The spelling that was seen first is the one that readers see.
        *(list(map(fold, article.section)), list(map(fold, article.tags))),
        list(map(_OF_PERSON, article.people)),
        list(map(_OF_ENCLOSURE, article.enclosures)),
        *_seen_of_media(article),
    )
    return hashlib.sha256(_JSON.encode(said).encode(errors="surrogatepass")).hexdigest()[:32]


def _seen_of_media(article: Article) -> list[object]:
    """Return what there is to see of media; nothing where there is none.

    So the digests of articles without media are those that were kept before anybody asked for it.
    """
    said: list[object] = []
    if article.enclosures and any(map(any, more := [*map(_MORE_OF_ENCLOSURE, article.enclosures)])):
        said.append(more)
    if article.image:
        said.append({"image": _OF_PICTURE(article.image)})
    if article.podcast:
        said.append({"podcast": _OF_PODCAST(article.podcast)})
    return said
