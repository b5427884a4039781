"""Documents as files: what is written is seen once it is put in place, and then whole."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from feedsvc.errors import StorageError
from feedsvc.model import ALL_FEED, Document, DocumentKey, Format
from feedsvc.publish.decide import digest
from feedsvc.publish.files import DocumentFiles

KEY = DocumentKey(feed=ALL_FEED, format=Format.JSON)
NOON = datetime(2026, 3, 12, 12, 0, tzinfo=UTC)


def document(body: bytes, key: DocumentKey = KEY) -> Document:
    return Document(key=key, body=body, digest=digest(body), changed_at=NOON)


def test_a_document_shows_only_once_it_is_put_in_place(tmp_path: Path) -> None:
    files = DocumentFiles(tmp_path)
    files.write(document(b"new"))

    before = files.load(KEY), files.paths()
    files.put_in_place([KEY])

    assert before == (None, frozenset())
    assert files.load(KEY) == document(b"new")


def test_what_another_publisher_left_unfinished_never_takes_a_place(tmp_path: Path) -> None:
    DocumentFiles(tmp_path).write(document(b"of a publisher that was killed"))
    files = DocumentFiles(tmp_path)

    files.write(document(b"ours"))
    files.put_in_place([KEY])

    assert files.load(KEY) == document(b"ours")


def test_nothing_takes_its_place_where_one_of_them_cannot_be_flushed(tmp_path: Path) -> None:
    files = DocumentFiles(tmp_path)
    files.write(document(b"new"))
    missing = DocumentKey(feed=ALL_FEED, format=Format.ATOM)

    with pytest.raises(StorageError, match=r"all\.atom"):
        files.put_in_place([KEY, missing])

    assert files.paths() == frozenset()


def test_what_is_unfinished_can_be_removed(tmp_path: Path) -> None:
    files = DocumentFiles(tmp_path)
    files.write(document(b"new"))

    files.clean()

    assert list(tmp_path.iterdir()) == []
