"""What waits in a file: all processes that share it find what any of them put there."""

from functools import partial
from pathlib import Path

from feedsvc import spool
from feedsvc.spool import Place, Spool
from feedsvc.workers import Lost, Workers


def put(number: int, *, spool: Spool) -> tuple[int, Place]:
    return number, spool.put(_piece(number))


def get(item: tuple[int, Place], *, spool: Spool) -> bool:
    number, place = item
    return spool.get(place) == _piece(number)


def _piece(number: int) -> bytes:
    return f"<{number}>".encode() * (number % 700)


def test_pieces_that_processes_put_at_once_are_whole_for_all_of_them(tmp_path: Path) -> None:
    shared = Spool(tmp_path)
    workers = Workers(3)

    places = list(workers.map(partial(put, spool=shared), range(2000), seconds=60))
    kept = [each for each in places if not isinstance(each, Lost)]
    found = list(workers.map(partial(get, spool=shared), kept, seconds=60))

    assert found == [True] * 2000
    assert all(get(each, spool=shared) for each in kept)
    workers.close()
    shared.close()


def test_a_spool_that_is_closed_leaves_nothing(tmp_path: Path) -> None:
    shared = Spool(tmp_path)
    shared.put(b"piece")

    shared.close()

    assert list(tmp_path.iterdir()) == []


def test_what_killed_processes_left_is_cleared_away_and_nothing_else(tmp_path: Path) -> None:
    left = Spool(tmp_path)
    other = tmp_path / "catalog.sqlite3"
    other.write_bytes(b"")

    spool.clear(tmp_path)

    assert list(tmp_path.iterdir()) == [other]
    left.close()
