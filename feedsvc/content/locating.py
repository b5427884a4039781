"""On which line a file says what a notice quotes."""

import re
from collections.abc import Iterable
from dataclasses import replace

from feedsvc.model import Notice

# What needs escapes within the quotes is not looked for.
_QUOTED = re.compile(r"""'([^'\\]+)'|"([^"\\]+)\"""")


def located(notices: Iterable[Notice], text: str) -> tuple[Notice, ...]:
    """Return *notices* about *text*, each with the line of what it quotes, as far as that is there.

    Values come out of parsers that tell no lines, and where two lines say the same, the first is
    as odd as the other.
    """
    return tuple(each if each.line else replace(each, line=_line(each, text)) for each in notices)


def _line(notice: Notice, text: str) -> int | None:
    quoted = _QUOTED.search(notice.message)
    if quoted is None:
        return None
    place = text.find(quoted[1] or quoted[2])
    return None if place < 0 else text.count("\n", 0, place) + 1
