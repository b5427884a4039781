"""What can be wrong with a document, as values."""

from dataclasses import dataclass, replace
from enum import StrEnum

from feedsvc.model import lightly_pickled

# An endless list helps nobody, and a hostile document must not fill the memory with it. Warnings
# are counted apart, so that no number of them hides an error.
MOST_FAULTS = 1000


class Level(StrEnum):
    """How bad a fault is: an error keeps a document from its readers, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


LEVELS = {
    "active-content": Level.ERROR,
    "bad-archive": Level.ERROR,
    "bad-date": Level.ERROR,
    "bad-email": Level.ERROR,
    "bad-id": Level.ERROR,
    "bad-language": Level.ERROR,
    "bad-media-type": Level.ERROR,
    "bad-number": Level.ERROR,
    "bad-type": Level.ERROR,
    "bad-url": Level.ERROR,
    "bad-value": Level.ERROR,
    "broken-link": Level.ERROR,
    "date-order": Level.WARNING,
    "different-entries": Level.ERROR,
    "doctype": Level.ERROR,
    "duplicate-alternate": Level.ERROR,
    "duplicate-element": Level.ERROR,
    "duplicate-id": Level.ERROR,
    "empty": Level.ERROR,
    "encoding": Level.WARNING,
    "event-handler": Level.ERROR,
    "illegal-character": Level.ERROR,
    "many-enclosures": Level.WARNING,
    "misplaced-self": Level.WARNING,
    "missing-attribute": Level.ERROR,
    "missing-element": Level.ERROR,
    "missing-guid": Level.WARNING,
    "missing-self": Level.WARNING,
    "non-ascii-url": Level.WARNING,
    "not-a-feed": Level.ERROR,
    "not-well-formed": Level.ERROR,
    "present-and-deleted": Level.ERROR,
    "relative-url": Level.ERROR,
    "same-updated": Level.WARNING,
    "script-url": Level.ERROR,
    "too-complex": Level.ERROR,
    "too-large": Level.ERROR,
    "undecodable": Level.ERROR,
    "unknown-element": Level.ERROR,
    "unreachable": Level.ERROR,
}


@lightly_pickled
@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something wrong: what a validator would say of it, and what to do.

    ``code`` is stable and says what kind of thing it is; ``where`` names the element, attribute or
    member, ``line`` its line, where it has one; ``entry`` is the id or title of the entry that
    it is in.
    """

    code: str
    message: str
    where: str
    level: Level
    line: int | None = None
    entry: str | None = None

    @property
    def is_error(self) -> bool:
        """Whether the fault keeps a document from its readers."""
        return self.level is Level.ERROR


class EnoughError(Exception):
    """There are so many errors that nobody reads on."""


class Findings:
    """Collects faults: the first thousand errors, and the first thousand warnings.

    One error more raises EnoughError.
    """

    __slots__ = ("_found", "_room")

    def __init__(self) -> None:
        self._found: list[Fault] = []
        self._room = {Level.ERROR: MOST_FAULTS, Level.WARNING: MOST_FAULTS}

    def __len__(self) -> int:
        return len(self._found)

    def add(self, code: str, message: str, where: str, line: int | None = None) -> None:
        """Note a fault; its level follows from its code."""
        level = LEVELS[code]
        if self._room[level]:
            self._room[level] -= 1
            self._found.append(
                Fault(code=code, message=message, where=where, level=level, line=line)
            )
        elif level is Level.ERROR:
            raise EnoughError

    def belong_to(self, entry: str, since: int) -> None:
        """Say of all faults from number *since* on that they are in *entry*."""
        self._found[since:] = [replace(fault, entry=entry) for fault in self._found[since:]]

    def all(self) -> tuple[Fault, ...]:
        """Return what was found, in the order in which it was."""
        return tuple(self._found)
