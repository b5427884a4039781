"""The documents as last written, and single facts about the whole."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select

from feedsvc.catalog.batches import batches
from feedsvc.catalog.database import Connection
from feedsvc.catalog.schema import documents, facts


def digests(connection: Connection, paths: Sequence[str]) -> dict[str, tuple[str, datetime]]:
    """Return the digest of each document as last written, and when its bytes last changed."""
    return {
        row.path: (row.digest, row.changed_at)
        for batch in batches(paths)
        for row in connection.execute(select(documents).where(documents.c.path.in_(batch)))
    }


def note_documents(connection: Connection, written: Mapping[str, tuple[str, datetime]]) -> None:
    """Remember the digest and the instant of documents that were written."""
    for batch in batches(list(written)):
        connection.execute(delete(documents).where(documents.c.path.in_(batch)))
    rows = [
        {"path": path, "digest": digest, "changed_at": changed_at}
        for path, (digest, changed_at) in written.items()
    ]
    if rows:
        connection.execute(insert(documents), rows)


def fact(connection: Connection, name: str) -> str | None:
    """Return a single fact about the whole, or None if it is not known yet."""
    value: str | None = connection.scalar(select(facts.c.value).where(facts.c.name == name))
    return value


def note_fact(connection: Connection, name: str, value: str) -> None:
    """Remember a single fact about the whole."""
    connection.execute(delete(facts).where(facts.c.name == name))
    connection.execute(insert(facts).values(name=name, value=value))
