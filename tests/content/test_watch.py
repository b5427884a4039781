"""Saved articles are noticed: each burst once, ours never, and what came before watching began."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue
from threading import Event, Thread

import pytest

from feedsvc.content.watch import watch


@contextmanager
def watching(root: Path, *leave_out: Path) -> Iterator[Queue[float]]:
    """Watch *root* until the end of the block; each signal is put into the queue."""
    stop, signals = Event(), Queue[float]()

    def run() -> None:
        for _ in watch(root, stop, leave_out=leave_out):
            signals.put(0)

    thread = Thread(target=run)
    thread.start()
    try:
        yield signals
    finally:
        stop.set()
        thread.join(10)
        assert not thread.is_alive()


def test_the_first_signal_comes_without_a_change(tmp_path: Path) -> None:
    with watching(tmp_path) as signals:
        signals.get(timeout=10)


def test_a_burst_of_saves_is_one_signal_or_two(tmp_path: Path) -> None:
    with watching(tmp_path) as signals:
        signals.get(timeout=10)

        for number in range(500):
            (tmp_path / f"{number}.md").write_text("x")

        signals.get(timeout=10)
        with pytest.raises(Empty):
            for _ in range(3):
                signals.get(timeout=2)


def test_what_happens_in_our_own_folders_is_no_signal(tmp_path: Path) -> None:
    ours = tmp_path / "feeds"
    ours.mkdir()
    with watching(tmp_path, ours) as signals:
        signals.get(timeout=10)

        (ours / "all.atom").write_text("x")

        with pytest.raises(Empty):
            signals.get(timeout=2)


def test_a_folder_that_is_absent_is_waited_for(tmp_path: Path) -> None:
    root = tmp_path / "later"
    with watching(root) as signals:
        with pytest.raises(Empty):
            signals.get(timeout=1)

        root.mkdir()

        signals.get(timeout=10)
    shutil.rmtree(root)
