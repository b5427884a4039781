"""The tables of polls.

Days are numbered as Python numbers them: 1 is the first of January of the year 1. ``feed`` is the
path of a feed; its row stays when the feed is gone.
"""

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, MetaData, Table, Text

metadata = MetaData()

# How often a document was asked for; the row of a feed without a name has the sums of all.
requests = Table(
    "requests",
    metadata,
    Column("day", Integer, primary_key=True),
    Column("feed", Text, primary_key=True),
    Column("extension", Text, primary_key=True),
    Column("requests", BigInteger, nullable=False),
    Column("unchanged", BigInteger, nullable=False),
    Column("sent", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

# The newest number of each subscription of a hosted reader, and when it was stated, since 1970.
readers = Table(
    "readers",
    metadata,
    Column("day", Integer, primary_key=True),
    Column("feed", Text, primary_key=True),
    Column("reader", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("subscribers", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

# How many other clients asked for a feed, or, where it has no name, for any.
clients = Table(
    "clients",
    metadata,
    Column("day", Integer, primary_key=True),
    Column("feed", Text, primary_key=True),
    Column("clients", Integer, nullable=False),
    sqlite_with_rowid=False,
)

# The smallest of their salted hashes; gone when the day is over.
hashes = Table(
    "hashes",
    metadata,
    Column("day", Integer, primary_key=True),
    Column("feed", Text, primary_key=True),
    Column("smallest", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

# The files that were added up and perhaps could not be removed, so that none is added twice.
taken = Table("taken", metadata, Column("name", Text, primary_key=True))
