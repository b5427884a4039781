"""The files of the content folder as the last run saw them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, insert, select

from feedsvc.catalog.batches import batches
from feedsvc.catalog.database import Connection
from feedsvc.catalog.schema import files
from feedsvc.model import Rejection


@dataclass(frozen=True, slots=True)
class Seen:
    """The files of the last run: their signatures, and which of them were rejected."""

    signatures: dict[str, str]
    rejections: dict[str, Rejection]


def seen(connection: Connection) -> Seen:
    """Return what the last run knew of the content folder."""
    rows = connection.execute(select(files)).all()
    return Seen(
        {row.path: row.signature for row in rows},
        {
            row.path: Rejection(path=row.path, line=row.line, reason=row.reason, hint=row.hint)
            for row in rows
            if row.reason is not None
        },
    )


def note_files(
    connection: Connection, signatures: Mapping[str, str], rejections: Mapping[str, Rejection]
) -> None:
    """Remember the *signatures* of files that were read, and which of them were rejected."""
    forget_files(connection, list(signatures))
    rows = [_row(path, signatures[path], rejections.get(path)) for path in signatures]
    if rows:
        connection.execute(insert(files), rows)


def forget_files(connection: Connection, paths: Sequence[str]) -> None:
    """Forget files that are no longer there."""
    for batch in batches(paths):
        connection.execute(delete(files).where(files.c.path.in_(batch)))


def _row(path: str, signature: str, rejection: Rejection | None) -> dict[str, object]:
    row: dict[str, object] = {"path": path, "signature": signature}
    if rejection is None:
        return row | {"line": None, "reason": None, "hint": None}
    return row | {"line": rejection.line, "reason": rejection.reason, "hint": rejection.hint}
