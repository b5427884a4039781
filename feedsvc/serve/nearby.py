"""What may have been meant by an address at which nothing lies: feeds with names like it."""

import re
import time
from collections import OrderedDict
from threading import Lock
from typing import cast

from flask import current_app, request
from flask.blueprints import BlueprintSetupState

from feedsvc import library
from feedsvc.catalog.database import Mark
from feedsvc.claims import fold
from feedsvc.errors import StorageError
from feedsvc.library import Shelf
from feedsvc.operations import Services
from feedsvc.serve.allowance import Allowance
from feedsvc.serve.current import services
from feedsvc.serve.spellings import without_ending

_EXTENSION = "nearby"
_MOST_FEEDS = 5
_MOST_ANSWERS = 256
_BURST, _A_SECOND = 20, 5.0
_LONGEST = 100

# What stands in addresses and names nothing: our own rooms and kinds, and those of other programs.
_PLACE = re.compile(
    r"feeds?|rss|atom|archives?|articles?|posts?|sections?|categor(?:y|ies)|tags?|topics?|authors?"
    r"|people|saved|index|page"
)
_BLANKS = re.compile(r"[\s\-_+./\\,;:|\x00-\x1f\x7f]+")


class Nearby:
    """The feeds near to words; whoever asks for too many words at once is told of none.

    Addresses that do not exist are asked for by the thousand, by programs that look for holes.
    """

    def __init__(self, *, burst: int = _BURST, a_second: float = _A_SECOND) -> None:
        self._allowance = Allowance(burst=burst, a_second=a_second)
        self._known: OrderedDict[str, tuple[Mark | None, tuple[Shelf, ...]]] = OrderedDict()
        self._lock = Lock()

    def find(self, services: Services, words: str) -> tuple[Shelf, ...]:
        """Return the feeds that readers may see whose names are like *words*, the likeliest first.

        There are none while the catalog cannot be read.
        """
        mark = services.database.mark()
        if not words or mark is None:
            return ()
        with self._lock:
            known_at, known = self._known.get(words, (None, ()))
            if known_at == mark:
                self._known.move_to_end(words)
                return known
            if self._allowance.seconds_to_wait(time.monotonic()):
                return ()
        try:
            found = library.nearest_feeds(services, words, most=_MOST_FEEDS)
        except StorageError:
            return ()
        with self._lock:
            self._known[words] = mark, found
            if len(self._known) > _MOST_ANSWERS:
                self._known.popitem(last=False)
        return found


def prepare(state: BlueprintSetupState) -> None:
    """Give the application its memory of what was near."""
    state.app.extensions[_EXTENSION] = Nearby()


def nearby(words: str) -> tuple[Shelf, ...]:
    """Return the feeds whose names are like *words*."""
    return cast(Nearby, current_app.extensions[_EXTENSION]).find(services(), words)


def words_asked_for() -> str:
    """Return the words in the address of this request."""
    return words_in(request.path)


def words_in(path: str) -> str:
    """Return what *path* says beside places and endings, as people would write it."""
    names = without_ending(path[: 10 * _LONGEST]).split("/")
    while names and (not names[0] or _PLACE.fullmatch(fold(names[0]))):
        del names[0]
    words = _BLANKS.sub(" ", " ".join(names)).strip()
    return words[:_LONGEST].strip()
