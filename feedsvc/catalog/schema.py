"""The tables of the catalog, one set of statements for every database."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Computed,
    Dialect,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    text,
)


class Instant(TypeDecorator[datetime]):
    """An aware instant in UTC and whole seconds, kept as seconds since 1970."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> int | None:
        """Return the seconds of *value*."""
        return None if value is None else int(value.timestamp())

    def process_result_value(self, value: int | None, _dialect: Dialect) -> datetime | None:
        """Return the instant of *value*, which may lie before 1970."""
        return None if value is None else _EPOCH + timedelta(seconds=value)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

metadata = MetaData()

# What lists show of feeds: with these very words, the database finds the indexes of those.
HOLDS = "opened = 1 AND entries > 0"

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
    # Found without a look at all the other files.
    Index("files_rejected", "path", sqlite_where=text("reason IS NOT NULL")),
    sqlite_with_rowid=False,
)

# What is odd in files that are articles all the same, as they were read last.
notices = Table(
    "notices",
    metadata,
    Column("path", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("line", Integer),
    Column("message", Text, nullable=False),
    sqlite_with_rowid=False,
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
    Column("last_path", Text, index=True),
    Index("ledger_adopted", "id", sqlite_where=text("digest = ''")),
)

# Entries as readers see them: ``body`` has all but the content, ``version`` is a digest of both.
# ``feeds`` are the numbers of the feeds that hold it: none where it may not be seen, and perhaps
# none where it may, if it is too old for them.
# ``changes_at`` is when time alone will show or hide it, ``weight`` about how many bytes it takes.
entries = Table(
    "entries",
    metadata,
    Column("id", Text, primary_key=True),
    Column("slug", Text, nullable=False, unique=True),
    Column("site", Text),
    Column("published", Instant, nullable=False),
    Column("updated", Instant, nullable=False),
    Column("language", Text),
    Column("changes_at", Instant),
    Column("weight", Integer, nullable=False),
    Column("visible", Boolean, nullable=False),
    Column("feeds", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("content", Text, nullable=False),
    Index("entries_by_weight", "weight"),
    Index("entries_by_change", "changes_at", sqlite_where=text("changes_at IS NOT NULL")),
    # All of them in order, for whoever looks for an article.
    Index("entries_in_time", "published", "id"),
    # The visible ones in order, for sitemaps.
    Index("entries_shown", "published", "id", "updated", sqlite_where=text("visible = 1")),
)

# The slugs of entries that readers could see and see no more, also after their article is gone. One
# that can be seen again may stay here.
gone = Table(
    "gone",
    metadata,
    Column("slug", Text, primary_key=True),
    sqlite_with_rowid=False,
)

# Which entries stand in which feeds, in the order in which feeds show them: ``rank`` is the instant
# of publication, negated, so that the newest come first and equal ones by id.
memberships = Table(
    "memberships",
    metadata,
    Column("feed", Integer, primary_key=True),
    Column("rank", BigInteger, primary_key=True),
    Column("entry_id", Text, primary_key=True),
    sqlite_with_rowid=False,
)

# What readers could see in a feed and was taken back, by its publisher or with its file.
departures = Table(
    "departures",
    metadata,
    Column("entry_id", Text, primary_key=True),
    Column("feed", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Index("departures_by_feed", "feed", "at"),
    sqlite_with_rowid=False,
)

# The archives of feeds, oldest first: ``entries`` are the ids of what they hold, newest first,
# ``next_name`` is what the archive after it is or will be called. ``held`` are the ids and versions
# in its documents, null where those have to be made anew; a stale one has to be printed.
archives = Table(
    "archives",
    metadata,
    Column("feed", Integer, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("next_name", Text, nullable=False),
    Column("stale", Boolean, nullable=False),
    Column("entries", Text, nullable=False),
    Column("held", Text),
    Index("archives_stale", "feed", "number", sqlite_where=text("stale = 1")),
    Index("archives_by_name", "feed", "name"),
    sqlite_with_rowid=False,
)

# Entries older than what their feed has archived that came, or were corrected, later: when, and
# whether they are still waiting for an archive that has them as they are now.
late = Table(
    "late",
    metadata,
    Column("feed", Integer, primary_key=True),
    Column("entry_id", Text, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("waiting", Boolean, nullable=False),
    sqlite_with_rowid=False,
)

# Entries that somebody took back, whatever their files say: who, when, and why.
withdrawals = Table(
    "withdrawals",
    metadata,
    Column("entry_id", Text, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("who", Text, nullable=False),
    Column("reason", Text, nullable=False),
    sqlite_with_rowid=False,
)

# Entries that are in no document because they would break it, and why.
refusals = Table(
    "refusals",
    metadata,
    Column("entry_id", Text, primary_key=True),
    Column("path", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("hint", Text, nullable=False),
    sqlite_with_rowid=False,
)

# What people did, one line each, for ever.
audit = Table(
    "audit",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("who", Text, nullable=False),
    Column("deed", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("reason", Text, nullable=False),
)

# The lines of the audit that were taken out of files which may still be there.
taken_notes = Table(
    "taken_notes",
    metadata,
    Column("name", Text, primary_key=True),
    sqlite_with_rowid=False,
)

# How many visible entries carry each site name.
sites = Table(
    "sites",
    metadata,
    Column("name", Text, primary_key=True),
    Column("entries", Integer, nullable=False),
)

# Feeds, for ever: the slug of every section, tag and person that an article ever named. A feed
# opens with the first entry that readers may see; until then nothing of it shows. ``held`` are the
# ids and versions of the entries in its documents, null where those have to be made anew;
# ``around`` is what these say beside them. ``archived_rank`` and ``archived_id`` are those of the
# newest entry that an archive took in its turn. ``entries`` is how many memberships it has.
# ``above`` is the slug of the section that a section lies in, with a slash; at the top, and for
# what is no section, it is empty.
feeds = Table(
    "feeds",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("slug", Text, nullable=False),
    Column("identity", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("opened", Boolean, nullable=False),
    Column("stale", Boolean, nullable=False),
    Column("held", Text),
    Column("around", Text),
    Column("archived_rank", BigInteger),
    Column("archived_id", Text),
    Column("entries", Integer, nullable=False, server_default=text("0")),
    Column("above", Text, Computed("rtrim(slug, replace(slug, '/', ''))")),
    Index("feeds_by_slug", "kind", "slug", unique=True),
    Index("feeds_by_identity", "kind", "identity", unique=True),
    Index("feeds_stale", "stale", sqlite_where=text("stale = 1")),
    Index("feeds_archived", "number", sqlite_where=text("archived_rank IS NOT NULL")),
    # What lists show, and all that a search looks at.
    Index(
        "feeds_by_size",
        *("kind", "above", text("entries DESC"), "slug", "identity"),
        sqlite_where=text(HOLDS),
    ),
)

# The documents as last written, to tell whether new bytes differ. ``pieces`` are the lengths of
# what stands before its entries, between two of them, and of each: a document is the place where
# the bytes of its entries are kept.
documents = Table(
    "documents",
    metadata,
    Column("path", Text, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("pieces", Text, nullable=False),
)

# Runs in the order in which they began; two may begin in one second.
runs = Table(
    "runs",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("body", Text, nullable=False),
)

# Runs that never began, because a wider one took their place: its id, by theirs.
folds = Table(
    "folds",
    metadata,
    Column("id", Text, primary_key=True),
    Column("run", Text, nullable=False),
    sqlite_with_rowid=False,
)
