"""Cuts long lists of bound values into statements that every database accepts."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")

# SQLite allows 32,766 bound values in a statement, and rows here have at most nine.
_SIZE = 500


def batches(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """Yield *values* in order, in slices that fit one statement."""
    for start in range(0, len(values), _SIZE):
        yield values[start : start + _SIZE]
