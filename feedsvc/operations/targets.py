"""What a run may be confined to, as people name it: ``tag:tea``, ``article:tea/green.md``."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from rapidfuzz import fuzz, process

from feedsvc.catalog import files, index, ledger, lookup
from feedsvc.catalog.database import Connection
from feedsvc.claims import fold, fold_section
from feedsvc.content import directory
from feedsvc.content.urls import ascii_url
from feedsvc.errors import ContentError, UnknownArticleError, UnknownFeedError, UnknownScopeError
from feedsvc.model import ALL_FEED, FeedKey, FeedKind, Format, Target
from feedsvc.operations.places import path_at
from feedsvc.operations.services import Services
from feedsvc.settings.checks import nearest

_ARTICLE = "article"
_FEEDS = "/feeds/"
_ARTICLES = "/articles/"
_KINDS = (FeedKind.SECTION, FeedKind.TAG, FeedKind.AUTHOR, FeedKind.SAVED)
_LONGEST = 1000
_MOST_NEAR = 3
# In percent: what is less alike was not meant.
_ALIKE = 70.0
_ENDINGS = tuple(f".{format.extension}" for format in Format)
_FORMS = "write section:PATH, tag:NAME, author:NAME, saved:NAME or article:FILE"


def target(services: Services, said: str) -> Target:
    """Return what a run is to be confined to.

    A section, tag or author is named by its name or its slug, an article by its file, slug, id or
    address. Raises UnknownScopeError if there is no such thing; it names those that are like it.
    """
    kind, colon, name = said[:_LONGEST].strip().partition(":")
    kind, name = kind.strip().lower(), name.strip()
    if not colon or not name or (kind != _ARTICLE and kind not in _KINDS):
        meant = nearest(kind, (*_KINDS, _ARTICLE))
        like = f"did you mean {meant}:{name or 'NAME'}? " if meant and meant != kind else ""
        raise UnknownScopeError(f"nothing is called {said[:_LONGEST]}", hint=f"{like}{_FORMS}")
    if not services.database.exists:
        raise UnknownScopeError(
            f"there is no {kind} {name} yet", hint="run feedsvc build or serve first"
        )
    if kind == _ARTICLE:
        return Target(article=_path(services, name))
    return Target(feed=_feed(services, FeedKind(kind), name))


def target_names(services: Services, kind: FeedKind, *, most: int) -> tuple[str, ...]:
    """Return what the largest feeds of a kind are called, as ``target`` takes it."""
    if not services.database.exists:
        return ()
    with services.database.reading() as connection:
        found = lookup.names(connection, kind, most=most)
    return tuple(label or slug for slug, label in found)


def feed_key(services: Services, named: str) -> FeedKey:
    """Return the feed that somebody *named*: ``all``, ``tag/tea``, ``tag:tea``, or its address.

    Raises UnknownFeedError if there is none; it names those that are like it.
    """
    address = path_at(named, services.settings.site.base_url)
    path = named if address is None else address
    path = path.removeprefix(_FEEDS).strip("/ ")[:_LONGEST]
    if address is not None and path.endswith(_ENDINGS):
        path = path.rpartition(".")[0]
    kind, _, name = path.replace(":", "/", 1).partition("/") if ":" in path else path.partition("/")
    if path == ALL_FEED.slug:
        return ALL_FEED
    if kind not in _KINDS or not name:
        raise UnknownFeedError(f"there is no feed {named}", hint="list them with feedsvc feeds")
    if kind == FeedKind.SECTION and _is_doubled(name):
        name = name.rpartition("/")[0]
    try:
        return _feed(services, FeedKind(kind), name)
    except UnknownScopeError as error:
        raise UnknownFeedError(f"there is no feed {named}", hint=error.hint) from error


def _is_doubled(name: str) -> bool:
    """Tell whether a section's address is meant, which ends with its last level twice."""
    levels = name.split("/")
    return len(levels) > 1 and levels[-1].partition(".")[0] == levels[-2]


