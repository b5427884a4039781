"""The catalog's file: made once, written by one, readable by all, never half changed."""

import sqlite3
from pathlib import Path

import pytest

from feedsvc.catalog import documents
from feedsvc.catalog.database import Database
from feedsvc.errors import StorageError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "catalog.sqlite3"


def test_preparing_twice_keeps_what_is_known(path: Path) -> None:
    database = Database(path)
    database.prepare()
    with database.writing() as connection:
        documents.note_fact(connection, "site", "江湾")

    database.prepare()

    with database.reading() as connection:
        assert documents.fact(connection, "site") == "江湾"


def test_an_error_inside_a_transaction_undoes_all_of_it(path: Path) -> None:
    database = Database(path)
    database.prepare()

    with pytest.raises(KeyError), database.writing() as connection:
        documents.note_fact(connection, "site", "lost")
        raise KeyError

    with database.reading() as connection:
        assert documents.fact(connection, "site") is None


def test_reading_before_the_first_run_says_what_to_do_and_makes_no_file(path: Path) -> None:
    database = Database(path)

    with pytest.raises(StorageError, match="no catalog") as caught, database.reading():
        pass

    assert "feedsvc build" in caught.value.hint
    assert not path.exists()


def test_a_catalog_of_a_newer_feedsvc_is_left_alone(path: Path) -> None:
    path.parent.mkdir()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    database = Database(path)

    with pytest.raises(StorageError, match="version 99"):
        database.prepare()


def test_a_file_that_is_no_catalog_is_an_error_that_names_it(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"this is no database, and long enough to be looked at" * 20)
    database = Database(path)

    with pytest.raises(StorageError, match=r"catalog\.sqlite3"):
        database.prepare()


def test_a_reader_sees_the_catalog_as_it_was_while_a_writer_works(path: Path) -> None:
    database = Database(path)
    database.prepare()

    with database.reading() as before, database.writing() as writer:
        documents.fact(before, "site")
        documents.note_fact(writer, "site", "new")
        seen = documents.fact(before, "site")

    with database.reading() as after:
        assert (seen, documents.fact(after, "site")) == (None, "new")
