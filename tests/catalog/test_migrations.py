"""A catalog of an older feedsvc goes on: every id, date, name and run is still there."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from feedsvc import operations
from feedsvc.model import Scope
from tests.conftest import Site

VERSION_1 = """
CREATE TABLE documents (path TEXT NOT NULL PRIMARY KEY, digest TEXT NOT NULL,
    changed_at DATETIME NOT NULL);
CREATE TABLE entries (id TEXT NOT NULL PRIMARY KEY, slug TEXT NOT NULL UNIQUE, site TEXT,
    changes_at DATETIME, body TEXT NOT NULL);
CREATE INDEX entries_by_change ON entries (changes_at);
CREATE TABLE facts (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE feeds (kind TEXT NOT NULL, slug TEXT NOT NULL, identity TEXT NOT NULL,
    label TEXT NOT NULL, id TEXT NOT NULL, created_at DATETIME NOT NULL, opened BOOLEAN NOT NULL,
    stale BOOLEAN NOT NULL, PRIMARY KEY (kind, slug));
CREATE UNIQUE INDEX feeds_by_identity ON feeds (kind, identity);
CREATE INDEX feeds_stale ON feeds (stale);
CREATE TABLE files (path TEXT NOT NULL PRIMARY KEY, signature TEXT NOT NULL, line INTEGER,
    reason TEXT, hint TEXT);
CREATE TABLE ledger (id TEXT NOT NULL PRIMARY KEY, path TEXT UNIQUE, fingerprint TEXT NOT NULL,
    slug TEXT NOT NULL UNIQUE, title TEXT, link TEXT, published DATETIME NOT NULL,
    published_origin TEXT NOT NULL, updated DATETIME NOT NULL, digest TEXT NOT NULL,
    first_seen DATETIME NOT NULL, removed_at DATETIME);
CREATE INDEX ix_ledger_fingerprint ON ledger (fingerprint);
CREATE TABLE memberships (kind TEXT NOT NULL, slug TEXT NOT NULL, entry_id TEXT NOT NULL,
    published DATETIME NOT NULL, PRIMARY KEY (kind, slug, entry_id));
CREATE INDEX memberships_newest ON memberships (kind, slug, published, entry_id);
CREATE INDEX memberships_of_entry ON memberships (entry_id);
CREATE TABLE runs (number INTEGER NOT NULL PRIMARY KEY, id TEXT NOT NULL UNIQUE,
    body TEXT NOT NULL);
PRAGMA user_version = 1;
"""
VERSION_2 = """
CREATE TABLE documents (path TEXT NOT NULL PRIMARY KEY, digest TEXT NOT NULL,
    changed_at BIGINT NOT NULL, pieces TEXT NOT NULL);
CREATE TABLE entries (id TEXT NOT NULL PRIMARY KEY, slug TEXT NOT NULL UNIQUE, site TEXT,
    published BIGINT NOT NULL, updated BIGINT NOT NULL, language TEXT, changes_at BIGINT,
    feeds TEXT NOT NULL, version TEXT NOT NULL, body TEXT NOT NULL, content TEXT NOT NULL);
CREATE INDEX entries_by_change ON entries (changes_at) WHERE changes_at IS NOT NULL;
CREATE TABLE facts (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE feeds (number INTEGER NOT NULL PRIMARY KEY, kind TEXT NOT NULL, slug TEXT NOT NULL,
    identity TEXT NOT NULL, label TEXT NOT NULL, id TEXT NOT NULL, created_at BIGINT NOT NULL,
    opened BOOLEAN NOT NULL, stale BOOLEAN NOT NULL, held TEXT);
CREATE UNIQUE INDEX feeds_by_slug ON feeds (kind, slug);
CREATE UNIQUE INDEX feeds_by_identity ON feeds (kind, identity);
CREATE INDEX feeds_stale ON feeds (stale) WHERE stale;
CREATE TABLE files (path TEXT NOT NULL PRIMARY KEY, signature TEXT NOT NULL, line INTEGER,
    reason TEXT, hint TEXT) WITHOUT ROWID;
CREATE INDEX files_rejected ON files (path) WHERE reason IS NOT NULL;
CREATE TABLE gone (slug TEXT NOT NULL PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE ledger (id TEXT NOT NULL PRIMARY KEY, path TEXT UNIQUE, fingerprint TEXT NOT NULL,
    slug TEXT NOT NULL UNIQUE, title TEXT, link TEXT, published BIGINT NOT NULL,
    published_origin TEXT NOT NULL, updated BIGINT NOT NULL, digest TEXT NOT NULL,
    first_seen BIGINT NOT NULL, removed_at BIGINT, last_path TEXT);
CREATE INDEX ix_ledger_fingerprint ON ledger (fingerprint);
CREATE INDEX ix_ledger_last_path ON ledger (last_path);
CREATE INDEX ledger_adopted ON ledger (id) WHERE digest = '';
CREATE TABLE memberships (feed INTEGER NOT NULL, rank BIGINT NOT NULL, entry_id TEXT NOT NULL,
    PRIMARY KEY (feed, rank, entry_id)) WITHOUT ROWID;
CREATE TABLE runs (number INTEGER NOT NULL PRIMARY KEY, id TEXT NOT NULL UNIQUE,
    body TEXT NOT NULL);
CREATE TABLE sites (name TEXT NOT NULL PRIMARY KEY, entries INTEGER NOT NULL);
PRAGMA user_version = 2;
"""
SCHEMAS = {1: VERSION_1, 2: VERSION_2}
INSTANTS = {"published", "updated", "first_seen", "removed_at", "created_at"}
KEPT = {
    "ledger": "id path fingerprint slug title link published published_origin updated first_seen "
    "removed_at",
    "feeds": "kind slug identity label id created_at opened stale",
    "files": "path",
    "runs": "number id body",
}


@pytest.fixture
def catalog(site: Site) -> Path:
    return site.root / "feeds.state" / "catalog.sqlite3"


def rows(catalog: Path, table: str) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(catalog)) as connection:
        connection.row_factory = sqlite3.Row
        found = connection.execute(f"SELECT {KEPT[table].replace(' ', ', ')} FROM {table}")
        return sorted(map(dict, found), key=str)


def age(catalog: Path, version: int) -> None:
    """Put a catalog of an old *version* that knows the same in the place of this one."""
    known = {table: rows(catalog, table) for table in KEPT}
    for file in catalog.parent.glob("catalog.sqlite3*"):
        file.unlink()
    with closing(sqlite3.connect(catalog)) as connection:
        connection.executescript(SCHEMAS[version])
        for table, found in known.items():
            for row in found:
                _insert(connection, table, _old(row) if version == 1 else row)
        connection.commit()


def _insert(connection: sqlite3.Connection, table: str, row: dict[str, Any]) -> None:
    row |= {"digest": "of old"} if table == "ledger" else {}
    row |= {"signature": "of old"} if table == "files" else {}
    marks = ", ".join("?" * len(row))
    connection.execute(
        f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values())
    )


def _old(row: dict[str, Any]) -> dict[str, Any]:
    return {name: _old_instant(row[name]) if name in INSTANTS else row[name] for name in row}


def _old_instant(seconds: int | None) -> str | None:
    if seconds is None:
        return None
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S.%f}"


@pytest.mark.parametrize("version", SCHEMAS)
def test_identities_names_and_runs_outlive_the_step_from_an_old_version(
    site: Site, catalog: Path, version: int
) -> None:
    site.article("a.md", "Undated", tags="[x]")
    site.article("b.md", "Of old", date="1969-07-20")
    gone = site.article("c.md", "Gone", tags="[y]")
    services = site.services
    with operations.publishing(services, "cannot test"):
        operations.run_here(services, Scope.CHANGED)
    gone.unlink()
    site.build()
    before = {table: rows(catalog, table) for table in KEPT}
    age(catalog, version)

    operations.make_ready(site.services)

    assert {table: rows(catalog, table) for table in KEPT} == before


@pytest.mark.parametrize("version", SCHEMAS)
def test_the_first_run_after_it_writes_nothing_and_updates_no_article(
    site: Site, catalog: Path, version: int
) -> None:
    site.article("a.md", "Undated", tags="[x]")
    site.article("b.md", "Dated", date="2026-01-01")
    site.build()
    before, entries = site.documents(), site.entries()
    age(catalog, version)

    counts = site.build(after=3600).counts

    assert (counts.read, counts.added, counts.written) == (2, 0, 0)
    assert (site.documents(), site.entries()) == (before, entries)


@pytest.mark.parametrize("version", SCHEMAS)
def test_a_file_that_was_deleted_before_it_is_noticed_after_it(
    site: Site, catalog: Path, version: int
) -> None:
    site.article("a.md", "Stays")
    site.article("b.md", "Goes").unlink()
    file = site.article("b.md", "Goes")
    site.build()
    age(catalog, version)
    file.unlink()

    counts = site.build(after=60).counts

    assert counts.removed == 1
    assert [entry.title for entry in site.entries()] == ["Stays"]


TO_VERSION_3 = """
DROP INDEX feeds_by_size;
DROP INDEX archives_by_name;
ALTER TABLE feeds DROP COLUMN above;
ALTER TABLE feeds DROP COLUMN entries;
PRAGMA user_version = 3;
"""


def everything(catalog: Path) -> dict[str, list[dict[str, Any]]]:
    """Return each table of the catalog as it is."""
    with closing(sqlite3.connect(catalog)) as connection:
        connection.row_factory = sqlite3.Row
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {
            name: sorted(map(dict, connection.execute(f"SELECT * FROM {name}")), key=str)
            for (name,) in tables.fetchall()
        }


def objects(catalog: Path) -> set[tuple[str, str]]:
    """Return the kind and the name of all tables, columns and indexes."""
    with closing(sqlite3.connect(catalog)) as connection:
        made = "SELECT type, name FROM sqlite_master"
        columns = "SELECT type || ' ' || hidden, name FROM pragma_table_xinfo('feeds')"
        return {*connection.execute(made).fetchall(), *connection.execute(columns).fetchall()}


def test_feeds_know_how_many_entries_they_hold_after_the_step_from_version_3(
    site: Site, catalog: Path
) -> None:
    for number in range(5):
        site.article(f"{number}.md", section="a/b", tags=f"[tag {number % 2}]")
    site.article("draft.md", tags="[unseen]", draft="true")
    site.build()
    before, made = everything(catalog), objects(catalog)
    with closing(sqlite3.connect(catalog)) as connection:
        connection.executescript(TO_VERSION_3)

    operations.make_ready(site.services)

    assert everything(catalog) == before
    assert objects(catalog) == made
    assert {row["slug"]: row["entries"] for row in before["feeds"]} == {
        "all": 5,
        "a": 5,
        "a/b": 5,
        "tag-0": 3,
        "tag-1": 2,
        "unseen": 0,
    }


def test_no_article_is_read_again_after_the_step_from_version_3(site: Site, catalog: Path) -> None:
    site.article("a.md", tags="[x]")
    site.build()
    with closing(sqlite3.connect(catalog)) as connection:
        connection.executescript(TO_VERSION_3)

    counts = site.build(after=60).counts

    assert (counts.read, counts.written) == (0, 0)


@pytest.mark.parametrize("version", SCHEMAS)
def test_an_old_catalog_gets_the_tables_and_indexes_of_a_new_one(
    site: Site, catalog: Path, version: int
) -> None:
    site.article("a.md", section="a/b", tags="[x]")
    site.build()
    made = objects(catalog)
    age(catalog, version)

    operations.make_ready(site.services)

    assert objects(catalog) == made
