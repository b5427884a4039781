"""The feeds that somebody may have meant who asked for something that is not there."""

import re
from collections.abc import Iterable, Iterator, Sequence

from rapidfuzz import fuzz, process

from feedsvc.catalog import shown
from feedsvc.catalog.database import Connection
from feedsvc.catalog.shown import Name
from feedsvc.library.matching import words_of
from feedsvc.library.searching import those_that_fit
from feedsvc.library.shelves import Shelf, shelved
from feedsvc.model import FeedKind, Format
from feedsvc.operations import Services

_LONGEST = 2000
_EXTENSION = re.compile(rf"\.({'|'.join(each.extension for each in Format)}|xml|html?)$", re.I)
# What stands between the words of an address.
_DIVIDERS = re.compile(r"[-_+.\s]+")
# In percent: what is less alike was not meant. In a Chinese name of three letters one is a third.
_ALIKE, _ALIKE_IN_FEW = 75.0, 66.0
_FEW = 4
# What is so much less alike than the best was not meant either.
_WORSE = 15.0
# For the same letters in another order.
_SHUFFLED = 90.0


def nearest_feeds(services: Services, words: str, *, most: int) -> tuple[Shelf, ...]:
    """Return up to *most* feeds whose names or slugs are like *words*, the likeliest first.

    Those that contain the words come before those that are only spelled alike. Of a path, its last
    part counts, without an extension. Where nothing is like all words, the last one is looked for.
    """
    asked = _DIVIDERS.sub(" ", _last_part(words))
    wanted = tuple(dict.fromkeys(words_of(asked)))
    if not _is_telling(wanted):
        return ()
    with services.database.reading() as connection:
        chosen = _near(connection, wanted, most)
        found = shown.numbered(connection, chosen)
    return shelved(services, (found[number] for number in chosen))


def _near(connection: Connection, words: tuple[str, ...], most: int) -> list[int]:
    """Return the numbers of the feeds that are like all *words*, else of those like the last."""
    near = those_that_fit(connection, words)[:most]
    if len(near) == most:
        return near
    names = list(shown.names(connection))
    near += _alike(names, words, most=most)
    last = words[-1:]
    if not near and last != words and _is_telling(last):
        near = those_that_fit(connection, last) + _alike(names, last, most=most)
    return list(dict.fromkeys(near))[:most]


def _last_part(words: str) -> str:
    return _EXTENSION.sub("", words[:_LONGEST].strip().rstrip("/").rpartition("/")[2])


def _is_telling(words: Sequence[str]) -> bool:
    """Tell whether few names have the words in them by chance."""
    text = "".join(words)
    return len(text) > (2 if text.isascii() else 1)


def _alike(names: Iterable[Name], words: Sequence[str], *, most: int) -> list[int]:
    """Return the numbers of feeds that are spelled almost as *words*, the likeliest first."""
    numbers, texts = _spellings(names)
    is_latin = all(word.isascii() for word in words)
    wanted = ("-" if is_latin else "").join(words)
    least = _ALIKE_IN_FEW if len(wanted) <= _FEW and not is_latin else _ALIKE
    similar = process.extract(wanted, texts, scorer=fuzz.ratio, score_cutoff=least, limit=2 * most)
    scores = dict.fromkeys((numbers[place] for place in _shuffled(texts, wanted)), _SHUFFLED)
    for _, score, place in similar:
        scores[numbers[place]] = max(score, scores.get(numbers[place], 0.0))
    least = max(scores.values(), default=0.0) - _WORSE
    alike = (number for number, score in scores.items() if score >= least)
    return sorted(alike, key=lambda number: (-scores[number], number))


def _spellings(names: Iterable[Name]) -> tuple[list[int], list[str]]:
    """Return what feeds are called, by name and by slug: of sections the last level."""
    numbers, texts = [], []
    for number, kind, slug, name in names:
        if kind == FeedKind.SECTION:
            name, slug = name.rpartition("/")[2], slug.rpartition("/")[2]
        texts.append(name)
        numbers.append(number)
        if slug != name:
            texts.append(slug)
            numbers.append(number)
    return numbers, texts


def _shuffled(texts: Sequence[str], wanted: str) -> Iterator[int]:
    """Yield the places of the texts that are made of the same letters in another order."""
    letters, length = sorted(wanted), len(wanted)
    if length < (2 * _FEW if wanted.isascii() else 2):
        return
    for place, text in enumerate(texts):
        if len(text) == length and sorted(text) == letters:
            yield place
