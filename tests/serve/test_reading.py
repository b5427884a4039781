import os
from pathlib import Path

import pytest

from feedsvc.model import ALL_FEED, Document, DocumentKey, FeedKey, FeedKind, Format
from feedsvc.publish.decide import digest
from feedsvc.publish.files import DocumentFiles
from feedsvc.serve.reading import DocumentReader
from tests.conftest import NOON

ALL = DocumentKey(feed=ALL_FEED, format=Format.ATOM)


def tag(slug: str) -> DocumentKey:
    return DocumentKey(feed=FeedKey(kind=FeedKind.TAG, slug=slug), format=Format.JSON)


def write(root: Path, key: DocumentKey, body: bytes) -> Document:
    document = Document(key=key, body=body, digest=digest(body), changed_at=NOON)
    files = DocumentFiles(root)
    files.write(document)
    files.put_in_place([document.key])
    return document


def test_what_was_written_is_read(tmp_path: Path) -> None:
    written = write(tmp_path, ALL, b"first")

    assert DocumentReader(tmp_path).read(ALL) == written


def test_an_unchanged_document_is_read_and_hashed_once(tmp_path: Path) -> None:
    write(tmp_path, ALL, b"first")
    reader = DocumentReader(tmp_path)

    assert reader.read(ALL) is reader.read(ALL)


def test_a_replaced_document_is_read_anew_though_time_and_size_are_equal(tmp_path: Path) -> None:
    write(tmp_path, ALL, b"first")
    reader = DocumentReader(tmp_path)
    reader.read(ALL)

    replaced = write(tmp_path, ALL, b"other")

    assert reader.read(ALL) == replaced


def test_a_document_that_is_gone_is_gone(tmp_path: Path) -> None:
    write(tmp_path, ALL, b"first")
    reader = DocumentReader(tmp_path)
    reader.read(ALL)

    (tmp_path / ALL.path).unlink()

    assert reader.read(ALL) is None


def test_a_folder_is_no_document(tmp_path: Path) -> None:
    (tmp_path / ALL.path).mkdir()

    assert DocumentReader(tmp_path).read(ALL) is None


@pytest.mark.parametrize("slug", ["a" * 300, "/".join("a" * 3000)])
def test_a_name_too_long_for_a_file_is_no_document(tmp_path: Path, slug: str) -> None:
    assert DocumentReader(tmp_path).read(tag(slug)) is None


def test_memory_holds_the_documents_asked_for_last(tmp_path: Path) -> None:
    keys = [tag(name) for name in ("a", "b", "c")]
    for key in keys:
        write(tmp_path, key, bytes(40))
    reader = DocumentReader(tmp_path, capacity=100)

    a, b = reader.read(keys[0]), reader.read(keys[1])
    assert reader.read(keys[0]) is a
    reader.read(keys[2])

    assert reader.read(keys[0]) is a
    assert reader.read(keys[1]) is not b


def test_a_document_larger_than_the_memory_is_read_all_the_same(tmp_path: Path) -> None:
    written = write(tmp_path, ALL, bytes(1000))
    small = write(tmp_path, tag("small"), bytes(10))
    reader = DocumentReader(tmp_path, capacity=100)

    assert reader.read(ALL) == reader.read(ALL) == written
    assert reader.read(small.key) is reader.read(small.key)


def test_the_time_of_change_is_in_whole_seconds(tmp_path: Path) -> None:
    write(tmp_path, ALL, b"first")
    os.utime(tmp_path / ALL.path, ns=(0, int(NOON.timestamp()) * 10**9 + 999_999_999))

    document = DocumentReader(tmp_path).read(ALL)

    assert document is not None
    assert document.changed_at == NOON
