"""How far a run is: told to other processes, and never in the way of the run."""

from pathlib import Path

from feedsvc.model import Standing
from feedsvc.publish.standing import StandingFile

HALF = Standing(room="read", done=1, total=2)


def test_another_process_reads_where_the_run_stands(tmp_path: Path) -> None:
    StandingFile(tmp_path / "standing.json").note("run", HALF)

    assert StandingFile(tmp_path / "standing.json").read("run") == HALF


def test_what_was_told_of_another_run_is_not_told_of_this_one(tmp_path: Path) -> None:
    file = StandingFile(tmp_path / "standing.json")
    file.note("run", HALF)

    assert file.read("other") is None


def test_it_is_told_a_few_times_a_second_however_often_it_is_noted(tmp_path: Path) -> None:
    file = StandingFile(tmp_path / "standing.json")
    file.note("run", HALF)

    for done in range(1000):
        file.note("run", Standing(room="read", done=done, total=1000))

    assert file.read("run") == HALF


def test_nothing_is_known_after_the_run_nor_from_a_broken_file(tmp_path: Path) -> None:
    file = StandingFile(tmp_path / "standing.json")
    file.note("run", HALF)
    file.clear()
    cleared = file.read("run")
    (tmp_path / "standing.json").write_text("{")

    assert (cleared, file.read("run")) == (None, None)


def test_a_folder_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    StandingFile(tmp_path / "absent" / "standing.json").note("run", HALF)
