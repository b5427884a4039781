"""Brings the catalog of an older feedsvc up to date, one numbered step after the other.

See docs/adr/0005-schema-versions.md. What can be read again from articles and documents is dropped;
identities, names and runs are kept.
"""

from sqlalchemy import Connection, func, select, text, update

from feedsvc.catalog.schema import archives, entries, feeds, memberships, metadata

NEWEST = 4

_SECONDS = "CAST(strftime('%s', {}) AS INTEGER)"


def upgrade(connection: Connection, version: int) -> None:
    """Give the catalog, at *version* now (0: empty), today's tables."""
    if version == 1:
        _keep_instants_as_seconds(connection)
    elif version == 2:
        _keep_history(connection)
        _count_entries(connection)
    elif version == 3:
        _count_entries(connection)
    else:
        metadata.create_all(connection)


def _count_entries(connection: Connection) -> None:
    """Version 4: feeds know how many entries they hold, sections in which one they lie.

    Warnings are kept, and what became of requests.
    """
    for definition in (
        "entries INTEGER NOT NULL DEFAULT 0",
        "above TEXT GENERATED ALWAYS AS (rtrim(slug, replace(slug, '/', '')))",
    ):
        connection.execute(text(f"ALTER TABLE feeds ADD COLUMN {definition}"))
    held = select(func.count()).where(memberships.c.feed == feeds.c.number).scalar_subquery()
    connection.execute(update(feeds).values(entries=held))
    metadata.create_all(connection)
    # SQLAlchemy makes the indexes of a table only with the table.
    for index in (*feeds.indexes, *archives.indexes, *entries.indexes):
        index.create(connection, checkfirst=True)


def _keep_history(connection: Connection) -> None:
    """Version 3: feeds have archives, entries a weight; what left feeds and why is known."""
    for table in ("entries", "memberships", "documents", "facts", "sites"):
        connection.execute(text(f"DROP TABLE {table}"))
    connection.execute(text("DROP INDEX feeds_stale"))
    connection.execute(text("ALTER TABLE feeds ADD COLUMN around TEXT"))
    connection.execute(text("ALTER TABLE feeds ADD COLUMN archived_rank BIGINT"))
    connection.execute(text("ALTER TABLE feeds ADD COLUMN archived_id TEXT"))
    connection.execute(text("UPDATE feeds SET held = NULL"))
    # To be read again.
    connection.execute(text("UPDATE files SET signature = ''"))
    metadata.create_all(connection)


def _keep_instants_as_seconds(connection: Connection) -> None:
    """Version 2: instants are numbers, feeds have one, memberships are small."""
    for table in ("entries", "memberships", "documents", "facts"):
        connection.execute(text(f"DROP TABLE {table}"))
    for index in ("ix_ledger_fingerprint", "feeds_by_identity", "feeds_stale"):
        connection.execute(text(f"DROP INDEX {index}"))
    for table in ("ledger", "feeds", "files"):
        connection.execute(text(f"ALTER TABLE {table} RENAME TO old_{table}"))
    metadata.create_all(connection)
    same = ["id", "path", "fingerprint", "slug", "title", "link", "published_origin", "digest"]
    _copy(connection, "ledger", same, ["published", "updated", "first_seen", "removed_at"])
    same = ["kind", "slug", "identity", "label", "id", "opened", "stale"]
    _copy(connection, "feeds", same, ["created_at"])
    # Known, so that it is noticed if they are gone by now, but to be read again.
    connection.execute(text("INSERT INTO files (path, signature) SELECT path, '' FROM old_files"))
    for table in ("ledger", "feeds", "files"):
        connection.execute(text(f"DROP TABLE old_{table}"))


def _copy(connection: Connection, table: str, same: list[str], instants: list[str]) -> None:
    values = ", ".join([*same, *map(_SECONDS.format, instants)])
    columns = ", ".join([*same, *instants])
    # Every word of it stands above.
    copy = f"INSERT INTO {table} ({columns}) SELECT {values} FROM old_{table}"  # noqa: S608
    connection.execute(text(copy))
