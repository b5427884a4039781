"""The name of the site, as most of its visible articles carry it."""

from collections import Counter

from sqlalchemy import delete, insert, select, update

from feedsvc.catalog.database import Connection
from feedsvc.catalog.schema import sites


def name(connection: Connection) -> str | None:
    """Return the name that most visible entries carry, the first of equals; None without one."""
    query = select(sites.c.name).order_by(sites.c.entries.desc(), sites.c.name).limit(1)
    found: str | None = connection.scalar(query)
    return found


def count(connection: Connection, names: Counter[str], *, gone: bool = False) -> None:
    """Count entries that carry the *names*, or those that are *gone*."""
    for name, entries in names.items():
        more = sites.c.entries + (-entries if gone else entries)
        known = connection.execute(update(sites).where(sites.c.name == name).values(entries=more))
        if known.rowcount == 0:
            connection.execute(insert(sites).values(name=name, entries=entries))
    if gone:
        connection.execute(delete(sites).where(sites.c.entries <= 0))
