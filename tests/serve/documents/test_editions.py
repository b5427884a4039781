import gzip
import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest

from feedsvc.errors import StorageError
from feedsvc.model import ALL_FEED, Document, DocumentKey, FeedKey, FeedKind, Format
from feedsvc.publish.decide import digest
from feedsvc.publish.files import DocumentFiles
from feedsvc.serve.documents.codings import Coding, encode
from feedsvc.serve.documents.editions import Editions, SupersededError
from tests.conftest import NOON

ALL = DocumentKey(feed=ALL_FEED, format=Format.ATOM)


def tag(slug: str) -> DocumentKey:
    return DocumentKey(feed=FeedKey(kind=FeedKind.TAG, slug=slug), format=Format.JSON)


def write(root: Path, key: DocumentKey, body: bytes, *, at: datetime = NOON) -> str:
    document = Document(key=key, body=body, digest=digest(body), changed_at=at)
    files = DocumentFiles(root)
    files.write(document)
    files.put_in_place([key])
    return key.path


@pytest.fixture
def opened(tmp_path: Path) -> Callable[..., Editions]:
    def editions(capacity: int = 1_000_000) -> Editions:
        return Editions(tmp_path, capacity=capacity, max_age=lambda _path, _body: 300)

    return editions


def test_what_was_written_is_read(tmp_path: Path, opened: Callable[..., Editions]) -> None:
    path = write(tmp_path, ALL, b"first")
    editions = opened()

    edition = editions.open(path)

    assert edition is not None
    assert editions.body(edition, Coding.IDENTITY) == b"first"
    assert edition.digest == digest(b"first")
    assert edition.changed_at == int(NOON.timestamp())


def test_an_unchanged_document_is_read_once(
    tmp_path: Path, opened: Callable[..., Editions]
) -> None:
    path = write(tmp_path, ALL, b"first")
    editions = opened()

    assert editions.recall(path) is None
    assert editions.open(path) is editions.open(path) is editions.recall(path)


def test_a_replaced_document_is_noticed_though_time_and_size_are_equal(
    tmp_path: Path, opened: Callable[..., Editions]
) -> None:
    path = write(tmp_path, ALL, b"first")
    editions = opened()
    editions.open(path)

    write(tmp_path, ALL, b"other")

    assert editions.recall(path) is None
    replaced = editions.open(path)
    assert replaced is not None
    assert replaced.digest == digest(b"other")


def test_a_crowd_looks_at_the_file_once_in_a_moment(
    tmp_path: Path, opened: Callable[..., Editions]
) -> None:
    path = write(tmp_path, ALL, b"first")
    editions = opened()
    assert editions.glance(path, 5.0) is None  # nobody has opened it
    edition = editions.open(path)
    assert editions.glance(path, 5.0) is edition

    write(tmp_path, ALL, b"other")

    assert editions.glance(path, 5.0009) is edition
    assert editions.glance(path, 5.0011) is None
    assert editions.glance(path, 4.0) is None  # whatever a clock does


def test_bytes_of_an_edition_are_never_those_of_the_next(
    tmp_path: Path, opened: Callable[..., Editions]
) -> None:
    path = write(tmp_path, ALL, b"first")
    editions = opened(capacity=0)  # nothing stays in memory
    edition = editions.open(path)
    assert edition is not None

    write(tmp_path, ALL, b"other")

    with pytest.raises(SupersededError):
        editions.body(edition, Coding.GZIP)


def test_a_document_that_is_gone_is_gone(tmp_path: Path, opened: Callable[..., Editions]) -> None:
    path = write(tmp_path, ALL, b"first")
    editions = opened()
    edition = editions.open(path)

    (tmp_path / path).unlink()

    assert edition is not None
    assert editions.recall(path) is None
    assert editions.open(path) is None


def test_a_folder_is_no_document(tmp_path: Path, opened: Callable[..., Editions]) -> None:
    (tmp_path / ALL.path).mkdir()

    assert opened().open(ALL.path) is None


@pytest.mark.parametrize("slug", ["a" * 300, "/".join("a" * 3000)])
def test_a_name_too_long_for_a_file_is_no_document(
    opened: Callable[..., Editions], slug: str
) -> None:
    assert opened().open(tag(slug).path) is None


