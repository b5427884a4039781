"""What a form asks a run to do: everything, what changed, or one thing alone."""

from dataclasses import dataclass
from typing import Protocol

from feedsvc import operations
from feedsvc.model import FeedKind, Scope, Target
from feedsvc.operations import Services

ARTICLE = "article"
# What needs a name beside it.
NAMED = (FeedKind.SECTION, FeedKind.TAG, FeedKind.AUTHOR, FeedKind.SAVED, ARTICLE)
_SUGGESTED = 60
_SUGGESTED_ARTICLES = 100


class Fields(Protocol):
    """The fields of a form or a query."""

    def get(self, key: str, default: str) -> str:
        """Return what the field called *key* says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a form says: *scope* is one of ours or the kind of what *name* names."""

    scope: str = Scope.CHANGED
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A name that somebody may mean, of which kind it is, and what people call it."""

    kind: str
    name: str
    label: str


def wish_in(fields: Fields) -> Wish:
    """Return what the *fields* say."""
    return Wish(
        scope=fields.get("scope", Scope.CHANGED).strip(), name=fields.get("name", "").strip()
    )


def resolved(services: Services, wish: Wish) -> tuple[Scope, Target | None]:
    """Return the scope and the target of a run that does what is wished.

    Raises UnknownScopeError if there is no such thing; it names those that are like it.
    """
    if wish.scope in tuple(Scope):
        return Scope(wish.scope), None
    return Scope.CHANGED, operations.target(services, spelled(wish))


def spelled(wish: Wish) -> str:
    """Return what is wished as people write it: a scope, or a target such as ``tag:tea``."""
    return wish.scope if wish.scope in tuple(Scope) else f"{wish.scope}:{wish.name}"


def is_superfluous(wish: Wish) -> bool:
    """Tell whether something is named although all is meant."""
    return wish.scope in tuple(Scope) and wish.name != ""


def suggestions(services: Services) -> tuple[Suggestion, ...]:
    """Return the names of the largest feeds of each kind, and of the newest articles."""
    found = [
        Suggestion(kind=kind, name=name, label=name)
        for kind in NAMED
        if kind != ARTICLE
        for name in operations.target_names(services, FeedKind(kind), most=_SUGGESTED)
    ]
    newest = operations.articles(services, limit=_SUGGESTED_ARTICLES)
    articles = (
        Suggestion(kind=ARTICLE, name=each.path, label=each.title)
        for each in newest.items
        if each.path
    )
    return (*found, *articles)
