"""Feeds that somebody looks for."""

from collections.abc import Sequence
from dataclasses import replace

from feedsvc.catalog import shown
from feedsvc.catalog.database import Connection
from feedsvc.claims import fold
from feedsvc.library.matching import misfit, words_of
from feedsvc.library.shelves import Shelf, shelved
from feedsvc.library.slices import Slice
from feedsvc.model import FeedKind
from feedsvc.operations import Services


def search(services: Services, words: str, *, number: int = 1, size: int) -> Slice[Shelf]:
    """Return a part of the feeds whose name or slug contains *words*, the likeliest first.

    The words may come in any order. Without any, nothing is found.
    """
    wanted = words_of(words)
    if not wanted:
        return Slice((), number, size, 0)
    with services.database.reading() as connection:
        fitting = those_that_fit(connection, wanted)
        part: Slice[Shelf] = Slice((), number, size, len(fitting))
        chosen = fitting[part.start : part.start + size]
        found = shown.numbered(connection, chosen)
    return replace(part, items=shelved(services, (found[each] for each in chosen)))


def those_that_fit(connection: Connection, words: Sequence[str]) -> list[int]:
    """Return the numbers of the feeds whose name or slug contains all *words*, best first.

    The words are folded; of feeds that they fit equally well, the largest comes first.
    """
    found: list[list[int]] = [[], [], []]
    for number, kind, slug, name in shown.names(connection, words):
        called = fold(name) if kind == FeedKind.SAVED else name
        how_badly = misfit(words, called, slug)
        if how_badly is not None:
            found[how_badly].append(number)
    return [number for equals in found for number in equals]