def test_memory_holds_the_bytes_asked_for_last_and_all_validators(
    tmp_path: Path, opened: Callable[..., Editions]
) -> None:
    paths = [write(tmp_path, tag(name), os.urandom(40)) for name in "abc"]
    editions = opened(capacity=100)
    a, b, c = (editions.open(path) for path in paths)
    assert a
    assert b
    assert c

    kept = [editions.recalled_body(each, Coding.IDENTITY) is not None for each in (a, b, c)]

    assert kept == [False, True, True]
    assert editions.recall(paths[0]) is a


def test_memory_does_not_grow_with_what_is_asked_for(
    tmp_path: Path, opened: Callable[..., Editions], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feedsvc.serve.documents.editions._MOST_EDITIONS", 10)
    editions = opened(capacity=1000)
    for number in range(50):
        edition = editions.open(write(tmp_path, tag(f"t{number}"), os.urandom(90)))
        assert edition is not None
        editions.body(edition, Coding.GZIP)

    held = [tag(f"t{number}").path for number in range(50)]
    known = [edition for path in held if (edition := editions.recall(path))]

    assert len(known) == 10
    assert 0 < sum(len(body) for each in known for body in each.bodies.values()) <= 1000


def test_a_document_larger_than_the_memory_is_served_all_the_same(
    tmp_path: Path, opened: Callable[..., Editions]
) -> None:
    path = write(tmp_path, ALL, bytes(1000))
    editions = opened(capacity=100)
    edition = editions.open(path)
    assert edition is not None

    assert gzip.decompress(editions.body(edition, Coding.GZIP)) == bytes(1000)
    assert editions.body(edition, Coding.IDENTITY) == bytes(1000)


def test_many_who_ask_at_once_make_one_reading_and_one_compression(
    tmp_path: Path, opened: Callable[..., Editions], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path, ALL, os.urandom(300_000))
    editions = opened()
    compressed: list[Coding] = []

    def counted(body: bytes, coding: Coding) -> bytes:
        compressed.append(coding)
        return encode(body, coding)

    monkeypatch.setattr("feedsvc.serve.documents.editions.encode", counted)

    def ask(_: int) -> tuple[int, int]:
        edition = editions.open(path)
        assert edition is not None
        return id(edition), id(editions.body(edition, Coding.GZIP))

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(ask, range(32)))

    assert len(answers) == 1
    assert compressed == [Coding.GZIP]


def test_the_time_of_change_is_in_whole_seconds(
    tmp_path: Path, opened: Callable[..., Editions]
) -> None:
    path = write(tmp_path, ALL, b"first")
    os.utime(tmp_path / path, ns=(0, int(NOON.timestamp()) * 10**9 + 999_999_999))

    edition = opened().open(path)

    assert edition is not None
    assert edition.changed_at == int(NOON.timestamp())


def test_a_document_that_cannot_be_read_again_is_an_error_and_no_endless_attempt(
    tmp_path: Path, opened: Callable[..., Editions]
) -> None:
    path = write(tmp_path, ALL, b"first")
    editions = opened(capacity=0)
    edition = editions.open(path)
    assert edition is not None

    (tmp_path / path).unlink()
    (tmp_path / path).symlink_to(path)  # a circle, as a disk that fails

    with pytest.raises(StorageError, match=path):
        editions.body(edition, Coding.GZIP)


def test_threads_that_fill_and_empty_memory_do_not_disturb_each_other(
    tmp_path: Path, opened: Callable[..., Editions]
) -> None:
    paths = [write(tmp_path, tag(f"t{number}"), os.urandom(200)) for number in range(20)]
    editions = opened(capacity=600)
    interval = sys.getswitchinterval()

    def ask(number: int) -> bytes:
        edition = editions.open(paths[number % 20])
        assert edition is not None
        editions.recalled_body(edition, Coding.IDENTITY)
        return editions.body(edition, Coding.IDENTITY)

    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(ask, range(4000)))
    finally:
        sys.setswitchinterval(interval)

    assert all(
        body == (tmp_path / paths[number % 20]).read_bytes() for number, body in enumerate(answers)
    )


def test_a_pipe_is_no_document_and_nobody_waits_for_it(
    tmp_path: Path, opened: Callable[..., Editions]
) -> None:
    os.mkfifo(tmp_path / ALL.path)

    assert opened().open(ALL.path) is None
