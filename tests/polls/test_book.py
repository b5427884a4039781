"""The file of counts: nothing is counted twice, nothing stays for longer than it should."""

import sqlite3
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedsvc.catalog.polls import PollBook, adding, figures
from feedsvc.errors import StorageError
from feedsvc.polls.clients import RANGE, smallest
from feedsvc.polls.tally import Asked, Document, Stated, Subscription, Tally

TODAY = date(2026, 3, 12)
ATOM = Document("all", "atom")


def counted(requests: int = 1, *, day: date = TODAY, clients: set[int] | None = None) -> Tally:
    tally = Tally(day)
    tally.ask(ATOM, Asked(requests, 0, 0))
    if clients:
        tally.see("all", clients)
    return tally


def requests(book: PollBook, day: date = TODAY) -> int:
    with book.reading() as connection:
        return figures.asked(connection, [day], "all").get((day, "atom"), Asked()).requests


def clients(book: PollBook, day: date = TODAY) -> int:
    with book.reading() as connection:
        return figures.distinct(connection, [day], "all").get(day, 0)


@pytest.fixture
def book(tmp_path: Path) -> PollBook:
    return PollBook(tmp_path / "polls.sqlite3")


def test_there_is_no_file_before_something_is_counted(book: PollBook) -> None:
    assert not book.exists

    book.collect({"a": counted()}, waiting=["a"])

    assert book.exists


def test_a_file_that_is_just_being_made_holds_nothing_yet(book: PollBook, tmp_path: Path) -> None:
    (tmp_path / "polls.sqlite3").touch()

    assert not book.exists
    book.collect({"a": counted()}, waiting=["a"])
    assert requests(book) == 1


def test_a_file_that_could_not_be_removed_is_not_counted_again(book: PollBook) -> None:
    book.collect({"a": counted(3)}, waiting=["a", "b"])
    book.collect({"b": counted(4)}, waiting=["a", "b"])

    book.collect({"a": counted(3), "b": counted(4)}, waiting=["a", "b", "c"])
    book.collect({"a": counted(3), "c": counted(5)}, waiting=["a", "c"])

    assert requests(book) == 12


def test_names_of_files_that_are_gone_are_forgotten(book: PollBook, tmp_path: Path) -> None:
    book.collect({"a": counted(), "b": counted()}, waiting=["a", "b"])

    book.collect({"c": counted()}, waiting=["b", "c"])

    with sqlite3.connect(tmp_path / "polls.sqlite3") as connection:
        assert {name for (name,) in connection.execute("SELECT name FROM taken")} == {"b", "c"}
    connection.close()


@settings(max_examples=25, deadline=None)
@given(
    parts=st.lists(
        st.tuples(
            st.integers(0, 10**6),
            st.sets(st.integers(0, RANGE - 1), max_size=30),
            st.integers(0, 2),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_parts_add_up_to_what_one_tally_would_have(
    tmp_path_factory: pytest.TempPathFactory,
    parts: list[tuple[int, set[int], int]],
) -> None:
    folder = tmp_path_factory.mktemp("book")
    bit_by_bit, at_once = PollBook(folder / "a.sqlite3"), PollBook(folder / "b.sqlite3")
    tallies: Mapping[str, Tally] = {
        str(number): counted(count, day=TODAY - timedelta(days=back), clients=hashes)
        for number, (count, hashes, back) in enumerate(parts)
    }

    for name, tally in tallies.items():
        bit_by_bit.collect({name: tally}, waiting=[name])
    at_once.collect(tallies, waiting=list(tallies))

    for back in range(3):
        day = TODAY - timedelta(days=back)
        assert requests(bit_by_bit, day) == requests(at_once, day)
        assert clients(bit_by_bit, day) == clients(at_once, day)
    every = set().union(*(hashes for _, hashes, back in parts if back == 0))
    assert clients(at_once) == len(every)


def test_hashes_go_with_their_day_but_counts_stay(book: PollBook, tmp_path: Path) -> None:
    yesterday = TODAY - timedelta(days=1)
    hashes = {7, 77_777_777}
    book.collect({"a": counted(day=yesterday, clients=hashes)}, waiting=["a"])

    book.forget(hashes_before=TODAY, all_before=TODAY - timedelta(days=399))

    assert clients(book, yesterday) == 2
    with sqlite3.connect(tmp_path / "polls.sqlite3") as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert connection.execute("SELECT count(*) FROM hashes").fetchone() == (0,)
    connection.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert (77_777_777).to_bytes(4, "little") not in kept


def test_late_counts_of_a_day_whose_hashes_are_gone_take_nothing_away(book: PollBook) -> None:
    book.collect({"a": counted(clients=set(range(20)))}, waiting=["a"])
    book.forget(hashes_before=TODAY + timedelta(days=1), all_before=TODAY)

    book.collect({"b": counted(clients={1, 2})}, waiting=["b"])

    assert clients(book) == 20
    assert requests(book) == 2


def test_counts_that_are_too_old_are_removed(book: PollBook) -> None:
    old = TODAY - timedelta(days=400)
    book.collect({"a": counted(day=old, clients={1}), "b": counted()}, waiting=["a", "b"])

    book.forget(hashes_before=TODAY, all_before=TODAY - timedelta(days=399))

    assert (requests(book, old), clients(book, old)) == (0, 0)
    assert requests(book) == 1


def test_the_hashes_of_a_feed_take_no_more_than_four_kilobytes(
    book: PollBook, tmp_path: Path
) -> None:
    step = 40_503
    for part in range(4):
        numbers = {n * step % RANGE for n in range(part * 3000, part * 3000 + 3000)}
        book.collect({str(part): counted(clients=numbers)}, waiting=[str(part)])

    with sqlite3.connect(tmp_path / "polls.sqlite3") as connection:
        ((kept,),) = connection.execute("SELECT smallest FROM hashes")
    connection.close()
    everything = smallest(n * step % RANGE for n in range(12_000))
    assert kept == b"".join(number.to_bytes(4, "little") for number in everything)
    assert len(kept) == 4096


def test_made_up_readers_of_many_feeds_take_bounded_room(book: PollBook, tmp_path: Path) -> None:
    for part in range(6):
        tally = counted()
        for number in range(50):
            for reader in range(100):
                feed = f"tag/x-{part}-{number}"
                tally.state(Subscription(feed, f"Reader {reader}", "x"), Stated(1, 1))
        book.collect({str(part): tally}, waiting=[str(part)])

    with sqlite3.connect(tmp_path / "polls.sqlite3") as connection:
        ((kept,),) = connection.execute("SELECT count(*) FROM readers")
    connection.close()
    assert kept == adding.MOST_SUBSCRIPTIONS


def test_a_book_of_a_newer_feedsvc_is_left_alone(book: PollBook, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "polls.sqlite3") as connection:
        connection.execute("PRAGMA user_version = 2")
    connection.close()

    with pytest.raises(StorageError, match="version 2"):
        book.collect({"a": counted()}, waiting=["a"])
