"""The dateline of a page dump: its date, source and author, and little beside them."""

import re
from collections.abc import Iterable
from unicodedata import normalize

from feedsvc.content import dates, furniture, labels

_MAX_LENGTH = 120
# What may stand beside the date in a dateline without a label: the names of a medium, of people.
_GAP = r"[\s|｜/,，:：()（）\[\]【】—–-]"
_WORD = r"(?:[\u3040-\u30ff\u4e00-\u9fff·]{1,12}|[가-힣]{1,12}|[A-Z][\w.'’&-]*)"
_BYLINE = re.compile(rf"{_GAP}*(?:{_WORD}(?:{_GAP}+{_WORD}){{0,3}}{_GAP}*)?")


def is_dateline(line: str) -> bool:
    """Tell a line of date, source and author from prose: nothing much stands beside them."""
    if len(line) > _MAX_LENGTH or furniture.is_sentence(line):
        return False
    rest, said = labels.split(line)
    text = furniture.without_counts(dates.numeric(_half_width(rest)))
    date = dates.find(text)
    if date is None:
        return bool(said) and _BYLINE.fullmatch(text) is not None
    before, after = text.split(date, 1)
    apart = not (before[-1:].isalnum() or after[:1].isalnum())
    return apart and _BYLINE.fullmatch(f"{before} {after}") is not None


def dates_of(lines: list[str], said: list[labels.Label]) -> tuple[str | None, str | None]:
    """Return the dates of publication and of the last change that datelines and labels tell.

    One alone is that of publication.
    """
    stated = _first_date(label.value for label in said if label.kind == "time")
    updated = _first_date(label.value for label in said if label.kind == "updated")
    parts = (
        part
        for rest, those in map(labels.split, lines)
        for part in (rest, *(label.value for label in those if label.kind != "updated"))
    )
    published = stated or _first_date(parts)
    return (published, updated) if published else (updated, None)


def _first_date(texts: Iterable[str]) -> str | None:
    return next(filter(None, (dates.find(_half_width(text)) for text in texts)), None)


def _half_width(text: str) -> str:
    return normalize("NFKC", text)
