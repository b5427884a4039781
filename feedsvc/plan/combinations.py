"""Saved combinations: which entries a feed holds that the settings name.

What an entry is, and what a combination asks for, are *marks*: texts such as ``tag/主题教育``. An
entry has one for the folded name and one for the slug of each section, tag and person, and one for
each prefix of its language; so a criterion is met where its mark is among them.
"""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from functools import lru_cache

from feedsvc.claims import fold, fold_section
from feedsvc.model import Entry, FeedKind

_LANGUAGE = "language"

Marks = Set[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Combination:
    """What an entry must be in every respect, in at least one, and in none.

    Each is a set of marks; one that is empty asks for nothing.
    """

    all: frozenset[str] = frozenset()
    any: frozenset[str] = frozenset()
    none: frozenset[str] = frozenset()

    def holds(self, entry: Entry, *, language: str | None = None) -> bool:
        """Tell whether *entry* belongs to the combination.

        *language* is that of entries which state none.
        """
        return self.fits(marks(entry, language=language))

    def fits(self, marks: Marks) -> bool:
        """Tell whether an entry with these *marks* belongs to the combination."""
        return (
            self.all <= marks
            and self.none.isdisjoint(marks)
            and not (self.any and self.any.isdisjoint(marks))
        )


def criteria(
    *,
    sections: Iterable[str] = (),
    tags: Iterable[str] = (),
    authors: Iterable[str] = (),
    languages: Iterable[str] = (),
) -> frozenset[str]:
    """Return the marks of what somebody asks for by names, slugs and language tags.

    A section is written with ``/`` between its levels.
    """
    return frozenset(
        (
            *(_mark(FeedKind.SECTION, fold_section(path.split("/"))) for path in sections),
            *(_mark(FeedKind.TAG, fold(name)) for name in tags),
            *(_mark(FeedKind.AUTHOR, fold(name)) for name in authors),
            *(_mark(_LANGUAGE, tag.lower()) for tag in languages),
        )
    )


def marks(entry: Entry, *, language: str | None = None) -> Marks:
    """Return the marks of *entry*; its sections include all that they lie in."""
    found: set[str] = set()
    for each in entry.categories:
        found.update(_of_category(each.kind, each.term, each.slug))
    for person in entry.people:
        found.update(_of_person(person.name, person.slug))
    if spoken := entry.language or language:
        found.update(_of_language(spoken))
    return found


def _mark(kind: str, name: str) -> str:
    return f"{kind}/{name}"


# Entries share what marks them; as much is remembered as a site may have in use.
@lru_cache(maxsize=20_000)
def _of_category(kind: FeedKind, term: str, slug: str) -> tuple[str, ...]:
    folded = fold_section(term.split("/")) if kind is FeedKind.SECTION else term
    return _mark(kind, folded), _mark(kind, slug)


@lru_cache(maxsize=20_000)
def _of_person(name: str, slug: str | None) -> tuple[str, ...]:
    own = (_mark(FeedKind.AUTHOR, fold(name)),)
    return (*own, _mark(FeedKind.AUTHOR, slug)) if slug else own


@lru_cache(maxsize=100)
def _of_language(tag: str) -> tuple[str, ...]:
    """Return a mark for each range that *tag* is in (RFC 4647, section 3.3.1)."""
    parts = tag.lower().split("-")
    return tuple(_mark(_LANGUAGE, "-".join(parts[:length])) for length in range(1, len(parts) + 1))
