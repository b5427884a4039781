"""Asks for rows by pairs of a kind and a name."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Column, ColumnElement, and_, or_


def one_of(
    kind: Column[Any], name: Column[Any], pairs: Iterable[tuple[str, str]]
) -> ColumnElement[bool]:
    """Return what chooses the rows with one of the *pairs*, one or more.

    Asked for the pairs themselves, SQLite looks at every row, whatever the index.
    """
    names: defaultdict[str, list[str]] = defaultdict(list)
    for of_kind, called in pairs:
        names[of_kind].append(called)
    return or_(*(and_(kind == of_kind, name.in_(called)) for of_kind, called in names.items()))
