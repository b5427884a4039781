"""The documents as last written, and single facts about the whole."""

from collections.abc import Mapping, Sequence

from sqlalchemy import delete, insert, or_, select

from feedsvc.catalog.batches import batches, insert_many
from feedsvc.catalog.database import Connection
from feedsvc.catalog.schema import documents, facts
from feedsvc.model import Written


def written(connection: Connection, paths: Sequence[str]) -> dict[str, Written]:
    """Return the documents at *paths* as last written, as far as there are any."""
    return {
        row.path: Written(
            digest=row.digest,
            changed_at=row.changed_at,
            pieces=tuple(map(int, row.pieces.split())),
        )
        for batch in batches(paths)
        for row in connection.execute(select(documents).where(documents.c.path.in_(batch)))
    }


def instants(connection: Connection) -> dict[str, int]:
    """Return when the bytes of each feed's documents last changed, in seconds since 1970.

    Those of archives are left out.
    """
    path = documents.c.path
    # All that begins with "archive/" sorts before "archive0", the next character.
    query = select(path, documents.c.changed_at).where(or_(path < "archive/", path > "archive0"))
    return {path: int(at.timestamp()) for path, at in connection.execute(query)}


def below(connection: Connection, folder: str) -> tuple[str, ...]:
    """Return the paths of the documents below *folder*."""
    path = documents.c.path
    # All that begins with "folder/" sorts before "folder0", the next character.
    query = select(path).where(path > f"{folder}/", path < f"{folder}0")
    return tuple(connection.scalars(query))


def forget(connection: Connection, paths: Sequence[str]) -> None:
    """Forget documents that are no longer there."""
    for batch in batches(paths):
        connection.execute(delete(documents).where(documents.c.path.in_(batch)))


def note_documents(connection: Connection, new: Mapping[str, Written]) -> None:
    """Remember documents as they were written."""
    forget(connection, list(new))
    rows = [
        {
            "path": path,
            "digest": each.digest,
            "changed_at": each.changed_at,
            "pieces": " ".join(map(str, each.pieces)),
        }
        for path, each in new.items()
    ]
    insert_many(connection, documents, rows)


def fact(connection: Connection, name: str) -> str | None:
    """Return a single fact about the whole, or None if it is not known yet."""
    value: str | None = connection.scalar(select(facts.c.value).where(facts.c.name == name))
    return value


def note_fact(connection: Connection, name: str, value: str) -> None:
    """Remember a single fact about the whole."""
    connection.execute(delete(facts).where(facts.c.name == name))
    connection.execute(insert(facts).values(name=name, value=value))
