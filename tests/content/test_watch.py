"""Saved articles are noticed: each burst once, ours never, and what came before watching began."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty, Queue
from threading import Event, Thread

import pytest

from feedsvc.content.watch import watch

POLLING = pytest.mark.parametrize("polling", [False, True], ids=["events", "polling"])


def told(signals: "Queue[frozenset[str] | None]") -> frozenset[str]:
    """Return the paths of the next burst, and of one that comes right behind it."""
    paths: frozenset[str] = frozenset()
    with suppress(Empty):
        paths |= signals.get(timeout=10) or frozenset()
        paths |= signals.get(timeout=0.5) or frozenset()
    return paths


@contextmanager
def watching(
    root: Path, *leave_out: Path, polling: bool = False
) -> Iterator[Queue[frozenset[str] | None]]:
    """Watch *root* until the end of the block; the paths of each burst are put into the queue."""
    stop, signals = Event(), Queue[frozenset[str] | None]()

    def run() -> None:
        for paths in watch(root, stop, leave_out=leave_out, polling=polling):
            signals.put(paths)

    thread = Thread(target=run)
    thread.start()
    try:
        yield signals
    finally:
        stop.set()
        thread.join(10)
        assert not thread.is_alive()


def test_the_first_signal_comes_without_a_change_and_stands_for_any_path(tmp_path: Path) -> None:
    with watching(tmp_path) as signals:
        assert signals.get(timeout=10) is None


@POLLING
def test_a_save_is_told_by_its_path(tmp_path: Path, polling: bool) -> None:
    (tmp_path / "a").mkdir()
    with watching(tmp_path, polling=polling) as signals:
        signals.get(timeout=10)

        (tmp_path / "a" / "b.md").write_text("x")

        assert "a/b.md" in told(signals)


@POLLING
def test_an_editors_temporary_file_and_rename_end_with_the_name_of_the_article(
    tmp_path: Path, polling: bool
) -> None:
    (tmp_path / "a.md").write_text("old")
    with watching(tmp_path, polling=polling) as signals:
        signals.get(timeout=10)

        (tmp_path / ".a.md.swp").write_text("new, and longer")
        (tmp_path / ".a.md.swp").replace(tmp_path / "a.md")

        assert "a.md" in told(signals)


@POLLING
def test_a_folder_that_moves_is_told_by_both_names(tmp_path: Path, polling: bool) -> None:
    (tmp_path / "old" / "deep").mkdir(parents=True)
    (tmp_path / "old" / "deep" / "a.md").write_text("x")
    with watching(tmp_path, polling=polling) as signals:
        signals.get(timeout=10)

        (tmp_path / "old").rename(tmp_path / "new")

        paths = told(signals)
        assert {path.split("/")[0] for path in paths} == {"old", "new"}


def test_thousands_of_saves_are_two_bursts_or_three_and_none_is_missed(tmp_path: Path) -> None:
    with watching(tmp_path) as signals:
        signals.get(timeout=10)

        for number in range(3000):
            (tmp_path / f"{number}.md").write_text("x")

        paths: set[str] = set()
        bursts = 0
        while len(paths) < 3000:
            burst = signals.get(timeout=20)
            assert burst is not None
            paths |= burst
            bursts += 1
        assert bursts <= 3


def test_where_nothing_can_be_watched_every_file_is_looked_at(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    program = (
        "import sys, threading; from pathlib import Path; from feedsvc.content.watch import watch;"
        "root = Path(sys.argv[1]); stop = threading.Event();"
        "bursts = watch(root, stop); print(next(bursts), flush=True);"
        "(root / 'a.md').write_text('x');"
        "print(*next(burst for burst in bursts if burst), flush=True)"
    )
    limit = "echo 0 > /proc/sys/user/max_inotify_watches"
    allowed = subprocess.run(["unshare", "-U", "-r", "sh", "-c", limit], capture_output=True)
    if allowed.returncode:
        pytest.skip("this machine allows no user namespaces")

    found = subprocess.run(
        [
            *("unshare", "-U", "-r", "sh", "-c", f'{limit}; exec "$0" -c "$1" "$2"'),
            *(sys.executable, program, str(tmp_path)),
        ],
        capture_output=True,
        text=True,
        timeout=30,
    )

    assert found.stdout.split() == ["None", "a.md"]
    assert "looking at every file once a second" in found.stderr


@pytest.mark.parametrize(
    "path", ["a.png", ".a.md.swp", ".git/a.md", "up/a.md"], ids=["other", "hidden", "git", "link"]
)
def test_what_no_scan_would_come_by_is_no_burst(tmp_path: Path, path: str) -> None:
    root = tmp_path / "content"
    (root / ".git").mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir()
    (root / "up").symlink_to(tmp_path / "elsewhere")
    with watching(root) as signals:
        signals.get(timeout=10)

        (root / path).write_text("x")

        with pytest.raises(Empty):
            signals.get(timeout=1)


def test_our_own_folder_is_known_behind_a_link(tmp_path: Path) -> None:
    ours = tmp_path / "real" / "feeds"
    ours.mkdir(parents=True)
    (tmp_path / "content").symlink_to("real")
    with watching(tmp_path / "content", ours) as signals:
        signals.get(timeout=10)

        (ours / "a.html").write_text("x")

        with pytest.raises(Empty):
            signals.get(timeout=1)


def test_a_folder_nobody_may_enter_does_not_blind_the_rest(
    as_nobody: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (as_nobody / "secret").mkdir(mode=0)
    with watching(as_nobody) as signals:
        signals.get(timeout=10)

        (as_nobody / "a.md").write_text("x")

        assert "a.md" in told(signals)
    assert "cannot be watched" in caplog.text


@pytest.mark.parametrize("how", ["deleted", "renamed", "linked"])
def test_a_folder_that_is_replaced_is_watched_again(tmp_path: Path, how: str) -> None:
    root, new = tmp_path / "content", tmp_path / "new"
    new.mkdir()
    if how == "linked":
        (tmp_path / "old").mkdir()
        root.symlink_to("old")
    else:
        root.mkdir()
    with watching(root) as signals:
        signals.get(timeout=10)
        if how == "deleted":
            shutil.rmtree(root)
            root.mkdir()
        elif how == "renamed":
            root.rename(tmp_path / "old")
            new.rename(root)
        else:
            (tmp_path / "link").symlink_to("new")
            (tmp_path / "link").replace(root)
        assert signals.get(timeout=10) is None  # to look at all that is there now
        with suppress(Empty):
            while True:
                assert signals.get(timeout=2) is None

        (root / "a.md").write_text("x")

        assert "a.md" in told(signals)


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

        (root / "a.md").write_text("x")

        assert "a.md" in told(signals)
