"""The files of the content folder as the last run saw them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, delete, func, select

from feedsvc.catalog.batches import batches, insert_many
from feedsvc.catalog.database import Connection
from feedsvc.catalog.schema import files
from feedsvc.model import Rejection


def signatures(connection: Connection) -> dict[str, str]:
    """Return the signature that each file had when it was last read."""
    return _pairs(connection, select(files.c.path, files.c.signature))


def signatures_at(connection: Connection, paths: Collection[str]) -> dict[str, str]:
    """Return the signatures of the known files at *paths*, and below those that are folders."""
    query = select(files.c.path, files.c.signature)
    found: dict[str, str] = {}
    for batch in batches(sorted(paths)):
        found |= _pairs(connection, query.where(files.c.path.in_(batch)))
    for path in paths:
        # All that begins with "folder/" sorts before "folder0", the next character.
        below = query.where(files.c.path > f"{path}/", files.c.path < f"{path}0")
        found |= _pairs(connection, below)
    return found


def count(connection: Connection) -> int:
    """Return how many files are known."""
    return connection.scalar(select(func.count()).select_from(files)) or 0


def rejections(connection: Connection) -> tuple[Rejection, ...]:
    """Return the files that the last run which read them rejected, sorted by path."""
    query = select(files).where(files.c.reason.is_not(None)).order_by(files.c.path)
    return tuple(
        Rejection(path=row.path, line=row.line, reason=row.reason, hint=row.hint)
        for row in connection.execute(query)
    )


def rejection_at(connection: Connection, path: str) -> Rejection | None:
    """Return why the file at *path* is no article, None if it is one or is not known."""
    query = select(files).where(files.c.path == path, files.c.reason.is_not(None))
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    return Rejection(path=row.path, line=row.line, reason=row.reason, hint=row.hint)


def refused(connection: Connection) -> frozenset[str]:
    """Return the paths of files that are read again each time, whether they changed or not."""
    query = select(files.c.path).where(files.c.reason.is_not(None), files.c.signature == "")
    return frozenset(connection.scalars(query))


def note_files(
    connection: Connection, signatures: Mapping[str, str], rejections: Mapping[str, Rejection]
) -> None:
    """Remember the *signatures* of files that were read, and which of them were rejected."""
    forget_files(connection, list(signatures))
    rows = [_row(path, signatures[path], rejections.get(path)) for path in signatures]
    insert_many(connection, files, rows)


def forget_files(connection: Connection, paths: Sequence[str]) -> None:
    """Forget files that are no longer there."""
    for batch in batches(paths):
        connection.execute(delete(files).where(files.c.path.in_(batch)))


def _pairs(connection: Connection, query: Select[tuple[str, str]]) -> dict[str, str]:
    rows: Any = connection.execute(query)  # each is a tuple, which the types do not say
    return dict(iter(rows))


def _row(path: str, signature: str, rejection: Rejection | None) -> dict[str, object]:
    row: dict[str, object] = {"path": path, "signature": signature}
    if rejection is None:
        return row | {"line": None, "reason": None, "hint": None}
    return row | {"line": rejection.line, "reason": rejection.reason, "hint": rejection.hint}
