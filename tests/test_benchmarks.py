"""The benchmarks measure what they say. How fast anything is, no test promises."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks import checking, corpus, report, sessions
from benchmarks.building import Builds
from benchmarks.checking import Written
from benchmarks.processes import ProgramError, Usage, run

ROOT = Path(__file__).parent.parent


def texts(root: Path) -> dict[str, bytes]:
    return {str(file.relative_to(root)): file.read_bytes() for file in root.rglob("*.md")}


def test_the_same_articles_come_out_every_time(tmp_path: Path) -> None:
    for name in ("one", "other"):
        corpus.write(tmp_path / name, 20)

    assert texts(tmp_path / "one") == texts(tmp_path / "other")


def test_a_larger_corpus_begins_with_the_smaller_one(tmp_path: Path) -> None:
    small = corpus.write(tmp_path / "small", 10)
    large = corpus.write(tmp_path / "large", 20)

    assert len(small) == 10
    assert texts(tmp_path / "small").items() <= texts(tmp_path / "large").items()
    assert [file.name for file in small] == [file.name for file in large[:10]]


def test_feeds_and_entries_are_counted_in_all_formats(tmp_path: Path) -> None:
    (tmp_path / "a.rss").write_text("<rss><channel><item/><item/></channel></rss>")
    (tmp_path / "a.atom").write_text(
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry/><entry/></feed>'
    )
    (tmp_path / "a.json").write_text('{"items": [{}, {}]}')

    written = checking.count(tmp_path)

    assert written == Written(formats=3, feeds=1, entries=2)


@pytest.mark.parametrize("broken", ["<rss><channel>", "<html/>", "<rss><channel/></rss>"])
def test_an_output_that_cannot_be_compared_is_refused(tmp_path: Path, broken: str) -> None:
    (tmp_path / "a.json").write_text('{"items": [{}, {}]}')
    (tmp_path / "a.xml").write_text(broken)

    with pytest.raises(ProgramError):
        checking.count(tmp_path)


def test_a_ratio_is_the_median_of_the_ratios_of_neighbours() -> None:
    ours = Builds([Usage(1, 1, 1), Usage(8, 2, 1), Usage(2, 3, 1)], written=Written(3, 5, 9))
    theirs = Builds([Usage(2, 4, 2), Usage(2, 4, 2), Usage(8, 4, 2)], written=Written(2, 5, 9))
    waits = {"feedsvc": [0.1, 0.3, 0.2], "Hugo": [1.0]}

    section = report.markdown(
        [report.Result(1000, {"feedsvc": ours, "Hugo": theirs}, waits)], ["a machine"]
    )

    assert "| 0.50 | 0.50 | 0.50 |" in section
    assert "| 3 | 200 ms | 300 ms | 300 ms |" in section


def test_results_replace_only_what_stands_between_the_markers(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text((ROOT / "docs" / "performance.md").read_text("utf-8"), "utf-8")
    before, *_, after = page.read_text("utf-8").split("<!-- results:")

    for section in ("old", "new"):
        report.write(page, section)

    text = page.read_text("utf-8")
    assert text.startswith(before)
    assert text.endswith(after)
    assert "new" in text.removeprefix(before)
    assert "\nold\n" not in text


@pytest.mark.slow
def test_a_run_counts_what_child_processes_use(tmp_path: Path) -> None:
    child = "import time; held = b'x' * 80_000_000; time.sleep(0.5); sum(range(5_000_000))"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"

    usage = run([sys.executable, "-c", parent], tmp_path, timeout=60)

    assert usage.memory > 80_000_000
    assert usage.cpu > 0.03


@pytest.mark.slow
def test_a_program_that_takes_too_long_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    parent = (
        "import os, subprocess; print(os.getpid(), flush=True); subprocess.run(['sleep', '60'])"
    )

    with pytest.raises(ProgramError, match="longer than 1 s"):
        run([sys.executable, "-c", parent], tmp_path, timeout=1)

    leader = int((tmp_path / "output.log").read_text())
    deadline = time.monotonic() + 10
    while sessions.memory(leader) and time.monotonic() < deadline:
        time.sleep(0.05)  # what is killed is gone a moment later
    assert sessions.memory(leader) == 0


@pytest.mark.slow
def test_all_is_measured_and_written_to_the_page(tmp_path: Path) -> None:
    page, scratch = tmp_path / "page.md", tmp_path / "scratch"
    page.write_text("# Page\n\n<!-- results: begin -->\n<!-- results: end -->\n\nEnd.\n", "utf-8")
    scratch.mkdir()
    options = ["--articles", "8,16", "--rounds", "1", "--saves", "4", "--peers", "feedgen"]
    place = ["--scratch", str(scratch), "--write", str(page)]

    ended = subprocess.run(
        [sys.executable, "-m", "benchmarks", *options, *place],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )

    assert ended.returncode == 0, ended.stderr
    text = page.read_text("utf-8")
    assert ended.stdout.strip() in text
    rows = [line.split(" | ") for line in text.splitlines() if line.startswith("| 16 | ")]
    assert [row[1] for row in rows[:2]] == ["feedsvc", "feedgen loop"]
    assert rows[0][3:5] == rows[1][3:5]
    assert text.endswith("\n\nEnd.\n")
    assert list(scratch.iterdir()) == []
