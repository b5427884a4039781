"""One process publishes, however the others start and however it ends."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from feedsvc.errors import BusyError
from feedsvc.publish.lock import Lock

_HOLD = """
import sys, time
from pathlib import Path
from feedsvc.publish.lock import Lock
assert Lock(Path(sys.argv[1])).take()
print("held", flush=True)
time.sleep(60)
"""


def test_a_second_taker_is_refused_and_told_who_holds_it(tmp_path: Path) -> None:
    first, second = Lock(tmp_path / "lock"), Lock(tmp_path / "lock")
    assert first.take()

    with pytest.raises(BusyError, match=f"process {os.getpid()} holds") as caught:
        second.take_or_fail("cannot build", hint="stop it")

    assert caught.value.hint == "stop it"
    first.release()
    assert second.take()
    second.release()


def test_the_lock_of_a_killed_process_is_free_at_once(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    holder = subprocess.Popen([sys.executable, "-c", _HOLD, str(path)], stdout=subprocess.PIPE)
    assert holder.stdout and holder.stdout.readline() == b"held\n"
    assert Lock(path).is_held()

    holder.send_signal(signal.SIGKILL)
    holder.wait()
    holder.stdout.close()

    lock = Lock(path)
    assert not lock.is_held()
    assert lock.take()
    lock.release()


def test_asking_whether_it_is_held_takes_nothing(tmp_path: Path) -> None:
    lock = Lock(tmp_path / "lock")
    assert not lock.is_held()
    assert lock.take()
    assert Lock(tmp_path / "lock").is_held()

    lock.release()

    assert not Lock(tmp_path / "lock").is_held()
