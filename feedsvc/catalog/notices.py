"""What is odd in articles, kept for whoever can mend their files."""

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, func, select

from feedsvc.catalog.batches import batches, insert_many
from feedsvc.catalog.database import Connection
from feedsvc.catalog.schema import notices
from feedsvc.model import Article, Notice

# Of one article: whoever mends these sees the others.
_MOST = 50


def note(connection: Connection, articles: Iterable[Article]) -> None:
    """Keep the notices of *articles*, none of which are kept so far."""
    rows = [
        {"path": article.path, "number": number, "line": each.line, "message": each.message}
        for article in articles
        for number, each in enumerate(article.notices[:_MOST])
    ]
    insert_many(connection, notices, rows)


def forget(connection: Connection, paths: Sequence[str]) -> None:
    """Forget what was odd in the files at *paths*, which are read again or gone."""
    if connection.scalar(select(notices.c.path).limit(1)) is None:
        return
    for batch in batches(paths):
        connection.execute(delete(notices).where(notices.c.path.in_(batch)))


def every(connection: Connection) -> tuple[tuple[str, Notice], ...]:
    """Return all notices with the paths of their files, sorted by path."""
    query = select(notices).order_by(notices.c.path, notices.c.number)
    return tuple(
        (row.path, Notice(line=row.line, message=row.message)) for row in connection.execute(query)
    )


def at(connection: Connection, path: str) -> tuple[Notice, ...]:
    """Return what is odd in the file at *path*."""
    query = select(notices).where(notices.c.path == path).order_by(notices.c.number)
    return tuple(Notice(line=row.line, message=row.message) for row in connection.execute(query))


def counts(connection: Connection, paths: Sequence[str]) -> dict[str, int]:
    """Return how many notices the files at *paths* have, as far as they have any."""
    query = select(notices.c.path, func.count()).group_by(notices.c.path)
    return {
        path: number
        for batch in batches(paths)
        for path, number in connection.execute(query.where(notices.c.path.in_(batch)))
    }
