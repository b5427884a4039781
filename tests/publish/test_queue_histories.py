"""Whatever processes ask, repeat, cancel and stop at once: each wish is served once, or cancelled.

Only whoever names a request cancels it, and what a wider run covered outlives its end.
"""

import json
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest

from feedsvc.publish.queue import Queue

PEOPLE = 4
STEPS = 120


def start(root: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.publish.asking", str(root), *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def told(process: subprocess.Popen[str]) -> list[list[object]]:
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    return [json.loads(line) for line in output.splitlines()]


def named(said: Iterable[list[object]], *words: str) -> list[list[object]]:
    return [each[1:] for each in said if each[0] in words]


@pytest.mark.parametrize("seed", range(3))
def test_whatever_many_processes_ask_each_wish_is_served_once_or_cancelled(
    tmp_path: Path, seed: int
) -> None:
    taker = start(tmp_path, "take", str(seed))
    people = [start(tmp_path, str(seed * PEOPLE + each), str(STEPS)) for each in range(PEOPLE)]
    said = [line for process in people for line in told(process)]
    (tmp_path / "stop").touch()
    served = told(taker)

    queue = Queue(tmp_path / "queue")
    took = [id_ for id_, _ in named(served, "took")]
    stopped = [id_ for id_, _ in named(served, "stopped")]
    covered = [name for _, names in named(served, "took") for name in names]  # type: ignore[attr-defined]
    ended = [run.id for run in queue.cancelled()]
    asked = {id_ for id_, *_ in named(said, "asked")}
    cancelled = [(wanted, id_) for wanted, id_ in named(said, "cancelled") if id_]
    assert queue.waiting() == ()
    assert all(wanted == id_ for wanted, id_ in cancelled)
    assert sorted(str(id_) for _, id_ in cancelled) == sorted(ended)
    fates = Counter([*took, *stopped, *covered, *ended])
    assert set(fates) == asked
    assert set(fates.values()) == {1}
    by_key = defaultdict(set)
    for id_, key, _ in named(said, "asked"):
        by_key[key].add(id_)
    assert all(len(ids) == 1 for key, ids in by_key.items() if key)
    assert took