def find_article(services: Services, connection: Connection, named: str) -> str | None:
    """Return the id of the article that somebody *named*, None if it has none.

    An address names it if it is that of its page, or would be here.
    """
    address = path_at(named, services.settings.site.base_url)
    slug = (named if address is None else address).removeprefix(_ARTICLES).rstrip("/")
    path = named.removeprefix("./")
    found = ledger.find(connection, id_=named, path=path, slug=slug)
    found = found or ledger.find(connection, id_=named, path=inside(services, named), slug=slug)
    return found or _at_address(connection, named)


def _at_address(connection: Connection, named: str) -> str | None:
    with suppress(ValueError):  # it is no address
        return index.at_address(connection, ascii_url(named))
    return None


def inside(services: Services, named: str) -> str:
    """Return *named* as a path below the content folder, if it is one from here."""
    folder = services.settings.content.directory
    path = Path(named).absolute()
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else named


def unknown_article(connection: Connection, named: str) -> UnknownArticleError:
    """Return the error that says that nothing is called so, and what is called like it."""
    last = Path(named.rstrip("/")).stem
    near = lookup.paths_like(connection, last, most=_MOST_NEAR) if last else ()
    near = near or _spelled_like(last, lookup.paths(connection))
    like = f"did you mean {' or '.join(near)}? " if near else ""
    return UnknownArticleError(
        f"there is no article {named}",
        hint=f"{like}name its id, its file in the content folder, or the address of its page",
    )


def _spelled_like(name: str, paths: Sequence[str]) -> list[str]:
    """Return the paths whose files are called almost so."""
    stems = [Path(path).stem for path in paths]
    found = process.extract(
        name[:_LONGEST], stems, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=_MOST_NEAR
    )
    return [paths[place] for _, _, place in found]


def _path(services: Services, named: str) -> str:
    with services.database.reading() as connection:
        id_ = find_article(services, connection, named)
        path = ledger.path_of(connection, id_) if id_ else None
        for each in dict.fromkeys((named.removeprefix("./"), inside(services, named))):
            if path is None and files.signatures_at(connection, [each]).get(each) is not None:
                path = each  # known, and perhaps no article
            if path is None and _is_there(services, each):
                path = each
        if path is None:
            error = unknown_article(connection, named)
            raise UnknownScopeError(str(error), hint=error.hint)
    return path


def _is_there(services: Services, path: str) -> bool:
    """Tell whether a file is in the content folder that no run has seen."""
    settings = services.settings
    ours = (settings.output.directory, settings.output.state_directory)
    if path.startswith("/") or ".." in path.split("/") or "\0" in path:
        return False
    try:
        scan = directory.scan_at(settings.content.directory, [path], leave_out=ours)
    except ContentError:
        return False
    return path in scan.signatures


def _feed(services: Services, kind: FeedKind, name: str) -> FeedKey:
    is_section = kind is FeedKind.SECTION
    name = "/".join(part.strip() for part in name.strip("/").split("/")) if is_section else name
    identity = fold_section(name.split("/")) if is_section else fold(name)
    with services.database.reading() as connection:
        found = lookup.named_feed(connection, kind, name, identity)
        found = found or lookup.named_feed(connection, kind, fold(name), identity)
        if found is None:
            near = _near(lookup.names(connection, kind), name)
            like = " or ".join(f"{kind}:{each}" for each in near)
            raise UnknownScopeError(
                f"there is no {kind} {name}",
                hint=f"did you mean {like}?" if near else "list them with feedsvc feeds",
            )
    return found


def _near(names: tuple[tuple[str, str], ...], wanted: str) -> list[str]:
    """Return the names or slugs most like *wanted*: spelled alike, or with it in them."""
    folded = fold(wanted)
    if not folded.strip("/"):
        return []  # it is in every name
    known = {name: label for slug, label in names for name in (slug, fold(label))}
    found = [label for slug, label in names if folded in slug or folded in fold(label)]
    meant = nearest(folded, known)
    both = ([known[meant]] if meant else []) + found
    return list(dict.fromkeys(both))[:_MOST_NEAR]
