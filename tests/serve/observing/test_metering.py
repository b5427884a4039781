import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from feedsvc.model import Outcome
from feedsvc.serve.observing import tallies
from feedsvc.serve.observing.kinds import Kind
from feedsvc.serve.observing.metering import Meters
from feedsvc.serve.observing.tallies import Served, totals
from tests.end_to_end.conftest import eventually
from tests.faults.conftest import small_disk

# Newer Pythons warn of it; that a thread may hold a lock is just what is tested.
FORKS = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
# Counts an unchanged feed, says so, and goes on until it is killed or its input ends.
PROGRAM = """
import sys
from pathlib import Path
from feedsvc.serve.observing.kinds import Kind
from feedsvc.serve.observing.metering import Meters
meters = Meters(Path(sys.argv[1]))
meters.count(Kind.ATOM, 304, saved=1000, seconds=0.00001)
print("counted", flush=True)
sys.stdin.read()
"""


def start(folder: Path) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout
    assert process.stdout.readline() == b"counted\n"
    return process


def end(process: subprocess.Popen[bytes]) -> None:
    assert process.stdin
    assert process.stdout
    process.stdin.close()
    process.wait()
    process.stdout.close()


def unchanged(folder: Path) -> int:
    return totals(folder).served[Kind.ATOM].statuses.get("304", 0)


def files(folder: Path) -> list[str]:
    """Return the files of single processes."""
    return [path.name for path in folder.glob("*-*")]


def test_an_answer_is_counted_by_kind_and_status_with_its_bytes_and_time(tmp_path: Path) -> None:
    meters = Meters(tmp_path)

    meters.count(Kind.ATOM, 200, sent=5000, seconds=0.003)
    meters.count(Kind.ATOM, 304, saved=70_000, seconds=0.000_05)
    meters.count(Kind.ATOM, 304, saved=70_000, seconds=0.000_06)
    meters.count(Kind.PAGE, 200, sent=800, seconds=60.0)

    served = totals(tmp_path).served
    upto = (0.000_05, 0.000_1, 0.005)
    assert served[Kind.ATOM] == Served(
        statuses={"200": 1, "304": 2},
        buckets=(*(int(bound in upto) for bound in tallies.BOUNDS), 0),
        seconds=0.003 + 0.000_05 + 0.000_06,
        sent=5000,
        saved=140_000,
    )
    assert served[Kind.PAGE].statuses == {"200": 1}
    assert served[Kind.PAGE].buckets[-1] == 1
    assert served[Kind.RSS].statuses == {}


@pytest.mark.parametrize(
    ("status", "label"),
    [
        *((200, "200"), (304, "304"), (404, "404"), (226, "2xx"), (418, "4xx"), (599, "5xx")),
        *((100, "1xx"), (0, "other"), (999, "other")),
    ],
)
def test_a_rare_status_is_counted_in_its_class(tmp_path: Path, status: int, label: str) -> None:
    Meters(tmp_path).count(Kind.OTHER, status, seconds=0.1)

    assert totals(tmp_path).served[Kind.OTHER].statuses == {label: 1}


def test_runs_are_counted_by_their_outcome(tmp_path: Path) -> None:
    meters = Meters(tmp_path)

    for outcome in (Outcome.FAILED, Outcome.SUCCEEDED, Outcome.FAILED, Outcome.CANCELLED):
        meters.count_run(outcome)

    assert totals(tmp_path).runs == {
        Outcome.SUCCEEDED: 1,
        Outcome.FAILED: 2,
        Outcome.CANCELLED: 1,
    }


def test_nothing_is_counted_where_nobody_has_counted_yet(tmp_path: Path) -> None:
    Meters(tmp_path / "metrics")

    found = totals(tmp_path / "metrics")

    assert all(each.statuses == {} for each in found.served.values())
    assert not (tmp_path / "metrics").exists()


def test_threads_that_count_at_once_lose_nothing(tmp_path: Path) -> None:
    meters = Meters(tmp_path)
    interval = sys.getswitchinterval()

    def count() -> None:
        for _ in range(5000):
            meters.count(Kind.RSS, 200, sent=3, seconds=0.25)

    threads = [threading.Thread(target=count) for _ in range(8)]
    sys.setswitchinterval(1e-6)
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)

    served = totals(tmp_path).served[Kind.RSS]
    assert (served.statuses, served.sent, served.seconds) == ({"200": 40_000}, 120_000, 10_000.0)
    assert sum(served.buckets) == 40_000
    assert len(files(tmp_path)) == 1


def test_a_killed_process_loses_nothing_and_leaves_no_file(tmp_path: Path) -> None:
    process = start(tmp_path)
    while_it_lives = unchanged(tmp_path), len(files(tmp_path))

    process.send_signal(signal.SIGKILL)
    end(process)

    assert while_it_lives == (1, 1)
    assert unchanged(tmp_path) == 1
    assert files(tmp_path) == []
    assert unchanged(tmp_path) == 1


def test_sums_never_go_down_and_files_never_pile_up_while_processes_come_and_go(
    tmp_path: Path,
) -> None:
    sums = []
    lasting = start(tmp_path)
    for _ in range(4):
        end(start(tmp_path))
        sums.append(unchanged(tmp_path))
    end(lasting)

    assert sums == [2, 3, 4, 5]
    assert unchanged(tmp_path) == 5
    assert files(tmp_path) == []


