"""What there is in numbers."""

from datetime import datetime

from sqlalchemy import func, select

from feedsvc.catalog.database import Connection
from feedsvc.catalog.schema import documents


def count_documents(connection: Connection) -> tuple[int, datetime | None]:
    """Return how many documents there are and when the bytes of one last changed."""
    query = select(func.count(), func.max(documents.c.changed_at)).select_from(documents)
    number, newest = connection.execute(query).one()
    return number, newest
