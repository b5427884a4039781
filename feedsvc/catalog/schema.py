"""The tables of the catalog, one set of statements for every database."""

from datetime import UTC, datetime

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Dialect,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
)


class Instant(TypeDecorator[datetime]):
    """An aware instant in UTC; SQLite keeps no zones, so the zone is added when read."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Return *value* in UTC without its zone."""
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Return *value* with its zone."""
        return None if value is None else value.replace(tzinfo=UTC)


metadata = MetaData()

# Single facts about the whole: the fingerprint of the settings, the site's name.
facts = Table(
    "facts",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

# Every article file seen by the last run; a rejection is a file with a reason.
files = Table(
    "files",
    metadata,
    Column("path", Text, primary_key=True),
    Column("signature", Text, nullable=False),
    Column("line", Integer),
    Column("reason", Text),
    Column("hint", Text),
)

# Identities. A row outlives its article: ``path`` is null while there is no file for it. An
# adopted row has no digest until an article goes on with it; its title and link find that one.
ledger = Table(
    "ledger",
    metadata,
    Column("id", Text, primary_key=True),
    Column("path", Text, unique=True),
    Column("fingerprint", Text, nullable=False, index=True),
    Column("slug", Text, nullable=False, unique=True),
    Column("title", Text),
    Column("link", Text),
    Column("published", Instant, nullable=False),
    Column("published_origin", Text, nullable=False),
    Column("updated", Instant, nullable=False),
    Column("digest", Text, nullable=False),
    Column("first_seen", Instant, nullable=False),
    Column("removed_at", Instant),
)

# Entries as readers see them; ``changes_at`` is when time alone will show or hide one.
entries = Table(
    "entries",
    metadata,
    Column("id", Text, primary_key=True),
    Column("slug", Text, nullable=False, unique=True),
    Column("site", Text),
    Column("changes_at", Instant),
    Column("body", Text, nullable=False),
    Index("entries_by_change", "changes_at"),
)

# Which entries stand in which feeds. An entry that may not be seen stands in none.
memberships = Table(
    "memberships",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("slug", Text, primary_key=True),
    Column("entry_id", Text, primary_key=True),
    Column("published", Instant, nullable=False),
    Index("memberships_newest", "kind", "slug", "published", "entry_id"),
    Index("memberships_of_entry", "entry_id"),
)

# Feeds, for ever: the slug of every section, tag and person that an article ever named. A feed
# opens with the first entry that readers may see; until then nothing of it shows.
feeds = Table(
    "feeds",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("slug", Text, primary_key=True),
    Column("identity", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("opened", Boolean, nullable=False),
    Column("stale", Boolean, nullable=False),
    Index("feeds_by_identity", "kind", "identity", unique=True),
    Index("feeds_stale", "stale"),
)

# The documents as last written, to tell whether new bytes differ.
documents = Table(
    "documents",
    metadata,
    Column("path", Text, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("changed_at", Instant, nullable=False),
)

# Runs in the order in which they began; two may begin in one second.
runs = Table(
    "runs",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("body", Text, nullable=False),
)