def test_a_process_that_begins_clears_up_after_those_that_ended(tmp_path: Path) -> None:
    for _ in range(3):
        end(start(tmp_path))

    Meters(tmp_path).count(Kind.ATOM, 304, seconds=0.1)

    assert len(files(tmp_path)) <= 1
    assert unchanged(tmp_path) == 4


def test_whoever_is_killed_while_putting_counters_together_counts_nothing_twice(
    tmp_path: Path,
) -> None:
    end(start(tmp_path))
    (name,) = files(tmp_path)
    counted = (tmp_path / name).read_bytes()
    totals(tmp_path)

    # The sum is in place, the file that went into it is not removed yet.
    (tmp_path / name).write_bytes(counted)

    assert unchanged(tmp_path) == 1
    assert files(tmp_path) == []
    end(start(tmp_path))
    assert unchanged(tmp_path) == 2


@pytest.mark.parametrize("damage", [b"", b"damaged", b"\xff" * 100_000])
def test_files_that_make_no_sense_count_nothing(tmp_path: Path, damage: bytes) -> None:
    end(start(tmp_path))
    (tmp_path / "1-0123abcd").write_bytes(damage)

    assert unchanged(tmp_path) == 1
    (tmp_path / "ended").write_bytes(damage)
    assert unchanged(tmp_path) == 0
    end(start(tmp_path))
    assert unchanged(tmp_path) == 1


@FORKS
def test_a_forked_process_counts_for_itself(tmp_path: Path) -> None:
    meters = Meters(tmp_path)
    meters.count(Kind.ATOM, 304, seconds=0.1)

    child = os.fork()
    if child == 0:
        try:
            meters.count(Kind.ATOM, 304, seconds=0.1)
        finally:
            os._exit(len(files(tmp_path)))
    _, status = os.waitpid(child, 0)

    assert os.waitstatus_to_exitcode(status) == 2
    assert unchanged(tmp_path) == 2
    assert len(files(tmp_path)) == 1


@FORKS
def test_a_process_forked_in_the_middle_of_a_count_can_count(tmp_path: Path) -> None:
    meters = Meters(tmp_path)
    stop = threading.Event()

    def count() -> None:
        while not stop.is_set():
            meters.count(Kind.PAGE, 200, seconds=0.1)

    busy = threading.Thread(target=count)
    busy.start()
    children = []
    for _ in range(20):
        child = os.fork()
        if child == 0:
            signal.alarm(20)
            meters.count(Kind.ATOM, 304, seconds=0.1)
            os._exit(0)
        children.append(child)
    ended = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    stop.set()
    busy.join()

    assert ended == [0] * 20
    assert unchanged(tmp_path) == 20


def test_the_file_of_a_forking_process_ends_with_it_and_not_with_its_children(
    tmp_path: Path,
) -> None:
    program = PROGRAM.replace(
        "sys.stdin.read()",
        "import os, time\nif os.fork() == 0:\n    os.close(1)\n    time.sleep(60)\n",
    ).replace('print("counted", flush=True)', "")
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait()

        assert unchanged(tmp_path) == 1
        assert files(tmp_path) == []
    finally:
        os.killpg(process.pid, signal.SIGKILL)


def test_where_no_file_can_be_made_counting_goes_on_and_the_log_says_so_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    meters = Meters(tmp_path / "file" / "metrics")

    for _ in range(3):
        meters.count(Kind.ATOM, 200, sent=1, seconds=0.1)

    (line,) = caplog.messages
    assert str(tmp_path / "file" / "metrics") in line
    assert "Not a directory" in line


def test_a_folder_that_may_not_be_written_is_still_read(
    as_nobody: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = as_nobody / "metrics"
    Meters(folder).count(Kind.ATOM, 304, seconds=0.1)
    (folder / "lock").unlink(missing_ok=True)
    folder.chmod(0o555)

    Meters(folder).count(Kind.ATOM, 304, seconds=0.1)

    assert unchanged(folder) == 1
    assert len(caplog.messages) == 1
    folder.chmod(0o755)


def test_somebody_who_holds_the_lock_keeps_nobody_from_counting(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        ["flock", str(tmp_path / "lock"), "sh", "-c", "echo held; read line"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert holder.stdout
    assert holder.stdout.readline() == b"held\n"

    Meters(tmp_path).count(Kind.ATOM, 304, seconds=0.1)

    assert len(files(tmp_path)) == 1
    end(holder)
    eventually(lambda: unchanged(tmp_path) == 1, "the counter")


def test_a_full_disk_costs_the_counters_and_never_the_process(tmp_path: Path) -> None:
    counts_all = PROGRAM.replace("meters.count(Kind.ATOM,", "for kind in Kind: meters.count(kind,")
    with small_disk(tmp_path / "disk", size="1m") as disk:
        disk.seen(disk.folder / "metrics").mkdir()
        # The beginning of the file has room, the rest has none.
        disk.fill(but=tallies.SIZE // 4)

        ended = subprocess.run(
            [*disk.prefix, sys.executable, "-c", counts_all, str(disk.folder / "metrics")],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )

    assert (ended.returncode, ended.stdout) == (0, b"counted\n")
    assert b"No space left on device" in ended.stderr
