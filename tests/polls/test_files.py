"""Tallies on their way from web processes to the publisher."""

import os
import stat
from datetime import date
from pathlib import Path

import pytest

from feedsvc.polls.files import TallyFiles
from feedsvc.polls.tally import Asked, Document, Tally

TODAY = date(2026, 3, 12)


def tally(requests: int = 1) -> Tally:
    counted = Tally(TODAY)
    counted.ask(Document("all", "atom"), Asked(requests, 0, 0))
    return counted


def test_a_tally_that_is_left_is_read_and_removed(tmp_path: Path) -> None:
    files = TallyFiles(tmp_path / "polls")
    files.put(tally(7))

    names = files.names()
    read = files.read(names)
    files.remove(read)

    assert list(read.values()) == [tally(7)]
    assert files.names() == []


def test_only_the_owner_may_read_a_tally(tmp_path: Path) -> None:
    TallyFiles(tmp_path).put(tally())

    (path,) = tmp_path.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_damaged_file_costs_itself_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    files = TallyFiles(tmp_path)
    files.put(tally())
    (tmp_path / "tally-1-damaged").write_bytes(b"{")

    read = files.read(files.names())

    assert list(read.values()) == [tally()]
    assert not (tmp_path / "tally-1-damaged").exists()
    assert "tally-1-damaged" in caplog.text


def test_what_a_killed_process_left_unfinished_is_no_tally_and_goes_in_time(
    tmp_path: Path,
) -> None:
    files = TallyFiles(tmp_path)
    for name, age in ((".tally-1-old", 3600), (".tally-2-new", 0)):
        (tmp_path / name).write_bytes(b"[")
        begun = (tmp_path / name).stat().st_mtime - age
        os.utime(tmp_path / name, (begun, begun))

    files.tidy()

    assert files.names() == []
    assert [path.name for path in tmp_path.iterdir()] == [".tally-2-new"]


def test_when_nobody_adds_them_up_no_more_than_some_hundreds_wait(tmp_path: Path) -> None:
    files = TallyFiles(tmp_path)
    count = 0

    while files.has_room:
        files.put(tally())
        count += 1

    assert count == len(files.names()) == 256
