"""What is given out bit by bit: whether it can be had at all is known before the answer begins."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import TypeVar

_Item = TypeVar("_Item")


def begun(items: Iterable[_Item]) -> Iterator[_Item]:
    """Return *items*, the first of which is here already: what it raises is raised now."""
    rest = iter(items)
    return chain(list(islice(rest, 1)), rest)
